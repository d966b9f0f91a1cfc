"""The canary's Lambda function: one run through the edge, from the booking page to a tracking link that works."""

import os
from functools import partial

from aws_lambda_powertools.utilities.typing import LambdaContext

from contract.names import Variable
from jobs.aws_clients import s3_client
from jobs.stores import canary_store
from jobs.telemetry import Metric, count, structured_log
from jobs.times import utc_now
from smoke_test.answers import page
from smoke_test.journey import Journey
from smoke_test.site import Site
from smoke_test.steps import Steps
from smoke_test.telling import in_words, log_passed

CHANGE_BEFORE_MINUTE = 5
"""One run an hour, the first, also changes the canary and waits for the edge to forget the old view: an invalidation
costs more than all else that a run does (docs/decisions/0021)."""

_log = structured_log()


def _run(change: bool) -> None:
    """Raises CheckFailedError, with the step and what came back."""
    s3, site, steps = s3_client(), Site(os.environ[Variable.SITE_URL]), Steps(log_passed(_log))
    canaries = canary_store(
        s3, jobs_bucket=os.environ[Variable.JOBS_BUCKET], views_bucket=os.environ[Variable.VIEWS_BUCKET]
    )
    steps.take("the booking page is there", partial(page, site, "/book/", "book"))
    Journey(site, os.environ[Variable.CANARY_PROOF], canaries.remove, steps).run(change=change)


def handler(event: object, context: LambdaContext) -> None:
    """Run once and count it as failed (1) or not (0). Does not raise: Lambda would call it again a minute later."""
    _log.set_correlation_id(context.aws_request_id)
    try:
        _run(change=utc_now().minute < CHANGE_BEFORE_MINUTE)
    except Exception as failure:
        _log.exception("failed", step=in_words(failure))
        count(Metric.CANARY_FAILED, 1)
    else:
        count(Metric.CANARY_FAILED, 0)
