"""Owns a viewer request's way through the edge: behaviour, function, cache, origin (MiniStack's CloudFront), answer."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from edge_cache.cache import Answer, Cache, Fetch, Result
from edge_cache.cache_key import CacheKey, CachePolicy, accepted_encodings
from edge_cache.log_fields import EVERYTHING
from edge_cache.message import Response
from local.edge.access_log import AccessLog, Invalidated, Served
from local.edge.compression import compressed
from local.edge.control_plane import ControlPlane, Deployed, NotDeployedError, NotModelledError
from local.edge.distribution import Behaviour
from local.edge.event import meaning, viewer_request_event
from local.edge.function_host import FunctionFailedError, FunctionHost

HEALTH = "/_edge/health"
"""The one address that is the edge's own: everything else, `/health` included, belongs to the site."""
CACHE_BYTES = 128 << 20
ORIGIN_TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=2)
"""Seconds. MiniStack keeps CloudFront's origin response timeout (30 s by default); this one stands behind it."""

_HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect"}
_OF_THE_VIEWER = {"range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"}
"""Conditions and ranges are about the viewer's copy: the cache fetches whole objects and answers conditions itself."""
_OF_THE_BODY = {"content-type", "content-encoding", "content-language", "content-range", "accept-ranges"}
_REQUEST_ID = "X-Amz-Cf-Id"
_REPLACED = {"content-length", "x-cache", "age"}

log = logging.getLogger("edge")


class OriginUnreachableError(Exception):
    """MiniStack gave no answer; `status` is what CloudFront says for it (502, 504)."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(slots=True)
class Trace:
    """What the access log wants to know of a request's way: the cache key, the origin's seconds, what is kept."""

    key: CacheKey | None = None
    first_byte: float | None = None
    last_byte: float | None = None
    kept_for: float | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One viewer request and what the deployment says about it; `target` is its path and query as sent."""

    request: web.Request
    target: str
    deployed: Deployed
    behaviour: Behaviour
    policy: CachePolicy
    began: float = field(default_factory=time.perf_counter)
    trace: Trace = field(default_factory=Trace)
    request_id: str = field(default_factory=lambda: secrets.token_urlsafe(42))
    """As CloudFront does: told to the origin and to the viewer, and in the access log."""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def event(self) -> dict[str, Any]:
        """What the function sees; as Host what the viewer sent (MiniStack's run of it sees the distribution's name)."""
        received, distribution = self.request.headers, self.deployed.distribution
        headers = {name.lower(): ", ".join(received.getall(name)) for name in received}
        uri, query = distribution.first_uri(self.path), self.target.partition("?")[2]
        return viewer_request_event(self.request.method, uri, query, headers, distribution)


