"""One step of a promotion: one assembly to one environment, deployed by the project's own CDK and verified."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from local import aws, state
from local.steps import run, step
from local.system import CDK
from qdn.account import Account
from qdn.assembly import Assembly, Refused, all_kept
from qdn.deployed import Deployed
from qdn.exits import Exit, Unfinished
from review.changes import Change, read
from review.diff import diff

ROUTE = ("staging", "production")
BEFORE = {"production": "staging"}
"""Where an assembly has to run before it goes on."""

# CloudFront takes up to half an hour to make a distribution, and a certificate waits for its DNS record.
DEPLOY_TIMEOUT_S = 3600
# The walk takes at most four minutes; then every record is read.
VERIFY_TIMEOUT_S = 1800


class VerifyFailed(Unfinished):
    """`qdn verify` could not be run to its end."""


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """An assembly on its way to an environment: what runs there, and what the deploy will change."""

    assembly: Assembly
    environment: str
    release_before: str | None
    assembly_before: str | None
    changes: list[Change]


@dataclass(frozen=True, kw_only=True)
class Promoted:
    """A promotion that was deployed, whether `qdn verify` found it in order, and how long both took (s)."""

    promotion: Promotion
    verified: bool
    seconds: float


def plan(assembly: Assembly, environment: str) -> Promotion:
    """What a deploy would change.

    Raises Refused, `qdn.assembly.Unknown`, `review.diff.Failed`, `review.changes.Unreadable`, botocore's errors.
    """
    assembly.check()
    deployed = Deployed.of(environment, assembly.templates(environment))
    before, name = BEFORE.get(environment), assembly.name
    if before and not Deployed.of(before, assembly.templates(before)).runs(assembly):
        raise Refused(f"{before} does not run {name}, so nobody has seen it there: qdn promote --assembly {name}")
    return Promotion(
        assembly=assembly,
        environment=environment,
        release_before=deployed.release,
        assembly_before=_kept_that_runs(deployed),
        changes=read(diff(environment, assembly.folder, _variables(environment))),
    )


def carry_out(promotion: Promotion) -> Promoted:
    """Deploy and verify. Raises Refused, VerifyFailed, and `local.steps.StepFailed` when the deploy was rolled back."""
    begun = time.monotonic()
    environment, assembly = promotion.environment, promotion.assembly
    with assembly.to_deploy() as folder, step(f"Deploying {assembly.name} to {environment}"):
        run(
            [
                *(CDK, "deploy", "--app", folder, f"{environment}/*", "--no-notices"),
                *("--require-approval", "never", "--progress", "events"),
            ],
            log=f"promote-{environment}",
            timeout_s=DEPLOY_TIMEOUT_S,
            environment=_variables(environment),
            hint=f"The deploy failed and {environment} was rolled back: mend what is named above.",
            telling="_FAILED ",
        )
    verified = _verify(environment)
    return Promoted(promotion=promotion, verified=verified, seconds=time.monotonic() - begun)


def _verify(environment: str) -> bool:
    """By `qdn verify` itself, as an operator runs it; what it says goes to standard error."""
    result = subprocess.run(
        [sys.executable, "-m", "qdn", "verify", "--environment", environment],
        cwd=state.REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(state.REPOSITORY / "lambda")},
        stdout=sys.__stderr__,
        timeout=VERIFY_TIMEOUT_S,
        check=False,
    )
    if result.returncode not in (Exit.DONE, Exit.FINDINGS):
        raise VerifyFailed(f"{environment} is deployed but could not be verified: see above, then qdn verify.")
    return result.returncode == Exit.DONE


def _variables(environment: str) -> Mapping[str, str]:
    """For the CDK: the caller's own, or those that lead to the laptop's AWS alone."""
    endpoint_url = Account.of(environment).endpoint_url
    return aws.environment(endpoint_url) if endpoint_url else os.environ


def _kept_that_runs(deployed: Deployed) -> str | None:
    kept = (assembly for assembly in all_kept() if deployed.environment in assembly.environments)
    return next((assembly.name for assembly in kept if deployed.runs(assembly)), None)
