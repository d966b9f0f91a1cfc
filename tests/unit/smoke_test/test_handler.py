"""A failed smoke test fails a deploy, but no rollback: that would leave the stack in UPDATE_ROLLBACK_FAILED.

The smoke test and CloudFormation are fakes, since a rollback cannot be caused on demand.
"""

from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from jobs.bucket import StoreUnavailableError
from smoke_test import handler as smoke_test
from smoke_test.steps import CheckFailedError

FAILURES = [CheckFailedError("/ is the board page: expected 200"), StoreUnavailableError("SlowDown"), KeyError("token")]


class Context(LambdaContext):
    """One invocation."""

    @property
    def aws_request_id(self) -> str:
        return "request"


def deploying(monkeypatch: pytest.MonkeyPatch, status: str | Exception, failure: Exception | None) -> None:
    """A stack in that status (or an exception for it), and a smoke test with that failure."""

    def describe_stacks(**_: object) -> dict[str, Any]:
        if isinstance(status, Exception):
            raise status
        return {"Stacks": [{"StackStatus": status}]}

    def run() -> None:
        if failure:
            raise failure

    monkeypatch.setenv("STACK_ID", "arn:aws:cloudformation:us-east-1:000000000000:stack/staging-App/1")
    monkeypatch.setattr(smoke_test, "cloudformation_client", lambda: SimpleNamespace(describe_stacks=describe_stacks))
    monkeypatch.setattr(smoke_test, "_smoke_test", lambda: SimpleNamespace(run=run))


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"])
def test_any_failure_in_a_deploy_fails_it_with_its_message(
    monkeypatch: pytest.MonkeyPatch, status: str, failure: Exception
) -> None:
    deploying(monkeypatch, status, failure)
    with pytest.raises(smoke_test.SmokeTestFailedError, match=str(failure)):
        smoke_test.handler({}, Context())


@pytest.mark.parametrize("failure", FAILURES)
def test_any_failure_in_a_rollback_is_only_logged(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    deploying(monkeypatch, "UPDATE_ROLLBACK_IN_PROGRESS", failure)
    smoke_test.handler({}, Context())


def test_a_stack_with_an_unknown_status_counts_as_deploying(monkeypatch: pytest.MonkeyPatch) -> None:
    throttled = ClientError({"Error": {"Code": "Throttling", "Message": "slow down"}}, "DescribeStacks")
    deploying(monkeypatch, throttled, FAILURES[0])
    with pytest.raises(smoke_test.SmokeTestFailedError):
        smoke_test.handler({}, Context())
    deploying(monkeypatch, throttled, None)
    smoke_test.handler({}, Context())


def test_no_failure_holds_a_whole_token(monkeypatch: pytest.MonkeyPatch) -> None:
    deploying(monkeypatch, "UPDATE_IN_PROGRESS", ValueError("fcdc1c82cb284dbe"))
    with pytest.raises(smoke_test.SmokeTestFailedError, match="ValueError: fcdc…"):
        smoke_test.handler({}, Context())
