"""The event that is passed to a CloudFront function, and the parsing of its result. No I/O.

Source: CloudFront developer guide, "CloudFront Functions event structure".
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from edge_cache.message import Response
from local.edge.distribution import Distribution

Json = dict[str, Any]


def viewer_request_event(
    method: str, uri: str, query: str, headers: Mapping[str, str], distribution: Distribution
) -> Json:
    """The event for one request; header names are lower case, the query is percent-encoded, as in CloudFront."""
    return {
        "version": "1.0",
        "context": {
            "distributionDomainName": distribution.domain,
            "distributionId": distribution.id,
            "eventType": "viewer-request",
            "requestId": "local",
        },
        "viewer": {"ip": "127.0.0.1"},
        "request": {
            "method": method,
            "uri": uri,
            "querystring": _fields(part.partition("=") for part in query.split("&") if part),
            "headers": {name: {"value": value} for name, value in headers.items() if name != "cookie"},
            "cookies": _fields(
                part.strip().partition("=") for part in headers.get("cookie", "").split(";") if "=" in part
            ),
        },
    }


def function_result(result: Any) -> str | Response:
    """The URI of the request that a function returned, or the response that it returned.

    Other changes of the request are not part of the cache key; MiniStack, which runs the function once more, sends
    them to the origin. Raises ValueError for a result that CloudFront would refuse.
    """
    if not isinstance(result, dict):
        raise ValueError("the function returned neither a request nor a response")
    if "statusCode" in result:
        return _response(result)
    uri = result.get("uri")
    if not isinstance(uri, str) or not uri.startswith("/"):
        raise ValueError("the function returned a request whose uri does not begin with a slash")
    return uri


def _response(result: Json) -> Response:
    """A generated response. No response-headers policy is applied: CloudFront's guide describes these only for
    responses from the cache or an origin ("Add or remove HTTP headers in CloudFront responses with a policy").
    """
    status, body = result["statusCode"], result.get("body", "")
    if type(status) is not int or not 100 <= status <= 599:
        raise ValueError("the function returned a response whose statusCode is no HTTP status")
    try:
        lines = [
            (name.title(), str(item["value"]))
            for name, field in result.get("headers", {}).items()
            for item in field.get("multiValue", [field])
        ]
        data = body if isinstance(body, str) else body["data"]
        encoded = isinstance(body, dict) and body["encoding"] == "base64"
        content = base64.b64decode(data, validate=True) if encoded else data.encode()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the function returned a response that is not of CloudFront's form: {error!r}") from error
    return Response(status, tuple(lines), content)


def _fields(parts: Iterable[tuple[str, str, str]]) -> Json:
    values: dict[str, list[str]] = {}
    for name, _, value in parts:
        values.setdefault(name, []).append(value)
    return {
        name: {"value": of_name[0]}
        | ({"multiValue": [{"value": value} for value in of_name]} if len(of_name) > 1 else {})
        for name, of_name in values.items()
    }
