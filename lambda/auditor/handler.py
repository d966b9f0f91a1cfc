"""The auditor's Lambda function: compares board and views with the records, logs each difference and counts them."""

import os
from datetime import timedelta

from aws_lambda_powertools.utilities.typing import LambdaContext

from jobs.audit import audit
from jobs.aws_clients import s3_client
from jobs.function_settings import FunctionSettings
from jobs.scan import Scan
from jobs.stores import projections, record_store
from jobs.telemetry import Metric, count, structured_log
from jobs.times import utc_now

GRACE = timedelta(minutes=10)
"""A younger change may still be in the publisher's queue, whose alarm `publisher-age` fires after five minutes."""

_log = structured_log()


class AuditFailedError(Exception):
    """An unexpected error, which is in the log."""


def _audit() -> tuple[int, int]:
    """The number of differences and the number of unreadable records."""
    s3 = s3_client()
    settings = FunctionSettings.from_environment(os.environ)
    unreadable: list[str] = []
    differences = audit(
        Scan(record_store(s3, settings), projections(s3, settings), on_unreadable=unreadable.append), utc_now(), GRACE
    )
    for difference in differences:
        _log.error("differs", difference=str(difference))
    for name_and_reason in unreadable:
        _log.error("unreadable record", record=name_and_reason)
    return len(differences), len(unreadable)


def handler(event: object, context: LambdaContext) -> None:
    """Audit once. Raises AuditFailedError; then no metric is emitted, since the audit is incomplete."""
    _log.set_correlation_id(context.aws_request_id)
    try:
        differ, unreadable = _audit()
    except Exception:
        # Logged here, since a traceback of the Lambda runtime would contain whole tokens.
        _log.exception("audit failed")
        raise AuditFailedError from None
    _log.info("audited", differ=differ, unreadable=unreadable)
    count(Metric.PROJECTIONS_DIFFER, differ)
    count(Metric.UNREADABLE_RECORD, unreadable)
