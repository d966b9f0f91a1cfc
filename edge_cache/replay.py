"""The replay of access logs: the hits, origin requests and staleness that other TTLs would have had.

All TTLs of a grid are computed in one pass and in bounded memory: of an object only the expiry times of its copies are
stored. Hits and origin requests are those of the model in `cache.py`; a property test compares the two. No I/O; times
are seconds.

A change is an invalidation that names an object. The hits are computed with invalidations applied. The staleness is
computed on a second set of copies that ignores them, because the TTL is its upper bound when an invalidation is lost.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from edge_cache.log_lines import Invalidation, Request

MAX_OBJECTS = 20_000
"""Objects per path, the most recently requested ones: a bound of the memory. Others count as not cached."""

_BUCKET = math.log(1.02)  # ages are counted in steps of two per cent


@dataclass(slots=True)
class Ages:
    """A histogram of the staleness of responses, in seconds, with a resolution of two per cent."""

    counts: Counter[int] = field(default_factory=Counter)
    greatest: float = 0.0

    def add(self, age: float) -> None:
        """Count a response that lacked a change made `age` seconds before."""
        self.greatest = max(self.greatest, age)
        self.counts[round(math.log(max(age, 0.001)) / _BUCKET)] += 1

    def percentile(self, share: float, responses: int) -> float:
        """The percentile `share` (0 to 1) of `responses` responses; those that were not added have staleness 0."""
        left = responses - math.ceil(share * responses)
        for bucket in sorted(self.counts, reverse=True):
            left -= self.counts[bucket]
            if left < 0:
                return min(self.greatest, math.exp(bucket * _BUCKET))
        return 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """A path under one TTL: hits, requests to the origin, and staleness without invalidations. Times in seconds."""

    ttl: float
    requests: int
    hits: int
    origin_requests: int
    stale_max: float
    stale_p95: float

    @property
    def hit_ratio(self) -> float:
        """0 to 1. Errors do not count as requests, as in CloudFront's cache hit rate."""
        return self.hits / self.requests if self.requests else 0.0


class _Copies:
    """One object's copies, one per TTL of the grid. Times are seconds since the epoch.

    `expires`: positive: end of a copy's freshness; negative: end of a cached error; 0: no copy. `stored`: when it was
    stored. A second set of copies ignores invalidations: `not_invalidated` is the end of their freshness, `since` the
    time of the first change that they lack (0: none). `origin_lifetime`: the origin's own limit in seconds. Until
    `unchanged_until` all copies are fresh and lack no change, so a hit needs no further work.
    """

    __slots__ = ("expires", "not_invalidated", "origin_lifetime", "since", "stored", "unchanged_until")

    def __init__(self, times: int) -> None:
        self.expires = array("d", bytes(8 * times))
        self.stored = array("d", bytes(8 * times))
        self.not_invalidated = array("d", bytes(8 * times))
        self.since = array("d", bytes(8 * times))
        self.origin_lifetime = math.inf
        self.unchanged_until = 0.0

    def remove(self) -> None:
        self.expires = array("d", bytes(8 * len(self.expires)))
        self.unchanged_until = 0.0

    def change(self, now: float) -> None:
        for index, since in enumerate(self.since):
            if not since:
                self.since[index] = now
        self.unchanged_until = 0.0


