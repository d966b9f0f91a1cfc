"""`qdn verify`: runs the smoke test, then the audit of board and views, on a deployed system."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import typer

from jobs import stores
from jobs.audit import Difference, audit
from jobs.times import utc_now
from qdn.deployment import Deployment
from qdn.exits import Exit
from qdn.options import EnvironmentOption, JsonOption
from qdn.printing import out, print_json
from qdn.scanning import scanning
from smoke_test.site_client import SiteClient
from smoke_test.smoke_test import SmokeTest
from smoke_test.steps import CheckFailedError, Passed
from tooling.environments import Environment

# The publisher may not have processed changes that are younger.
GRACE = timedelta(minutes=2)


def verify(environment: EnvironmentOption = Environment.LOCAL, as_json: JsonOption = False) -> None:
    """Walk through the deployed system as a deploy does, then compare board and views with the records.

    Each step that fails, each difference and each record that cannot be read is named; the exit code is then 3.
    """
    deployment = Deployment.of(environment)

    def print_line(line: str) -> None:
        if not as_json:
            out.print(line, markup=False, highlight=False)

    print_line(f"{deployment.site_url} (release {deployment.release})")
    steps: list[Passed] = []

    def passed(step: Passed) -> None:
        steps.append(step)
        print_line(f"  {step.step} ({step.seconds:.1f} s)")

    failed = _smoke_test(deployment, passed)
    differences: list[Difference] = []
    unreadable: list[str] = []
    if failed:
        print_line(f"  FAILED {failed}")
    else:
        with scanning(deployment, "Verifying") as (scan, unreadable):
            differences = audit(scan, utc_now(), GRACE)
        for difference in differences:
            print_line(str(difference))
        print_line(_summary(len(differences), len(unreadable)))
    if as_json:
        print_json(
            {
                "site_url": deployment.site_url,
                "release": deployment.release,
                "steps": [asdict(step) for step in steps],
                "failed": failed,
                "differences": [asdict(difference) for difference in differences],
                "unreadable": sorted(unreadable),
            }
        )
    raise typer.Exit(Exit.FINDINGS if failed or differences or unreadable else Exit.DONE)


def _summary(differences: int, unreadable: int) -> str:
    if not differences and not unreadable:
        return "Board and views say what the records say."
    counts = ((differences, "differences"), (unreadable, "unreadable records"))
    return ", ".join(f"{count} {name}" for count, name in counts if count)


def _smoke_test(deployment: Deployment, passed: Callable[[Passed], None]) -> str | None:
    """The message of the step that failed; None when all passed."""
    settings = deployment.settings
    canaries = stores.canary_store(deployment.s3, jobs_bucket=settings.jobs_bucket, views_bucket=settings.views_bucket)
    site = SiteClient(deployment.site_url)
    smoke_test = SmokeTest(site, deployment.release, deployment.canary_proof, canaries.remove, passed)
    try:
        smoke_test.run()
    except CheckFailedError as failure:
        return str(failure)
    return None
