"""The Canary: it runs by the clock, has time for a whole run, and can touch canaries alone."""

from contract.names import CANARY_TOKEN_PREFIX
from jobs.retry import SMOKE_TEST_DEADLINE_S
from tests.testkit.infrastructure.functions import LOGGING, function, grants, records, views
from tests.testkit.infrastructure.schedules import schedules
from tests.testkit.infrastructure.templates import Template


def test_it_removes_canaries_and_can_do_nothing_else_to_jobs(application: Template, environment: str) -> None:
    allowed = grants(application, "canary")
    everything = {records(environment), views(application)}
    assert allowed.pop("s3:DeleteObject") == {key.replace("*", f"{CANARY_TOKEN_PREFIX}*") for key in everything}
    assert set(allowed) == LOGGING


def test_it_has_time_for_a_whole_run(application: Template) -> None:
    assert function(application, "canary")["Timeout"] > SMOKE_TEST_DEADLINE_S


def test_it_runs_every_five_minutes_on_aws_and_on_no_laptop(application: Template, environment: str) -> None:
    state = "DISABLED" if environment == "local" else "ENABLED"
    assert schedules(application)["canary"] == ("rate(5 minutes)", state)


def test_nothing_but_canary_and_auditor_has_a_schedule(application: Template) -> None:
    assert set(schedules(application)) == {"canary", "auditor"}
