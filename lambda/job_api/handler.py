"""The job API's Lambda function: wires the stores once a process and hands each request to the routes."""

import os
from typing import Any

from job_api.edge_only import EdgeOnly
from job_api.routes import job_routes
from jobs.aws_clients import s3_client
from jobs.booking_terms import BookingTerms
from jobs.operations import Dispatch
from jobs.settings import Settings
from jobs.stores import claim_store, projections, record_store
from jobs.telemetry import count, structured_log
from jobs.times import utc_now

_log = structured_log()


def _board_deferred(reason: Exception) -> None:
    _log.warning("board left to the publisher", reason=str(reason) or type(reason).__name__)
    count("BoardDeferred")


def _dispatch() -> Dispatch:
    s3 = s3_client()
    settings = Settings.from_environment(os.environ)
    return Dispatch(
        records=record_store(s3, settings),
        claims=claim_store(s3, settings),
        projections=projections(s3, settings),
        now=utc_now,
        on_board_deferred=_board_deferred,
    )


_router = job_routes(_dispatch(), EdgeOnly(os.environ["ORIGIN_KEYS"]), _log, BookingTerms.from_environment(os.environ))


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request of the HTTP API (payload format 2.0)."""
    _log.set_correlation_id(event["requestContext"]["requestId"])
    answer = _router.resolve(event)
    _log.info("answered", route=event["routeKey"], status=answer["statusCode"])
    return answer
