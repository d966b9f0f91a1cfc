"""The id of a request at the edge (`X-Amz-Cf-Id`), which CloudFront sends to the viewer, the log and the origin.

MiniStack generates another one for the origin, so that a request could not be traced from the edge to the API.
"""

from typing import Any

from ministack.services import cloudfront

_REQUEST_ID = "x-amz-cf-id"

_headers = cloudfront._origin_request_headers


def install() -> None:
    """Send the request id of the laptop's edge server to the origin."""
    cloudfront._origin_request_headers = _with_edge_request_id


def _with_edge_request_id(origin: dict[str, Any], headers: dict[str, Any], *arguments: Any) -> dict[str, Any]:
    sent: dict[str, Any] = _headers(origin, headers, *arguments)
    for name, value in headers.items():
        if name.lower() == _REQUEST_ID:
            cloudfront._set_header_ci(sent, "X-Amz-Cf-Id", value)
    return sent
