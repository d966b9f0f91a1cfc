"""The publisher's Lambda function: creates the stores once per process and publishes each batch of SQS messages."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from contract.names import Variable
from jobs.aws_clients import cloudfront_client, s3_client
from jobs.function_settings import FunctionSettings
from jobs.record import Record
from jobs.stores import projections, record_store
from jobs.telemetry import Metric, count, structured_log
from publisher.batch import Publisher, Report
from publisher.invalidation import Invalidator

_log = structured_log()


class PublisherFailedError(Exception):
    """An unexpected error, which is in the log. SQS delivers the whole batch again."""


def _unreadable(name_and_reason: str) -> None:
    _log.error("unreadable record left untouched", record=name_and_reason)
    count(Metric.UNREADABLE_RECORD)


def _published(record: Record) -> None:
    _log.info("published", job=record.token, rev=record.rev, write_id=record.write_id)


def _postponed(step: str, reason: str) -> None:
    _log.warning("left in the queue", step=step, reason=reason)


def _publisher() -> Publisher:
    s3 = s3_client()
    settings = FunctionSettings.from_environment(os.environ)
    return Publisher(
        records=record_store(s3, settings),
        projections=projections(s3, settings),
        invalidator=Invalidator(cloudfront_client(), os.environ[Variable.DISTRIBUTION_ID]),
        report=Report(unreadable=_unreadable, postponed=_postponed, published=_published),
    )


_instance = _publisher()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, list[dict[str, str]]]:
    """Publish one batch. The result lists the messages to deliver again (ReportBatchItemFailures)."""
    _log.set_correlation_id(context.aws_request_id)
    try:
        failed = _instance.publish_batch(event["Records"])
    except Exception:
        # Logged here, since a traceback of the Lambda runtime would contain whole tokens.
        _log.exception("batch failed")
        raise PublisherFailedError from None
    _log.info("batch done", messages=len(event["Records"]), left_in_queue=len(failed))
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}
