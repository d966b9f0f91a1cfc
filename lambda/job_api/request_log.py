"""The log of a request: every field that API Gateway and this function write about one, in one place.

Neither writes the path, which holds the tracking token: the route is logged in its place. docs/decisions/0016 describes
how to find the lines of one request and of one write.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from job_api.problem_types import ProblemType

if TYPE_CHECKING:  # Powertools is slow to import, and the infrastructure code reads ACCESS_LOG_FIELDS
    from aws_lambda_powertools.logging import Logger

    from jobs.record import Record

ACCESS_LOG_FIELDS = {
    "time": "$context.requestTime",
    "request_id": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latency_ms": "$context.responseLatency",
    "integration_latency_ms": "$context.integrationLatency",
    "integration_error": "$context.integrationErrorMessage",
    "authorizer_error": "$context.authorizer.error",
    "response_bytes": "$context.responseLength",
}
"""API Gateway's access log: one line per request, each value as a text, including requests that it rejects itself."""

_EDGE_REQUEST_ID_HEADER = "x-amz-cf-id"
"""CloudFront's id of the request: `x-edge-request-id` in the access log of the edge."""
_MAX_EDGE_REQUEST_ID = 100


class RequestLog:
    """The function's own lines. Each one has API Gateway's id of the request and the edge's."""

    def __init__(self, log: "Logger") -> None:
        self._log = log

    def begin(self, event: Mapping[str, Any]) -> None:
        """Put the ids of this request into every line from here on."""
        self._log.set_correlation_id(event["requestContext"]["requestId"])
        edge_request_id = (event.get("headers") or {}).get(_EDGE_REQUEST_ID_HEADER, "")
        self._log.append_keys(edge_request_id=edge_request_id[:_MAX_EDGE_REQUEST_ID])

    def recorded(self, record: "Record") -> "Record":
        """A write of a record: the publisher logs the same write id. Returns the record."""
        self._log.info("recorded", job=record.token, rev=record.rev, write_id=record.write_id)
        return record

    def board_deferred(self, reason: Exception) -> None:
        """The board was not written with the change; the publisher writes it."""
        self._log.warning("board left to the publisher", reason=str(reason) or type(reason).__name__)

    def failed(self, error: Exception, problem: ProblemType) -> None:
        """A request that failed through no fault of the client, with the traceback."""
        self._log.error("request failed", exc_info=error, problem=problem.name)

    def completed(self, event: Mapping[str, Any], result: Mapping[str, Any]) -> None:
        """The end of a request."""
        self._log.info("answered", route=event["routeKey"], status=result["statusCode"])
