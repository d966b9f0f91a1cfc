"""`qdn invalidate`: invalidation of paths at the edge."""

from typing import Annotated, Any

import typer
from botocore.exceptions import WaiterError

from publisher.invalidation import MAX_PATHS
from qdn.deployment import Deployment
from qdn.exits import InvalidInputError, UnfinishedError
from qdn.options import EnvironmentOption, JsonOption, YesOption, confirm
from qdn.prices import FREE_INVALIDATION_PATHS, INVALIDATION_PATH
from qdn.printing import out, print_json
from tooling.environments import Environment

POLL_S, POLLS = 2, 60
"""Two minutes: CloudFront takes about 5 s (announcement of April 2026)."""


def invalidate(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Such as /book/ or, quoted, '/track*'")],
    wait: Annotated[bool, typer.Option("--wait", help="Until the edge has done it, two minutes at most")] = False,
    yes: YesOption = False,
    environment: EnvironmentOption = Environment.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """Have the edge fetch these paths anew. A change of a job does that by itself. Asks first."""
    paths = list(dict.fromkeys(paths))
    _check(paths)
    cost = len(paths) * INVALIDATION_PATH
    confirm(
        f"Invalidate {_paths(len(paths))} of {environment}, ${cost:.3f} if more than "
        f"{FREE_INVALIDATION_PATHS:,} paths this month?",
        yes,
    )
    deployment = Deployment.of(environment)
    invalidation = deployment.invalidator.invalidate(paths)
    if wait:
        _wait(deployment, invalidation)
    if as_json:
        print_json({"id": invalidation, "paths": paths, "completed": wait, "cost_beyond_free_usd": cost})
    else:
        out.print(f"{'Invalidated' if wait else 'Invalidating'} {_paths(len(paths))}: {invalidation}.", highlight=False)


def _check(paths: list[str]) -> None:
    """Raises InvalidInputError that names every invalid path."""
    wrong = [
        f"{path}: {'Begin with /.' if not path.startswith('/') else 'Put * at the end only.'}"
        for path in paths
        if not path.startswith("/") or "*" in path[:-1]
    ]
    if wrong:
        raise InvalidInputError("\n".join(wrong))
    if len(paths) > MAX_PATHS:
        raise InvalidInputError(f"CloudFront takes {MAX_PATHS:,} paths at once: give fewer, or one that ends in *.")


def _wait(deployment: Deployment, invalidation: str) -> None:
    """Raises UnfinishedError."""
    waiter: Any = deployment.account.client("cloudfront").get_waiter("invalidation_completed")
    try:
        waiter.wait(
            DistributionId=deployment.distribution_id,
            Id=invalidation,
            WaiterConfig={"Delay": POLL_S, "MaxAttempts": POLLS},
        )
    except WaiterError as error:
        raise UnfinishedError(f"{invalidation} is on its way, but was not done within {POLL_S * POLLS} s.") from error


def _paths(count: int) -> str:
    return "1 path" if count == 1 else f"{count:,} paths"