class PathReplay:
    """One behaviour under each of `ttls` (seconds, above 0). `today`: the TTL under which the log was written."""

    def __init__(self, ttls: Sequence[float], today: float, max_objects: int = MAX_OBJECTS) -> None:
        self._ttls = tuple(ttls)
        self._today = today
        self._max_objects = max_objects
        self._objects: OrderedDict[str, _Copies] = OrderedDict()
        self._hits = [0] * len(self._ttls)
        self._origin_requests = [0] * len(self._ttls)
        self._ages = [Ages() for _ in self._ttls]
        self._unchanged_hits = 0
        self._responses = 0
        self.requests = 0
        self.forgotten = 0

    def serve(self, request: Request) -> None:
        """Process the next request."""
        copies = self._objects.get(request.object)
        if copies is None:
            copies = self._add(request.object)
        else:
            self._objects.move_to_end(request.object)
        self._responses += 1
        if not request.failed:
            self.requests += 1
            if request.at < copies.unchanged_until and not request.origin_requested:
                self._unchanged_hits += 1
                return
            if request.origin_requested and not request.served_stale and request.lifetime is not None:
                copies.origin_lifetime = request.lifetime if request.lifetime < self._today else math.inf
        self._replay_cache(request, copies)
        self._without_invalidations(request, copies)
        copies.unchanged_until = 0.0 if any(copies.since) else min(*copies.expires, *copies.not_invalidated)

    def invalidate(self, now: float, names: frozenset[str] | None, *, removes: bool = True) -> None:
        """Process a change of the objects with these names (None: all); `removes`: their copies are removed as well."""
        for copies in (
            self._objects.values()
            if names is None
            else [self._objects[name] for name in names if name in self._objects]
        ):
            copies.change(now)
            if removes:
                copies.remove()

    def points(self) -> list[Point]:
        """The results for each TTL, and for 0 s: there each request goes to the origin, and no response is stale."""
        return [
            Point(0.0, self.requests, 0, self._responses, 0.0, 0.0),
            *(
                Point(
                    ttl=ttl,
                    requests=self.requests,
                    hits=self._hits[index] + self._unchanged_hits,
                    origin_requests=self._origin_requests[index],
                    stale_max=self._ages[index].greatest,
                    stale_p95=self._ages[index].percentile(0.95, self.requests),
                )
                for index, ttl in enumerate(self._ttls)
            ),
        ]

    def _add(self, name: str) -> _Copies:
        copies = self._objects[name] = _Copies(len(self._ttls))
        if len(self._objects) > self._max_objects:
            self._objects.popitem(last=False)
            self.forgotten += 1
        return copies

    def _replay_cache(self, request: Request, copies: _Copies) -> None:
        now, expires, stored = request.at, copies.expires, copies.stored
        for index, until in enumerate(expires):
            # A copy that was stored while this request waited for the origin did not exist at its lookup.
            if now < abs(until) and not (request.origin_requested and stored[index] > request.looked_up_at):
                self._hits[index] += until > 0 and not request.failed
                continue
            self._origin_requests[index] += 1
            stored[index] = now
            if request.served_stale:
                if until > 0:
                    self._hits[index] += 1
                    expires[index] = now + (request.lifetime or 0.0)
            elif request.failed:
                expires[index] = -(now + request.lifetime) if request.origin_requested and request.lifetime else 0.0
            elif request.origin_requested and request.lifetime is None:
                expires[index] = 0.0
            else:
                expires[index] = now + min(copies.origin_lifetime, self._ttls[index])

    def _without_invalidations(self, request: Request, copies: _Copies) -> None:
        now, not_invalidated, since = request.at, copies.not_invalidated, copies.since
        if request.failed:
            return
        for index, until in enumerate(not_invalidated):
            if now < until:
                if since[index]:
                    self._ages[index].add(now - since[index])
            else:
                not_invalidated[index] = now + min(copies.origin_lifetime, self._ttls[index])
                since[index] = 0.0


class Replay:
    """The replay of all paths. Events come ordered by time; a late one counts as of the latest time."""

    def __init__(self, paths: Mapping[str, PathReplay]) -> None:
        self.paths = paths
        self.lines = 0
        self._now = 0.0

    def serve(self, request: Request) -> None:
        """Process a request; one of a behaviour that is not replayed is ignored."""
        self.lines += 1
        path = self.paths.get(request.behaviour)
        if path is not None:
            late = max(0.0, self._now - request.at)
            request.at += late
            request.looked_up_at += late
            self._now = request.at
            path.serve(request)

    def invalidate(self, invalidation: Invalidation) -> None:
        """Apply the invalidation to each path with an object that it names."""
        self._now = max(self._now, invalidation.at)
        for pattern, path in self.paths.items():
            if invalidation.everything or pattern in invalidation.behaviours:
                path.invalidate(self._now, None)
            elif pattern in invalidation.unknown:
                path.invalidate(self._now, None, removes=False)
            elif invalidation.objects:
                path.invalidate(self._now, invalidation.objects)
