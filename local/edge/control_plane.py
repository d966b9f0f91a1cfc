"""Reads CloudFront's API: the deployed configuration, the code of the LIVE function, and new invalidations.

A viewer request triggers a reading if the last one is too old; an idle edge server sends no requests. boto3 is not
used, because it would block the event loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import aiohttp

from edge_cache.cache_key import CachePolicy
from local.edge.distribution import (
    NO_POLICY,
    Behaviour,
    Distribution,
    read_cache_policy,
    read_distribution,
    read_distributions,
    read_invalidation_ids,
    read_invalidation_paths,
)
from tooling import aws

CONFIGURATION_EVERY = 1.0
INVALIDATIONS_EVERY = 0.2
DEADLINE = 2.0
"""Seconds: how old the configuration and the invalidations may be, and how long one reading may take."""

API = "/2020-05-31"
log = logging.getLogger("edge")


class NotDeployedError(Exception):
    """There is no such distribution, or AWS has never responded."""


class NotModelledError(Exception):
    """A behaviour uses a feature that this edge server does not model."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """One consistent reading. `documents` are the API's responses: equal documents mean an equal deployment."""

    distribution: Distribution
    policies: Mapping[str, CachePolicy]
    functions: Mapping[str, str]
    documents: Mapping[str, bytes]

    def policy(self, behaviour: Behaviour) -> CachePolicy:
        """The behaviour's cache policy. Raises NotModelledError."""
        policy = self.policies.get(behaviour.cache_policy_id or "", NO_POLICY)
        if policy.not_modelled:
            raise NotModelledError(f"the behaviour {behaviour.pattern} is not modelled: {policy.not_modelled}")
        return policy


class _Throttled:
    """Runs a reading at most once in `every` seconds; callers in between share it or use the last result.

    After a failure callers do not wait: further readings run in the background until one succeeds.
    """

    def __init__(self, every: float, reading: Callable[[], Awaitable[None]]) -> None:
        self._every = every
        self._reading = reading
        self._started = float("-inf")
        self._task: asyncio.Task[None] | None = None
        self.failure: str | None = None

    async def __call__(self, *, wait: bool = False) -> None:
        if self._task is None or self._task.done():
            if time.monotonic() - self._started < self._every:
                return
            self._started = time.monotonic()
            self._task = asyncio.create_task(self._run())
        if wait or self.failure is None:
            await asyncio.shield(self._task)

    async def _run(self) -> None:
        try:
            async with asyncio.timeout(DEADLINE):
                await self._reading()
            if self.failure is not None:
                log.info("the AWS endpoint answers again")
            self.failure = None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, SyntaxError, NotDeployedError) as error:
            # SyntaxError, as ElementTree's ParseError: the endpoint's response is not CloudFront's XML.
            if self.failure is None:
                log.warning("cannot read CloudFront's API, going on with what is known: %r", error)
            self.failure = str(error) or type(error).__name__


class ControlPlane:
    """The current deployment. `on_invalidation` is called with the paths of each new invalidation.

    The distribution is found by the start of its comment, because the edge server is started before the deploy creates
    the distribution and its id.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        endpoint: str,
        distribution: str,
        on_invalidation: Callable[[list[str]], object],
    ) -> None:
        self._session = session
        self._endpoint = endpoint.rstrip("/")
        self._comment = distribution
        self._path = ""
        self._on_invalidation = on_invalidation
        self._deployed: Deployed | None = None
        self._read_configuration = _Throttled(CONFIGURATION_EVERY, self._configuration)
        self._read_invalidations = _Throttled(INVALIDATIONS_EVERY, self._invalidations)
        self._known: set[str] | None = None
        self._last_list = b""

    async def current(self) -> Deployed:
        """The deployment, at most a second old; invalidations up to a fifth of a second ago have been applied.

        Raises NotDeployedError.
        """
        if self._deployed is None:
            await self._read_configuration(wait=True)
        if self._deployed is None:
            raise NotDeployedError(self._read_configuration.failure)
        await asyncio.gather(self._read_configuration(), self._read_invalidations())
        return self._deployed

    @property
    def failure(self) -> str | None:
        """Why the last reading failed, or None."""
        return self._read_configuration.failure or self._read_invalidations.failure

    @property
    def distribution(self) -> Distribution | None:
        """The distribution of the last reading; None before the first one."""
        return None if self._deployed is None else self._deployed.distribution

    async def _configuration(self) -> None:
        self._path = self._path or await self._find()
        documents = {"distribution": await self._get(self._path)}
        distribution = read_distribution(documents["distribution"])
        paths = {
            path
            for behaviour in distribution.behaviours
            for path in (
                behaviour.cache_policy_id and f"/cache-policy/{behaviour.cache_policy_id}",
                behaviour.headers_policy_id and f"/response-headers-policy/{behaviour.headers_policy_id}",
                behaviour.viewer_request_function and f"/function/{behaviour.viewer_request_function}?Stage=LIVE",
            )
            if path
        }
        for path, document in zip(paths, await asyncio.gather(*map(self._get, paths)), strict=True):
            documents[path] = document
        if self._deployed is not None and documents == self._deployed.documents:
            return

        def of(kind: str) -> dict[str, bytes]:
            return {
                path.removeprefix(kind).partition("?")[0]: document
                for path, document in documents.items()
                if path.startswith(kind)
            }

        self._deployed = Deployed(
            distribution=distribution,
            policies={name: read_cache_policy(document) for name, document in of("/cache-policy/").items()},
            functions={name: document.decode() for name, document in of("/function/").items()},
            documents=documents,
        )
        # A new deployment empties the cache. CloudFront keeps its objects (a deploy invalidates the changed ones), but
        # here responses already contain the headers of the headers policy, and MiniStack runs the function, too: an
        # object that was fetched before the change was detected may be stored under the key of the old function.
        self._on_invalidation(["/*"])
        log.info("serving distribution %s (%s)", distribution.id, distribution.domain)

    async def _find(self) -> str:
        """The distribution's path in the API. Raises NotDeployedError."""
        for distribution_id, comment in read_distributions(await self._get("/distribution")):
            if comment.startswith(self._comment):
                return f"/distribution/{distribution_id}"
        raise NotDeployedError(f"no distribution's comment begins with {self._comment}")

    async def _invalidations(self) -> None:
        document = await self._get(f"{self._path}/invalidation")
        if document == self._last_list and self._known is not None:
            return
        ids = set(read_invalidation_ids(document))
        if self._known is None:  # the first list: its invalidations may be newer than objects that are cached already
            self._on_invalidation(["/*"])
            self._known = ids
        for new in ids - self._known:
            self._on_invalidation(read_invalidation_paths(await self._get(f"{self._path}/invalidation/{new}")))
            self._known.add(new)
        self._last_list = document

    async def _get(self, path: str) -> bytes:
        async with self._session.get(
            f"{self._endpoint}{API}{path}", headers=aws.authorization("cloudfront")
        ) as response:
            body = await response.read()
            if response.status == 404:
                raise NotDeployedError(f"CloudFront knows no {path.partition('?')[0]}")
            response.raise_for_status()
            return body
