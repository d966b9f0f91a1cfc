"""The job API's Lambda function: makes the stores once per process and passes each request to the router."""

import os
from typing import Any

from contract.names import Variable
from job_api.handlers import job_router
from job_api.origin_key_check import OriginKeyCheck
from job_api.request_log import RequestLog
from jobs.aws_clients import s3_client
from jobs.booking_terms import BookingTerms
from jobs.function_settings import FunctionSettings
from jobs.job_service import JobService
from jobs.stores import idempotency_store, projections, record_store
from jobs.telemetry import Metric, count, structured_log
from jobs.times import utc_now

_log = RequestLog(structured_log())


def _board_deferred(reason: Exception) -> None:
    _log.board_deferred(reason)
    count(Metric.BOARD_DEFERRED)


def _job_service() -> JobService:
    s3 = s3_client()
    settings = FunctionSettings.from_environment(os.environ)
    return JobService(
        records=record_store(s3, settings),
        idempotency=idempotency_store(s3, settings),
        projections=projections(s3, settings),
        now=utc_now,
        on_board_deferred=_board_deferred,
    )


_router = job_router(
    _job_service(),
    OriginKeyCheck(os.environ[Variable.ORIGIN_KEYS]),
    _log,
    BookingTerms.from_environment(os.environ),
)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Respond to one request of the HTTP API (payload format 2.0)."""
    _log.begin(event)
    result = _router.resolve(event)
    _log.completed(event, result)
    return result
