"""The Auditor: it runs by the clock, reads everything and can change nothing."""

from contract.names import BOARD_KEY
from tests.testkit.infrastructure.functions import LOGGING, grants, jobs_bucket, records, views, views_bucket
from tests.testkit.infrastructure.schedules import schedules
from tests.testkit.infrastructure.templates import Template


def test_it_reads_and_can_change_nothing(application: Template, environment: str) -> None:
    allowed, jobs = grants(application, "auditor"), jobs_bucket(environment)
    assert allowed.pop("s3:GetObject") == {records(environment), f"{jobs}/{BOARD_KEY}", views(application)}
    assert allowed.pop("s3:ListBucket") == {jobs, views_bucket(application)}
    assert set(allowed) == LOGGING


def test_it_runs_every_hour_on_aws_and_on_no_laptop(application: Template, environment: str) -> None:
    state = "DISABLED" if environment == "local" else "ENABLED"
    assert schedules(application)["auditor"] == ("rate(1 hour)", state)
