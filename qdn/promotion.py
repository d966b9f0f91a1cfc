"""One step of a promotion: deploy an assembly to one environment, rebuild the projections, verify."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from qdn.account import Account
from qdn.assembly import Assembly, NotPromotableError, all_kept
from qdn.deployed import Deployed
from qdn.exits import Exit, UnfinishedError
from review.changes import Change, read
from review.diff import diff
from tooling import aws, paths
from tooling.cdk import deploy
from tooling.environments import DEPLOYED
from tooling.steps import step

BEFORE = {after: before for before, after in pairwise(DEPLOYED)}
"""The environment that must run an assembly before the environment in the key gets it."""

# CloudFront takes up to half an hour for a new distribution, and a certificate is issued after its DNS record exists.
DEPLOY_TIMEOUT_S = 3600
# Every record and view is read, and views that the release changes are written.
REBUILD_TIMEOUT_S = 900
# The smoke test takes at most four minutes; then every record is read.
VERIFY_TIMEOUT_S = 1800


class NotVerifiedError(UnfinishedError):
    """The assembly is deployed, but `qdn rebuild` or `qdn verify` did not finish."""


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """A planned deploy of an assembly: the current state of the environment, and the changes."""

    assembly: Assembly
    deployed: Deployed
    assembly_before: str | None
    changes: list[Change]

    @property
    def environment(self) -> str:
        """The environment to deploy to."""
        return self.deployed.environment


@dataclass(frozen=True, kw_only=True)
class Promoted:
    """A promotion that was deployed, whether `qdn verify` succeeded, and the total duration in seconds."""

    promotion: Promotion
    verified: bool
    seconds: float


def plan(assembly: Assembly, environment: str) -> Promotion:
    """Determine the changes of a deploy.

    Raises NotPromotableError, `qdn.assembly.UnknownAssemblyError`, `review.diff.DiffFailedError`,
    `review.changes.UnreadableDiffError`, botocore's errors.
    """
    assembly.check()
    deployed = Deployed.of(environment, assembly.templates(environment))
    _check_before(assembly, environment)
    return Promotion(
        assembly=assembly,
        deployed=deployed,
        assembly_before=_kept_that_runs(deployed),
        changes=read(diff(environment, assembly.folder, _variables(environment))),
    )


def carry_out(promotion: Promotion) -> Promoted:
    """Deploy, rebuild board and views, and verify.

    Raises NotPromotableError, also when something else was deployed since the difference was shown; NotVerifiedError;
    and `tooling.steps.StepError` when the deploy was rolled back.
    """
    begun = time.monotonic()
    environment, assembly = promotion.environment, promotion.assembly
    _check_before(assembly, environment)
    if Deployed.of(environment, assembly.templates(environment)) != promotion.deployed:
        raise NotPromotableError(
            f"{environment} was deployed meanwhile, so the difference above is not what would change: run it again."
        )
    with assembly.to_deploy() as folder, step(f"Deploying {assembly.name} to {environment}"):
        deploy(
            f"{environment}/*",
            *("--app", folder),
            log=f"promote-{environment}",
            timeout_s=DEPLOY_TIMEOUT_S,
            environment=_variables(environment),
            hint=f"The deploy failed and {environment} was rolled back: mend what is named above.",
        )
    # Findings of the rebuild are ignored, because verification reports them again.
    _qdn("rebuild", "--environment", environment, "--yes", timeout_s=REBUILD_TIMEOUT_S)
    verified = _qdn("verify", "--environment", environment, timeout_s=VERIFY_TIMEOUT_S)
    return Promoted(promotion=promotion, verified=verified, seconds=time.monotonic() - begun)


def _check_before(assembly: Assembly, environment: str) -> None:
    """Raises NotPromotableError unless the environment before runs the assembly."""
    before, name = BEFORE.get(environment), assembly.name
    if before and not Deployed.of(before, assembly.templates(before)).runs(assembly):
        raise NotPromotableError(
            f"{before} does not run {name}, so nobody has seen it there: qdn promote --assembly {name}"
        )


def _qdn(command: str, *arguments: str, timeout_s: int) -> bool:
    """Run a qdn command; returns whether it finds nothing. Its output goes to standard error.

    Raises NotVerifiedError.
    """
    result = subprocess.run(
        [sys.executable, "-m", "qdn", command, *arguments],
        cwd=paths.REPOSITORY,
        stdout=sys.__stderr__,
        timeout=timeout_s,
        check=False,
    )
    if result.returncode not in (Exit.DONE, Exit.FINDINGS):
        raise NotVerifiedError(
            f"It is deployed, but qdn {command} did not come to its end: see above, then "
            f"qdn rebuild and qdn verify {' '.join(arguments[:2])}."
        )
    return result.returncode == Exit.DONE


def _variables(environment: str) -> Mapping[str, str]:
    """Environment variables for the CDK: the caller's, or those of the laptop's AWS."""
    endpoint_url = Account.of(environment).endpoint_url
    return aws.environment(endpoint_url) if endpoint_url else os.environ


def _kept_that_runs(deployed: Deployed) -> str | None:
    kept = (assembly for assembly in all_kept() if deployed.environment in assembly.environments)
    return next((assembly.name for assembly in kept if deployed.runs(assembly)), None)
