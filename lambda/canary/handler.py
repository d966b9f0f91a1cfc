"""The canary's Lambda function: one run through the edge, from the booking page to a tracking link that works."""

import os
from functools import partial

from aws_lambda_powertools.utilities.typing import LambdaContext

from jobs.aws_clients import s3_client
from jobs.bucket import Bucket
from jobs.canaries import CanaryStore
from jobs.telemetry import Metric, count, structured_log
from jobs.times import utc_now
from smoke_test.answers import page
from smoke_test.journey import Journey
from smoke_test.site import Site
from smoke_test.steps import Passed, StepFailed, Steps

CHANGE_BEFORE_MINUTE = 5
"""One run an hour, the first, also changes the canary and waits for the edge to forget the old view: an invalidation
costs more than all else that a run does (docs/decisions/0021)."""

_log = structured_log()


def _passed(passed: Passed) -> None:
    _log.info("passed", step=passed.step, seconds=round(passed.seconds, 2))


def _run(change: bool) -> None:
    """Raises StepFailed, with the step and what came back."""
    s3, site, steps = s3_client(), Site(os.environ["SITE_URL"]), Steps(_passed)
    canaries = CanaryStore(Bucket(s3, os.environ["JOBS_BUCKET"]), Bucket(s3, os.environ["VIEWS_BUCKET"]))
    steps.take("the booking page is there", partial(page, site, "/book/", "book"))
    Journey(site, os.environ["CANARY_PROOF"], canaries.remove, steps).run(change=change)


def handler(event: object, context: LambdaContext) -> None:
    """Run once and count it as failed (1) or not (0). Does not raise: Lambda would call it again a minute later."""
    _log.set_correlation_id(context.aws_request_id)
    try:
        _run(change=utc_now().minute < CHANGE_BEFORE_MINUTE)
    except Exception as failure:
        said = str(failure) if isinstance(failure, StepFailed) else f"{type(failure).__name__}: {failure}"
        _log.exception("failed", step=said)
        count(Metric.CANARY_FAILED, 1)
    else:
        count(Metric.CANARY_FAILED, 0)
