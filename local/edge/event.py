"""Owns the viewer-request event: what a CloudFront function is given, and what its answer means. Pure, no I/O.

Source: CloudFront developer guide, "CloudFront Functions event structure".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from local.edge.cache_key import Pairs, ViewerRequest
from local.edge.distribution import Distribution

Json = dict[str, Any]


def query_pairs(query: str) -> Pairs:
    """The parameters as sent, still percent-encoded: CloudFront's key and its functions see them so."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return tuple((name, value) for name, _, value in parts)


def cookie_pairs(header: str) -> Pairs:
    """The cookies of a Cookie header; what has no name is not one."""
    parts = (part.strip().partition("=") for part in header.split(";"))
    return tuple((name, value) for name, separator, value in parts if separator and name)


def viewer_request_event(request: ViewerRequest, method: str, distribution: Distribution) -> Json:
    """The event for one request."""
    headers = {name: {"value": value} for name, value in request.headers.items() if name != "cookie"}
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
            "uri": request.uri,
            "querystring": _fields(request.query),
            "headers": headers,
            "cookies": _fields(request.cookies),
        },
    }


def rewritten(answer: Any) -> ViewerRequest | None:
    """The request that a function returned, or None when it returned a response of its own.

    Raises ValueError for anything that CloudFront would refuse.
    """
    if not isinstance(answer, dict):
        raise ValueError("the function returned neither a request nor a response")
    if "statusCode" in answer:
        return None
    uri = answer.get("uri")
    if not isinstance(uri, str) or not uri.startswith("/"):
        raise ValueError("the function returned a request whose uri does not begin with a slash")
    query = answer.get("querystring", {})
    return ViewerRequest(
        uri=uri,
        query=query_pairs(query) if isinstance(query, str) else _pairs(query),
        headers={name.lower(): value for name, value in _pairs(answer.get("headers", {}))},
        cookies=_pairs(answer.get("cookies", {})),
    )


def _fields(pairs: Iterable[tuple[str, str]]) -> Json:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {
        name: {"value": all_of_it[0]}
        | ({"multiValue": [{"value": value} for value in all_of_it]} if len(all_of_it) > 1 else {})
        for name, all_of_it in values.items()
    }


def _pairs(fields: Any) -> Pairs:
    if not isinstance(fields, dict):
        raise ValueError("the function returned a request with a malformed field")
    pairs: list[tuple[str, str]] = []
    for name, entry in fields.items():
        values = entry.get("multiValue", [entry]) if isinstance(entry, dict) else None
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise ValueError(f"the function returned a malformed value of {name}")
        pairs.extend((name, str(value.get("value", ""))) for value in values)
    return tuple(pairs)
