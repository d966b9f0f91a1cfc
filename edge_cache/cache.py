"""The cache model of the edge: lookup, storage of the origin's responses, invalidation, memory bound.

No I/O; the time comes from an injected clock, so that recorded traffic can be replayed. A caller looks up a key. After
a miss it opens a `Fetch`, requests the object from the origin and settles the fetch with the response.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from edge_cache.cache_key import CacheKey
from edge_cache.freshness import Ttl, error_ttl, lifetime
from edge_cache.message import Response

VIEWER_PATHS_REMEMBERED = 64
"""Viewer paths stored per object, for invalidations. A page that many paths are rewritten to has thousands."""


class Result(Enum):
    """The result type of a request: CloudFront's `x-edge-result-type`, and the first word of `X-Cache`."""

    HIT = "Hit"
    MISS = "Miss"
    REFRESH_HIT = "RefreshHit"
    ERROR = "Error"


@dataclass(slots=True, eq=False)
class Entry:
    """One cached object. Times are the clock's seconds."""

    response: Response
    validated_at: float
    fresh_for: float
    retry_at: float = 0.0
    """Until then the stale object is served without a request to the origin, which has failed."""
    viewer_paths: dict[str, None] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes that count towards the memory bound."""
        return len(self.response.body) + sum(len(n) + len(v) for n, v in self.response.headers) + 512

    def fresh(self, now: float) -> bool:
        """Whether it may be served without a request to the origin."""
        return now < max(self.validated_at + self.fresh_for, self.retry_at)

    def age(self, now: float) -> int:
        """Whole seconds since the origin sent or confirmed it."""
        return max(0, int(now - self.validated_at))

    def add_viewer_path(self, viewer_path: str) -> None:
        """Store a viewer path under which this object was served; only the most recent ones are kept."""
        self.viewer_paths.pop(viewer_path, None)
        self.viewer_paths[viewer_path] = None
        if len(self.viewer_paths) > VIEWER_PATHS_REMEMBERED:
            del self.viewer_paths[next(iter(self.viewer_paths))]


@dataclass(slots=True, eq=False)
class Fetch:
    """An origin request in progress. `invalidated`: an invalidation named its object in the meantime."""

    key: CacheKey
    viewer_path: str
    stale: Entry | None
    invalidated: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The response for the viewer, its result type, and its age in seconds (None: not from the cache).

    `stored_for`: for how many seconds the cache stores the origin's response, or serves the stale object of a failing
    origin; None if there was no request to the origin or nothing is stored.
    """

    result: Result
    response: Response
    age: int | None = None
    stored_for: float | None = None


class Cache:
    """Objects in memory. The least recently used are removed first."""

    def __init__(self, clock: Callable[[], float], max_bytes: int) -> None:
        self._clock = clock
        self._max_bytes = max_bytes
        self._entries: OrderedDict[CacheKey, Entry] = OrderedDict()
        self._fetches: set[Fetch] = set()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def lookup(self, key: CacheKey, viewer_path: str) -> Outcome | None:
        """The outcome if a fresh object is cached, else None."""
        entry = self._entries.get(key)
        now = self._clock()
        if entry is None or not entry.fresh(now):
            return None
        self._entries.move_to_end(key)
        entry.add_viewer_path(viewer_path)
        return Outcome(_result(entry.response, Result.HIT), entry.response, entry.age(now))

    def open(self, key: CacheKey, viewer_path: str) -> Fetch:
        """Begin an origin request. `fetch.stale` is the object to revalidate, or None. Settle or abandon the fetch."""
        stale = self._entries.get(key)
        if stale is not None and stale.response.status >= 400:
            stale = None
        fetch = Fetch(key, viewer_path, stale)
        self._fetches.add(fetch)
        return fetch

    def abandon(self, fetch: Fetch) -> None:
        """End a fetch without a response. Has no effect after `settle`."""
        self._fetches.discard(fetch)

    def serve_stale(self, fetch: Fetch, status: int, error_ttls: Mapping[int, int]) -> Outcome | None:
        """The stale object, if there is one, after the origin failed with this status ("Origin unavailable")."""
        stale, now = fetch.stale, self._clock()
        if stale is None or fetch.invalidated:
            return None
        stored_for = float(error_ttl(status, error_ttls))
        stale.retry_at = now + stored_for
        return Outcome(Result.HIT, stale.response, stale.age(now), stored_for)

    def settle(self, fetch: Fetch, response: Response, ttl: Ttl, error_ttls: Mapping[int, int]) -> Outcome:
        """Process the origin's response to GET: store it, refresh the stale object, or serve the stale object.

        The response to an invalidated fetch is served but not stored: it may be older than the invalidation.
        """
        self._fetches.discard(fetch)
        now = self._clock()
        stale = fetch.stale
        if stale is not None and response.status == 304:
            confirmed = stale.response.updated(response)
            stored_for = self._store(fetch, confirmed, lifetime(confirmed, ttl, error_ttls, now=now), now)
            return Outcome(Result.REFRESH_HIT, confirmed, stored_for=stored_for)
        if response.status >= 500 and (old := self.serve_stale(fetch, response.status, error_ttls)) is not None:
            return old
        stored_for = self._store(fetch, response, lifetime(response, ttl, error_ttls, now=now), now)
        return Outcome(_result(response, Result.MISS), response, stored_for=stored_for)

    def invalidate(self, paths: Iterable[str]) -> int:
        """Remove the objects that these paths name, and mark such fetches; returns their number.

        A path is exact, or ends with the wildcard `*`. It is compared with the cached URI and with the viewer paths
        that were rewritten to it. (CloudFront requires an invalidation of both where a function changed the URI.)
        """
        entries, fetches = self._matching(paths)
        for fetch in fetches:
            fetch.invalidated = True
        for key in entries:
            self._remove(key)
        return len(entries)

    def matching_keys(self, paths: Iterable[str]) -> frozenset[CacheKey]:
        """The keys of the objects and fetches that `invalidate` would find."""
        entries, fetches = self._matching(paths)
        return frozenset(entries).union(fetch.key for fetch in fetches)

    def _matching(self, paths: Iterable[str]) -> tuple[list[CacheKey], list[Fetch]]:
        paths = list(paths)
        exact = {path for path in paths if not path.endswith("*")}
        prefixes = tuple(path[:-1] for path in paths if path.endswith("*"))

        def matches(key: CacheKey, viewer_paths: Iterable[str]) -> bool:
            return any(path in exact or path.startswith(prefixes) for path in (key.uri, *viewer_paths))

        return (
            [key for key, entry in self._entries.items() if matches(key, entry.viewer_paths)],
            [fetch for fetch in self._fetches if matches(fetch.key, (fetch.viewer_path,))],
        )

    def _store(self, fetch: Fetch, response: Response, fresh_for: float | None, now: float) -> float | None:
        """Store a response; returns `fresh_for`, or None if it is not stored."""
        if fetch.invalidated:
            return None
        previous = self._remove(fetch.key)
        if fresh_for is None or (fresh_for <= 0 and response.validator is None):
            return None
        entry = Entry(response, now, fresh_for, viewer_paths=previous.viewer_paths if previous else {})
        entry.add_viewer_path(fetch.viewer_path)
        if entry.size > self._max_bytes:
            return None
        self._entries[fetch.key] = entry
        self.bytes += entry.size
        while self.bytes > self._max_bytes:
            self._remove(next(iter(self._entries)))
        return fresh_for

    def _remove(self, key: CacheKey) -> Entry | None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.bytes -= entry.size
        return entry


def _result(response: Response, otherwise: Result) -> Result:
    return Result.ERROR if response.status >= 400 else otherwise