class Edge:
    """The request handler and the parts behind it; `start` and `close` belong to one event loop."""

    def __init__(
        self, endpoint: str, distribution: str, access_log: AccessLog, clock: Callable[[], float] = time.time
    ) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._distribution = distribution
        self._log = access_log
        self._clock = clock
        self._cache = Cache(clock, CACHE_BYTES)
        self._functions = FunctionHost()
        self._flights: dict[CacheKey, tuple[Fetch, asyncio.Event]] = {}
        self._session: aiohttp.ClientSession
        self._control: ControlPlane

    async def start(self) -> None:
        """Open the client; AWS (MiniStack) is asked when the first viewer comes."""
        self._session = aiohttp.ClientSession(
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=["User-Agent", "Accept", "Accept-Encoding", "Content-Type"],
        )
        self._control = ControlPlane(self._session, self._endpoint, self._distribution, self._invalidate)
        self._log.start()

    async def close(self) -> None:
        """End Node and the connections, write the rest of the access log."""
        await self._functions.close()
        await self._session.close()
        await self._log.close()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one viewer request."""
        target = request.raw_path if request.raw_path.startswith("/") else request.rel_url.raw_path_qs
        if target == HEALTH:
            return self._health()
        try:
            deployed = await self._control.current()
            behaviour = deployed.distribution.behaviour_for(target.partition("?")[0])
            visit = Visit(request, target, deployed, behaviour, deployed.policy(behaviour))
        except (NotDeployedError, NotModelledError) as error:
            log.error("cannot serve %s: %s", target.partition("?")[0], error)
            return _own_answer(503, f"The local edge cannot serve this: {error}.")
        try:
            answer = await self._serve(visit)
        except FunctionFailedError as error:
            log.error("the viewer-request function of %s failed: %s", behaviour.pattern, error)
            answer = _own_answer(503, f"The viewer-request function failed: {error}", "FunctionExecutionError")
        except OriginUnreachableError as error:
            answer = _own_answer(error.status, f"The AWS endpoint {self._endpoint} {error}.")
        answer.headers[_REQUEST_ID] = visit.request_id
        self._log.add(self._served(visit, answer))
        return answer

    def _served(self, visit: Visit, answer: web.Response) -> Served:
        trace, request, headers = visit.trace, visit.request, answer.headers
        body = answer.body if isinstance(answer.body, bytes) and request.method != "HEAD" else b""
        return Served(
            at=self._clock(),
            distribution=visit.deployed.distribution.id,
            behaviour=visit.behaviour.pattern,
            method=request.method,
            protocol=f"HTTP/{request.version.major}.{request.version.minor}",
            status=answer.status,
            size=len(body) + sum(len(name) + len(value) + 4 for name, value in headers.items()),
            content_type=headers.get("Content-Type"),
            result=headers["X-Cache"].partition(" ")[0],
            request_id=visit.request_id,
            took=time.perf_counter() - visit.began,
            key=trace.key,
            first_byte=trace.first_byte,
            last_byte=trace.last_byte,
            lifetime=trace.kept_for,
        )

    def _invalidate(self, paths: list[str]) -> None:
        """Before it is done it is logged: afterwards nobody knows any more which objects it named."""
        distribution = self._control.distribution
        if distribution is not None:
            everything = not EVERYTHING.isdisjoint(paths)
            keys = frozenset() if everything else self._cache.names(paths)
            self._log.add(Invalidated(self._clock(), distribution.id, keys, everything))
        self._cache.invalidate(paths)

    async def _serve(self, visit: Visit) -> web.Response:
        if visit.request.method not in visit.behaviour.allowed_methods:
            return _own_answer(403, f"This cache behavior does not allow the method {visit.request.method}.")
        uri = await self._after_function(visit)
        if isinstance(uri, Response):
            return _viewer_answer(uri, "FunctionGeneratedResponse")
        if visit.request.method not in ("GET", "HEAD"):
            return _result_answer(Answer(Result.MISS, await self._ask_origin(visit)))

        accepted = visit.request.headers.get("Accept-Encoding")
        key = visit.trace.key = CacheKey(visit.behaviour.pattern, uri, accepted_encodings(accepted, visit.policy))
        answer = self._cache.lookup(key, visit.path)
        if answer is not None:
            return _result_answer(_conditional(visit.request, answer))
        if visit.policy.ttl.disabled:
            answer = await self._pass_on(visit, key)
        else:
            answer = _conditional(visit.request, await self._collapsed(visit, key))
        visit.trace.kept_for = answer.kept_for
        return _result_answer(answer)

    async def _after_function(self, visit: Visit) -> str | Response:
        """The URI after the viewer-request function, or the answer that the function made itself."""
        name = visit.behaviour.viewer_request_function
        if name is None:
            return visit.deployed.distribution.first_uri(visit.path)
        try:
            return meaning(await self._functions.run(visit.deployed.functions[name], visit.event()))
        except ValueError as error:
            raise FunctionFailedError(str(error)) from error

    async def _pass_on(self, visit: Visit, key: CacheKey) -> Answer:
        """For a behaviour that caches nothing: conditions, ranges and HEAD are the origin's business.

        The errors of a GET are cached all the same, unless the distribution's error TTL is 0.
        """
        if visit.request.method == "HEAD":
            return Answer(Result.MISS, await self._ask_origin(visit))
        fetch = self._cache.open(key, visit.path)
        try:
            response = await self._ask_origin(visit)
            return self._cache.settle(fetch, response, visit.policy.ttl, visit.deployed.distribution.error_ttls)
        finally:
            self._cache.abandon(fetch)

    async def _collapsed(self, visit: Visit, key: CacheKey) -> Answer:
        """Ask the origin, or wait for whoever is asking it for the same key ("request collapsing").

        What could not be stored is not shared: each who waited then asks alone. Nor is a fetch that an invalidation
        has overtaken.
        """
        under_way = self._flights.get(key)
        if under_way is not None and not under_way[0].overtaken:
            await under_way[1].wait()
            if (answer := self._cache.lookup(key, visit.path)) is not None:
                return answer
            return await self._fetch(visit, self._cache.open(key, visit.path))

        flight = self._flights[key] = (self._cache.open(key, visit.path), asyncio.Event())
        try:
            return await self._fetch(visit, flight[0])
        finally:
            flight[1].set()
            if self._flights.get(key) is flight:
                del self._flights[key]

    async def _fetch(self, visit: Visit, fetch: Fetch) -> Answer:
        """Get the whole object, or the origin's word that the stale one is still right, and settle the fetch."""
        policy, error_ttls = visit.policy, visit.deployed.distribution.error_ttls
        stale = fetch.stale.response if fetch.stale is not None else None
        conditions: dict[str, str] = {}
        if stale is not None and stale.validator is not None:
            conditions["If-None-Match"] = stale.validator
        try:
            # "Don't forward cookies": CloudFront removes Set-Cookie as well.
            response = (await self._ask_origin(visit, conditions)).without(["Set-Cookie"])
            if visit.behaviour.compress and (policy.gzip or policy.brotli):
                response = await asyncio.to_thread(compressed, response, fetch.key.encodings)
            return self._cache.settle(fetch, response, policy.ttl, error_ttls)
        except OriginUnreachableError as error:
            if (answer := self._cache.stand_in(fetch, error.status, error_ttls)) is not None:
                return answer
            raise
        finally:
            self._cache.abandon(fetch)

    async def _ask_origin(self, visit: Visit, conditions: dict[str, str] | None = None) -> Response:
        """MiniStack's answer to the viewer's original request; with `conditions`, to a whole GET under these."""
        request = visit.request
        headers = CIMultiDict(_end_to_end(request.headers))
        headers["Host"] = visit.deployed.distribution.domain
        headers[_REQUEST_ID] = visit.request_id
        headers["X-Forwarded-Proto"] = "https"  # the site is https at CloudFront: no redirect to it here
        method = request.method
        if conditions is not None:
            for name in _OF_THE_VIEWER:
                headers.popall(name, None)
            headers.update(conditions)
            method = "GET"
        began = time.perf_counter()
        try:
            async with self._session.request(
                method,
                URL(self._endpoint + visit.target, encoded=True),
                headers=headers,
                data=await request.read() or None,
                allow_redirects=False,
                timeout=ORIGIN_TIMEOUT,
            ) as answer:
                visit.trace.first_byte = time.perf_counter() - began
                body = await answer.read()
                lines = tuple(_end_to_end(answer.headers))
        except TimeoutError as error:
            raise OriginUnreachableError(504, "did not answer in time") from error
        except (aiohttp.ClientError, OSError) as error:
            raise OriginUnreachableError(502, f"does not answer: {error}") from error
        finally:
            visit.trace.last_byte = time.perf_counter() - began
        response = Response(answer.status, lines, body, answer.headers.get("ETag"))
        # The length of a HEAD's answer is the only word about the body; elsewhere it follows from the body.
        return response.without(_REPLACED - {"content-length"} if method == "HEAD" else _REPLACED)

    def _health(self) -> web.Response:
        distribution = self._control.distribution
        document: dict[str, Any] = {
            "status": "ok",
            "distribution": distribution and distribution.id,
            "aws_endpoint_failure": self._control.failure,
            "objects": len(self._cache),
            "bytes": self._cache.bytes,
        }
        return web.json_response(document)


