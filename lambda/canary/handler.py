"""The canary's Lambda function: every five minutes it books a canary through the edge and follows its tracking link."""

import os
from functools import partial

from aws_lambda_powertools.utilities.typing import LambdaContext

from contract.names import Variable
from jobs.aws_clients import s3_client
from jobs.stores import canary_store
from jobs.telemetry import Metric, count, structured_log
from jobs.times import utc_now
from smoke_test.canary_journey import CanaryJourney
from smoke_test.checks import get_page
from smoke_test.site_client import SiteClient
from smoke_test.step_log import describe_failure, log_passed
from smoke_test.steps import Steps

CHANGE_BEFORE_MINUTE = 5
"""Only the first run of an hour changes its canary and waits for the invalidation of the old view: invalidations cost
more than the rest of the runs (docs/decisions/0021)."""

_log = structured_log()


def _run(change: bool) -> None:
    """Raises CheckFailedError, which names the step and the response."""
    s3, site, steps = s3_client(), SiteClient(os.environ[Variable.SITE_URL]), Steps(log_passed(_log))
    canaries = canary_store(
        s3, jobs_bucket=os.environ[Variable.JOBS_BUCKET], views_bucket=os.environ[Variable.VIEWS_BUCKET]
    )
    steps.run("the booking page is there", partial(get_page, site, "/book/", "book"))
    CanaryJourney(site, os.environ[Variable.CANARY_PROOF], canaries.remove, steps).run(change=change)


def handler(event: object, context: LambdaContext) -> None:
    """Run once and count a failure as 1, success as 0. Never raises: Lambda would retry after a minute."""
    _log.set_correlation_id(context.aws_request_id)
    try:
        _run(change=utc_now().minute < CHANGE_BEFORE_MINUTE)
    except Exception as failure:
        _log.exception("failed", step=describe_failure(failure))
        count(Metric.CANARY_FAILED, 1)
    else:
        count(Metric.CANARY_FAILED, 0)
