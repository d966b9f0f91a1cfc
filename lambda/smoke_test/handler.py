"""The smoke test's Lambda function, which runs at the end of each deploy. A failure fails the deploy."""

import os

from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError

from contract.names import Variable
from jobs.aws_clients import cloudformation_client, s3_client
from jobs.stores import canary_store
from jobs.telemetry import structured_log
from jobs.tokens import redact
from smoke_test.site_client import SiteClient
from smoke_test.smoke_test import SmokeTest
from smoke_test.step_log import describe_failure, log_passed

_log = structured_log()


class SmokeTestFailedError(Exception):
    """A step failed. CloudFormation shows the message in the stack's events."""


def _smoke_test() -> SmokeTest:
    canaries = canary_store(
        s3_client(), jobs_bucket=os.environ[Variable.JOBS_BUCKET], views_bucket=os.environ[Variable.VIEWS_BUCKET]
    )
    return SmokeTest(
        SiteClient(os.environ[Variable.SITE_URL]),
        os.environ[Variable.RELEASE],
        os.environ[Variable.CANARY_PROOF],
        canaries.remove,
        log_passed(_log),
    )


def _is_rolling_back() -> bool:
    """Whether the stack is rolling back. An unknown status counts as no: a faulty release must not pass."""
    try:
        [stack] = cloudformation_client().describe_stacks(StackName=os.environ[Variable.STACK_ID])["Stacks"]
    except (BotoCoreError, ClientError) as error:
        _log.warning("the stack's status is not known", reason=type(error).__name__)
        return False
    return "ROLLBACK" in stack["StackStatus"]


def handler(event: object, context: LambdaContext) -> None:
    """Run the smoke test once.

    Raises SmokeTestFailedError, except in a rollback: a failure would leave the stack in UPDATE_ROLLBACK_FAILED.
    """
    _log.set_correlation_id(context.aws_request_id)
    rolling_back = _is_rolling_back()
    try:
        _smoke_test().run()
    except Exception as failure:
        description = describe_failure(failure)
        _log.exception("failed", step=description, rolling_back=rolling_back)
        if not rolling_back:
            raise SmokeTestFailedError(redact(description)) from None
