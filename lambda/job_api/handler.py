"""The job API's Lambda function: wires the stores once a process and hands each request to the routes."""

import os
from typing import Any

from contract.names import Variable
from job_api.edge_only import EdgeOnly
from job_api.routes import job_routes
from jobs.aws_clients import s3_client
from jobs.booking_terms import BookingTerms
from jobs.function_settings import FunctionSettings
from jobs.job_service import JobService
from jobs.stores import idempotency_store, projections, record_store
from jobs.telemetry import Metric, count, structured_log
from jobs.times import utc_now

_log = structured_log()

_EDGE_REQUEST_ID = "x-amz-cf-id"
_LONGEST_EDGE_REQUEST_ID = 100


def _board_deferred(reason: Exception) -> None:
    _log.warning("board left to the publisher", reason=str(reason) or type(reason).__name__)
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


_router = job_routes(
    _job_service(), EdgeOnly(os.environ[Variable.ORIGIN_KEYS]), _log, BookingTerms.from_environment(os.environ)
)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request of the HTTP API (payload format 2.0).

    Every line of it holds API Gateway's id of the request and the edge's, which is `x-edge-request-id` in the edge's
    log (docs/decisions/0016).
    """
    _log.set_correlation_id(event["requestContext"]["requestId"])
    edge_request_id = (event.get("headers") or {}).get(_EDGE_REQUEST_ID, "")
    _log.append_keys(edge_request_id=edge_request_id[:_LONGEST_EDGE_REQUEST_ID])
    answer = _router.resolve(event)
    _log.info("answered", route=event["routeKey"], status=answer["statusCode"])
    return answer
