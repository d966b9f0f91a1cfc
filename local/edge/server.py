"""The handling of a viewer request: behaviour, function, cache, origin (MiniStack's CloudFront), response."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from edge_cache.cache import Cache, Fetch, Outcome, Result
from edge_cache.cache_key import CacheKey, CachePolicy, accepted_encodings
from edge_cache.log_fields import EVERYTHING
from edge_cache.message import Response
from local.edge.access_log import AccessLog, Invalidated, Served
from local.edge.compression import compressed
from local.edge.control_plane import ControlPlane, Deployed, NotDeployedError, NotModelledError
from local.edge.distribution import Behaviour
from local.edge.event import function_result, viewer_request_event
from local.edge.function_host import FunctionFailedError, FunctionHost
from local.edge.http_conversion import cache_response, conditional, end_to_end, own_response, viewer_response

HEALTH = "/_edge/health"
"""The only path of the edge server itself; all others, `/health` included, belong to the site."""
CACHE_BYTES = 128 << 20
ORIGIN_TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=2)
"""Seconds. MiniStack applies CloudFront's origin response timeout (30 s by default); this longer one is a safeguard."""

_VIEWER_CONDITIONS = {"range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"}
"""Conditions and ranges refer to the viewer's copy: the cache fetches whole objects and evaluates conditions itself."""
_REQUEST_ID = "X-Amz-Cf-Id"
_REPLACED = {"content-length", "x-cache", "age"}

log = logging.getLogger("edge")


class OriginUnreachableError(Exception):
    """MiniStack did not respond; `status` is the one of CloudFront in that case (502, 504)."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(slots=True)
class Trace:
    """Values for the access log: the cache key, the origin's times and the stored lifetime, in seconds."""

    key: CacheKey | None = None
    first_byte: float | None = None
    last_byte: float | None = None
    stored_for: float | None = None


@dataclass(frozen=True, slots=True)
class ViewerRequest:
    """One viewer request with its behaviour and policy. `target`: path and query as sent."""

    request: web.Request
    target: str
    deployed: Deployed
    behaviour: Behaviour
    policy: CachePolicy
    began: float = field(default_factory=time.perf_counter)
    trace: Trace = field(default_factory=Trace)
    request_id: str = field(default_factory=lambda: secrets.token_urlsafe(42))
    """Sent to the origin and to the viewer and written to the access log, as by CloudFront."""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def event(self) -> dict[str, Any]:
        """The function's event. Host is the viewer's (in MiniStack's run of the function: the distribution's name)."""
        received, distribution = self.request.headers, self.deployed.distribution
        headers = {name.lower(): ", ".join(received.getall(name)) for name in received}
        uri, query = distribution.first_uri(self.path), self.target.partition("?")[2]
        return viewer_request_event(self.request.method, uri, query, headers, distribution)


