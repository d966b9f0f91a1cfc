"""Owns the viewer-request event: what a CloudFront function is given, and what its answer means. Pure, no I/O.

Source: CloudFront developer guide, "CloudFront Functions event structure".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from local.edge.distribution import Distribution

Json = dict[str, Any]


def viewer_request_event(
    method: str, uri: str, query: str, headers: Mapping[str, str], distribution: Distribution
) -> Json:
    """The event for one request; header names are lower case, the query is percent-encoded, as functions see it."""
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


def rewritten_uri(answer: Any) -> str | None:
    """The URI of the request that a function returned, or None when it returned a response of its own.

    What else the function changed is not in the key; the origin gets it from MiniStack's own run of the function.
    Raises ValueError for what CloudFront would refuse.
    """
    if not isinstance(answer, dict):
        raise ValueError("the function returned neither a request nor a response")
    if "statusCode" in answer:
        return None
    uri = answer.get("uri")
    if not isinstance(uri, str) or not uri.startswith("/"):
        raise ValueError("the function returned a request whose uri does not begin with a slash")
    return uri


def _fields(parts: Iterable[tuple[str, str, str]]) -> Json:
    values: dict[str, list[str]] = {}
    for name, _, value in parts:
        values.setdefault(name, []).append(value)
    return {
        name: {"value": all_of_it[0]}
        | ({"multiValue": [{"value": value} for value in all_of_it]} if len(all_of_it) > 1 else {})
        for name, all_of_it in values.items()
    }
