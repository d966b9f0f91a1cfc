"""The SmokeTest: it runs after all other resources of a deploy, for every release, and can touch canaries alone."""

from contract.names import CANARY_TOKEN_PREFIX
from jobs.retry import SMOKE_TEST_DEADLINE_S
from tests.testkit.infrastructure.dependencies import everything_before
from tests.testkit.infrastructure.functions import LOGGING, function, grants, records, variables, views
from tests.testkit.infrastructure.templates import Template

LAST_REQUEST_S = 20
"""Five seconds to connect and fifteen to get the response."""


def _trigger(application: Template) -> str:
    [logical_id] = application.resources("Custom::Trigger")
    return logical_id


def test_it_runs_after_all_other_resources(application: Template) -> None:
    """Down to the bucket policies that admit the edge, and to the logs and roles of all functions."""
    trigger = _trigger(application)
    assert set(application.body["Resources"]) - everything_before(application, trigger) == {trigger}


def test_each_caller_waits_longer_than_the_one_below_it(application: Template) -> None:
    """Or the caller would start a second smoke test beside the first, and CloudFormation wait for an hour."""
    [caller] = [
        each["Timeout"]
        for each in application.properties("AWS::Lambda::Function")
        if each["Handler"] == "__entrypoint__.handler"
    ]
    trigger = application.the("Custom::Trigger")
    call, deploy = int(trigger["Timeout"]) // 1000, int(trigger["ServiceTimeout"])
    timeout = function(application, "smoke_test")["Timeout"]
    assert SMOKE_TEST_DEADLINE_S + LAST_REQUEST_S < timeout < call < deploy < caller


def test_it_runs_again_for_every_release(application: Template) -> None:
    """The trigger calls a version of the function, which is made of its configuration, the release included."""
    assert len(variables(application, "smoke_test")["RELEASE"]) == 12
    handler = application.the("Custom::Trigger")["HandlerArn"]["Ref"]
    assert handler in application.resources("AWS::Lambda::Version")


def test_it_removes_canaries_and_can_do_nothing_else_to_jobs(application: Template, environment: str) -> None:
    allowed = grants(application, "smoke_test")
    everything = {records(environment), views(application)}
    assert allowed.pop("s3:DeleteObject") == {key.replace("*", f"{CANARY_TOKEN_PREFIX}*") for key in everything}
    assert allowed.pop("cloudformation:DescribeStacks") == {"<AWS::StackId>"}
    assert set(allowed) == LOGGING
