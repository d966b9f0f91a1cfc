"""The publisher's Lambda function: wires the stores once a process and publishes each batch of SQS."""

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
    """The batch met an error that is not foreseen; the log has it. The whole batch is delivered again."""


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
    """Publish one batch; the answer names the messages to be delivered again (ReportBatchItemFailures)."""
    _log.set_correlation_id(context.aws_request_id)
    try:
        failed = _instance.publish_batch(event["Records"])
    except Exception:
        # Not through the runtime's own traceback: it would print whole tokens.
        _log.exception("batch failed")
        raise PublisherFailedError from None
    _log.info("batch done", messages=len(event["Records"]), left_in_queue=len(failed))
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}