class EdgeServer:
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
        self._in_progress: dict[CacheKey, tuple[Fetch, asyncio.Event]] = {}
        self._session: aiohttp.ClientSession
        self._control: ControlPlane

    async def start(self) -> None:
        """Open the HTTP client. The first viewer request reads the configuration from MiniStack."""
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
        """Respond to one viewer request."""
        target = request.raw_path if request.raw_path.startswith("/") else request.rel_url.raw_path_qs
        if target == HEALTH:
            return self._health()
        try:
            deployed = await self._control.current()
            behaviour = deployed.distribution.behaviour_for(target.partition("?")[0])
            viewer = ViewerRequest(request, target, deployed, behaviour, deployed.policy(behaviour))
        except (NotDeployedError, NotModelledError) as error:
            log.error("cannot serve %s: %s", target.partition("?")[0], error)
            return own_response(503, f"The local edge cannot serve this: {error}.")
        try:
            response = await self._serve(viewer)
        except FunctionFailedError as error:
            log.error("the viewer-request function of %s failed: %s", behaviour.pattern, error)
            response = own_response(503, f"The viewer-request function failed: {error}", "FunctionExecutionError")
        except OriginUnreachableError as error:
            response = own_response(error.status, f"The AWS endpoint {self._endpoint} {error}.")
        response.headers[_REQUEST_ID] = viewer.request_id
        self._log.add(self._served(viewer, response))
        return response

    def _served(self, viewer: ViewerRequest, response: web.Response) -> Served:
        trace, request, headers = viewer.trace, viewer.request, response.headers
        body = response.body if isinstance(response.body, bytes) and request.method != "HEAD" else b""
        return Served(
            at=self._clock(),
            distribution=viewer.deployed.distribution.id,
            behaviour=viewer.behaviour.pattern,
            method=request.method,
            protocol=f"HTTP/{request.version.major}.{request.version.minor}",
            status=response.status,
            size=len(body) + sum(len(name) + len(value) + 4 for name, value in headers.items()),
            content_type=headers.get("Content-Type"),
            result=headers["X-Cache"].partition(" ")[0],
            request_id=viewer.request_id,
            took=time.perf_counter() - viewer.began,
            key=trace.key,
            first_byte=trace.first_byte,
            last_byte=trace.last_byte,
            lifetime=trace.stored_for,
        )

    def _invalidate(self, paths: list[str]) -> None:
        """Log the invalidation, then apply it: afterwards the cache no longer has the objects that it names."""
        distribution = self._control.distribution
        if distribution is not None:
            everything = not EVERYTHING.isdisjoint(paths)
            keys = frozenset() if everything else self._cache.matching_keys(paths)
            self._log.add(Invalidated(self._clock(), distribution.id, keys, everything))
        self._cache.invalidate(paths)

    async def _serve(self, viewer: ViewerRequest) -> web.Response:
        if viewer.request.method not in viewer.behaviour.allowed_methods:
            return own_response(403, f"This cache behavior does not allow the method {viewer.request.method}.")
        uri = await self._after_function(viewer)
        if isinstance(uri, Response):
            return viewer_response(uri, "FunctionGeneratedResponse")
        if viewer.request.method not in ("GET", "HEAD"):
            return cache_response(Outcome(Result.MISS, await self._request_origin(viewer)))

        accepted = viewer.request.headers.get("Accept-Encoding")
        key = viewer.trace.key = CacheKey(viewer.behaviour.pattern, uri, accepted_encodings(accepted, viewer.policy))
        outcome = self._cache.lookup(key, viewer.path)
        if outcome is not None:
            return cache_response(conditional(viewer.request, outcome))
        if viewer.policy.ttl.disabled:
            outcome = await self._fetch_uncached(viewer, key)
        else:
            outcome = conditional(viewer.request, await self._fetch_collapsed(viewer, key))
        viewer.trace.stored_for = outcome.stored_for
        return cache_response(outcome)

    async def _after_function(self, viewer: ViewerRequest) -> str | Response:
        """The URI after the viewer-request function, or the response that the function returned."""
        name = viewer.behaviour.viewer_request_function
        if name is None:
            return viewer.deployed.distribution.first_uri(viewer.path)
        try:
            return function_result(await self._functions.run(viewer.deployed.functions[name], viewer.event()))
        except ValueError as error:
            raise FunctionFailedError(str(error)) from error

    async def _fetch_uncached(self, viewer: ViewerRequest, key: CacheKey) -> Outcome:
        """For a behaviour without caching: the origin evaluates conditions, ranges and HEAD.

        Errors of a GET are cached unless the distribution's error TTL is 0.
        """
        if viewer.request.method == "HEAD":
            return Outcome(Result.MISS, await self._request_origin(viewer))
        fetch = self._cache.open(key, viewer.path)
        try:
            response = await self._request_origin(viewer)
            return self._cache.settle(fetch, response, viewer.policy.ttl, viewer.deployed.distribution.error_ttls)
        finally:
            self._cache.abandon(fetch)

    async def _fetch_collapsed(self, viewer: ViewerRequest, key: CacheKey) -> Outcome:
        """Fetch from the origin, or wait for a fetch of the same key that is in progress ("request collapsing").

        A response that could not be stored is not shared: each waiting request then fetches by itself. An invalidated
        fetch is not shared either.
        """
        other = self._in_progress.get(key)
        if other is not None and not other[0].invalidated:
            await other[1].wait()
            if (outcome := self._cache.lookup(key, viewer.path)) is not None:
                return outcome
            return await self._fetch(viewer, self._cache.open(key, viewer.path))

        in_progress = self._in_progress[key] = (self._cache.open(key, viewer.path), asyncio.Event())
        try:
            return await self._fetch(viewer, in_progress[0])
        finally:
            in_progress[1].set()
            if self._in_progress.get(key) is in_progress:
                del self._in_progress[key]

    async def _fetch(self, viewer: ViewerRequest, fetch: Fetch) -> Outcome:
        """Fetch the whole object, or the confirmation that the stale one is current, and settle the fetch."""
        policy, error_ttls = viewer.policy, viewer.deployed.distribution.error_ttls
        stale = fetch.stale.response if fetch.stale is not None else None
        conditions: dict[str, str] = {}
        if stale is not None and stale.validator is not None:
            conditions["If-None-Match"] = stale.validator
        try:
            # "Don't forward cookies": CloudFront removes Set-Cookie as well.
            response = (await self._request_origin(viewer, conditions)).without(["Set-Cookie"])
            if viewer.behaviour.compress and (policy.gzip or policy.brotli):
                response = await asyncio.to_thread(compressed, response, fetch.key.encodings)
            return self._cache.settle(fetch, response, policy.ttl, error_ttls)
        except OriginUnreachableError as error:
            if (outcome := self._cache.serve_stale(fetch, error.status, error_ttls)) is not None:
                return outcome
            raise
        finally:
            self._cache.abandon(fetch)

    async def _request_origin(self, viewer: ViewerRequest, conditions: dict[str, str] | None = None) -> Response:
        """MiniStack's response to the viewer's request; with `conditions`, to a GET of the whole object with these."""
        request = viewer.request
        headers = CIMultiDict(end_to_end(request.headers))
        headers["Host"] = viewer.deployed.distribution.domain
        headers[_REQUEST_ID] = viewer.request_id
        headers["X-Forwarded-Proto"] = "https"  # the site is https at CloudFront: no redirect to it here
        method = request.method
        if conditions is not None:
            for name in _VIEWER_CONDITIONS:
                headers.popall(name, None)
            headers.update(conditions)
            method = "GET"
        began = time.perf_counter()
        try:
            async with self._session.request(
                method,
                URL(self._endpoint + viewer.target, encoded=True),
                headers=headers,
                data=await request.read() or None,
                allow_redirects=False,
                timeout=ORIGIN_TIMEOUT,
            ) as received:
                viewer.trace.first_byte = time.perf_counter() - began
                body = await received.read()
                lines = tuple(end_to_end(received.headers))
        except TimeoutError as error:
            raise OriginUnreachableError(504, "did not answer in time") from error
        except (aiohttp.ClientError, OSError) as error:
            raise OriginUnreachableError(502, f"does not answer: {error}") from error
        finally:
            viewer.trace.last_byte = time.perf_counter() - began
        response = Response(received.status, lines, body, received.headers.get("ETag"))
        # Only a response to HEAD needs Content-Length; otherwise it is computed from the body.
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
