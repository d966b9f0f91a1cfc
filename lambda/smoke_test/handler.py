"""The smoke test's Lambda function, which a deploy ends with: when the walk fails, so does the deploy."""

import os

from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError

from contract.names import Variable
from jobs.aws_clients import cloudformation_client, s3_client
from jobs.stores import canary_store
from jobs.telemetry import structured_log
from jobs.tokens import redact
from smoke_test.site import Site
from smoke_test.telling import in_words, log_passed
from smoke_test.walk import Walk

_log = structured_log()


class SmokeTestFailedError(Exception):
    """The deployed system does not work; the message is what CloudFormation's event says."""


def _walk() -> Walk:
    canaries = canary_store(
        s3_client(), jobs_bucket=os.environ[Variable.JOBS_BUCKET], views_bucket=os.environ[Variable.VIEWS_BUCKET]
    )
    return Walk(
        Site(os.environ[Variable.SITE_URL]),
        os.environ[Variable.RELEASE],
        os.environ[Variable.CANARY_PROOF],
        canaries.remove,
        log_passed(_log),
    )


def _is_rolling_back() -> bool:
    """What cannot be told counts as no rollback: a release that does not work must not pass for one that does."""
    try:
        [stack] = cloudformation_client().describe_stacks(StackName=os.environ[Variable.STACK_ID])["Stacks"]
    except (BotoCoreError, ClientError) as error:
        _log.warning("the stack's status is not known", reason=type(error).__name__)
        return False
    return "ROLLBACK" in stack["StackStatus"]


def handler(event: object, context: LambdaContext) -> None:
    """Walk once. Raises SmokeTestFailedError, except in a rollback, which a failure would leave stuck half way."""
    _log.set_correlation_id(context.aws_request_id)
    rolling_back = _is_rolling_back()
    try:
        _walk().run()
    except Exception as failure:
        said = in_words(failure)
        _log.exception("failed", step=said, rolling_back=rolling_back)
        if not rolling_back:
            raise SmokeTestFailedError(redact(said)) from None