def _end_to_end(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is passed on: no field about one connection, nor those that Connection names (RFC 9110, 7.6.1)."""
    named = {
        option.strip().lower()
        for name, value in headers.items()
        if name.lower() == "connection"
        for option in value.split(",")
    }
    return [(name, value) for name, value in headers.items() if name.lower() not in _HOP_BY_HOP | named]


def _conditional(request: web.Request, answer: Answer) -> Answer:
    """304 where the viewer's own copy is this object (RFC 9110, 13.2.2; entity tags are compared weakly)."""
    response = answer.response
    wanted, etag = request.headers.get("If-None-Match"), response.get("ETag")
    if response.status != 200 or wanted is None or etag is None:
        return answer
    if etag.removeprefix("W/") not in {tag.strip().removeprefix("W/") for tag in wanted.split(",")}:
        return answer
    return replace(answer, response=Response(304, response.without(_OF_THE_BODY).headers))


def _result_answer(answer: Answer) -> web.Response:
    result = Result.ERROR if answer.response.status >= 400 else answer.result
    return _viewer_answer(answer.response, result.value, answer.age)


def _viewer_answer(response: Response, x_cache: str, age: int | None = None) -> web.Response:
    headers = CIMultiDict(response.headers)
    headers["X-Cache"] = f"{x_cache} from cloudfront"
    headers.setdefault("Server", "CloudFront")
    if age is not None:
        headers["Age"] = str(age)
    return web.Response(status=response.status, headers=headers, body=response.body or None)


def _own_answer(status: int, explanation: str, x_cache: str = "Error") -> web.Response:
    """An answer that CloudFront makes itself, in plain words instead of its page."""
    body = f"{status} The request could not be satisfied.\n{explanation}\n".encode()
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"))
    return _viewer_answer(Response(status, headers, body), x_cache)
