"""Conversions between the cache model's messages and those of aiohttp, as CloudFront makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web
from multidict import CIMultiDict

from edge_cache.cache import Outcome, Result
from edge_cache.message import Response

_HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect"}
_BODY_FIELDS = {"content-type", "content-encoding", "content-language", "content-range", "accept-ranges"}


def end_to_end(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """The end-to-end fields: without hop-by-hop fields and those that Connection names (RFC 9110, 7.6.1)."""
    named = {
        option.strip().lower()
        for name, value in headers.items()
        if name.lower() == "connection"
        for option in value.split(",")
    }
    return [(name, value) for name, value in headers.items() if name.lower() not in _HOP_BY_HOP | named]


def conditional(request: web.Request, outcome: Outcome) -> Outcome:
    """A 304 if the viewer's copy is this object (RFC 9110, 13.2.2; entity tags are compared weakly)."""
    response = outcome.response
    wanted, etag = request.headers.get("If-None-Match"), response.get("ETag")
    if response.status != 200 or wanted is None or etag is None:
        return outcome
    if etag.removeprefix("W/") not in {tag.strip().removeprefix("W/") for tag in wanted.split(",")}:
        return outcome
    return replace(outcome, response=Response(304, response.without(_BODY_FIELDS).headers))


def cache_response(outcome: Outcome) -> web.Response:
    """The response to the viewer for an outcome of the cache."""
    result = Result.ERROR if outcome.response.status >= 400 else outcome.result
    return viewer_response(outcome.response, result.value, outcome.age)


def viewer_response(response: Response, x_cache: str, age: int | None = None) -> web.Response:
    """The response to the viewer, with CloudFront's fields; `age` in seconds."""
    headers = CIMultiDict(response.headers)
    headers["X-Cache"] = f"{x_cache} from cloudfront"
    headers.setdefault("Server", "CloudFront")
    if age is not None:
        headers["Age"] = str(age)
    return web.Response(status=response.status, headers=headers, body=response.body or None)


def own_response(status: int, explanation: str, x_cache: str = "Error") -> web.Response:
    """A response that CloudFront generates itself, with an explanation instead of its error page."""
    body = f"{status} The request could not be satisfied.\n{explanation}\n".encode()
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"))
    return viewer_response(Response(status, headers, body), x_cache)
