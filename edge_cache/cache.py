"""Owns the edge's cache model: lookups, what an origin's answer does to the cache, invalidations, the memory bound.

Pure: no I/O, and the time comes from an injected clock, so that recorded traffic can be replayed through this very
code. A caller looks up; unless that is a hit it opens a `Fetch`, asks the origin and settles it with the answer.
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
"""Viewer paths kept per object for invalidations; the rewritten page of a popular path has thousands."""


class Result(Enum):
    """How a request was answered: the value is CloudFront's `x-edge-result-type`, and the first word of `X-Cache`."""

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
    """Until then a stale object stands in for a failing origin that is left alone."""
    viewer_paths: dict[str, None] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes that count towards the memory bound."""
        return len(self.response.body) + sum(len(n) + len(v) for n, v in self.response.headers) + 512

    def fresh(self, now: float) -> bool:
        """Whether it may be served without asking the origin."""
        return now < max(self.validated_at + self.fresh_for, self.retry_at)

    def age(self, now: float) -> int:
        """Whole seconds since the origin last vouched for it."""
        return max(0, int(now - self.validated_at))

    def seen_at(self, viewer_path: str) -> None:
        """Remember under which viewer path this object was served, the latest ones only."""
        self.viewer_paths.pop(viewer_path, None)
        self.viewer_paths[viewer_path] = None
        if len(self.viewer_paths) > VIEWER_PATHS_REMEMBERED:
            del self.viewer_paths[next(iter(self.viewer_paths))]


@dataclass(slots=True, eq=False)
class Fetch:
    """One origin request under way. An invalidation that arrives meanwhile makes it `overtaken`."""

    key: CacheKey
    viewer_path: str
    stale: Entry | None
    overtaken: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the viewer gets, how it came about, and its age in seconds (None: straight from the origin).

    `kept_for`: for how many seconds from now the cache keeps what the origin has just said, or a stale object instead
    of a failing origin's word; None where the origin was not asked or nothing is kept.
    """

    result: Result
    response: Response
    age: int | None = None
    kept_for: float | None = None


class Cache:
    """Objects in memory, least recently used out first."""

    def __init__(self, clock: Callable[[], float], max_bytes: int) -> None:
        self._clock = clock
        self._max_bytes = max_bytes
        self._entries: OrderedDict[CacheKey, Entry] = OrderedDict()
        self._fetches: set[Fetch] = set()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def lookup(self, key: CacheKey, viewer_path: str) -> Answer | None:
        """The answer if a fresh object is cached, else None."""
        entry = self._entries.get(key)
        now = self._clock()
        if entry is None or not entry.fresh(now):
            return None
        self._entries.move_to_end(key)
        entry.seen_at(viewer_path)
        return Answer(_result(entry.response, Result.HIT), entry.response, entry.age(now))

    def open(self, key: CacheKey, viewer_path: str) -> Fetch:
        """Begin an origin request. `fetch.stale` is what to revalidate, if anything. Settle or abandon it."""
        stale = self._entries.get(key)
        if stale is not None and stale.response.status >= 400:
            stale = None
        fetch = Fetch(key, viewer_path, stale)
        self._fetches.add(fetch)
        return fetch

    def abandon(self, fetch: Fetch) -> None:
        """The origin request ended without an answer; harmless after `settle`."""
        self._fetches.discard(fetch)

    def stand_in(self, fetch: Fetch, status: int, error_ttls: Mapping[int, int]) -> Answer | None:
        """The stale object, if there is one, for an origin that failed with this status ("Origin unavailable")."""
        stale, now = fetch.stale, self._clock()
        if stale is None or fetch.overtaken:
            return None
        kept_for = float(error_ttl(status, error_ttls))
        stale.retry_at = now + kept_for
        return Answer(Result.HIT, stale.response, stale.age(now), kept_for)

    def settle(self, fetch: Fetch, response: Response, ttl: Ttl, error_ttls: Mapping[int, int]) -> Answer:
        """Take in the origin's answer to GET: store it, refresh the stale object, or let that one stand in.

        An overtaken fetch is answered, but not stored: what it brought may be older than the invalidation.
        """
        self._fetches.discard(fetch)
        now = self._clock()
        stale = fetch.stale
        if stale is not None and response.status == 304:
            confirmed = stale.response.updated(response)
            kept_for = self._store(fetch, confirmed, lifetime(confirmed, ttl, error_ttls, now=now), now)
            return Answer(Result.REFRESH_HIT, confirmed, kept_for=kept_for)
        if response.status >= 500 and (old := self.stand_in(fetch, response.status, error_ttls)) is not None:
            return old
        kept_for = self._store(fetch, response, lifetime(response, ttl, error_ttls, now=now), now)
        return Answer(_result(response, Result.MISS), response, kept_for=kept_for)

    def invalidate(self, paths: Iterable[str]) -> int:
        """Remove what these invalidation paths name, and overtake the fetches that they name; counts the objects.

        A path is exact, or ends with the wildcard `*`. It is held against the URI that is cached and against the
        viewer paths that led there: CloudFront asks for both URIs where a function changed one, so either removes.
        """
        entries, fetches = self._named(paths)
        for fetch in fetches:
            fetch.overtaken = True
        for key in entries:
            self._remove(key)
        return len(entries)

    def names(self, paths: Iterable[str]) -> frozenset[CacheKey]:
        """The keys of the objects and fetches that `invalidate` would find under these paths."""
        entries, fetches = self._named(paths)
        return frozenset(entries).union(fetch.key for fetch in fetches)

    def _named(self, paths: Iterable[str]) -> tuple[list[CacheKey], list[Fetch]]:
        paths = list(paths)
        exact = {path for path in paths if not path.endswith("*")}
        prefixes = tuple(path[:-1] for path in paths if path.endswith("*"))

        def named(key: CacheKey, viewer_paths: Iterable[str]) -> bool:
            return any(path in exact or path.startswith(prefixes) for path in (key.uri, *viewer_paths))

        return (
            [key for key, entry in self._entries.items() if named(key, entry.viewer_paths)],
            [fetch for fetch in self._fetches if named(fetch.key, (fetch.viewer_path,))],
        )

    def _store(self, fetch: Fetch, response: Response, fresh_for: float | None, now: float) -> float | None:
        """`fresh_for` of what is stored, else None."""
        if fetch.overtaken:
            return None
        previous = self._remove(fetch.key)
        if fresh_for is None or (fresh_for <= 0 and response.validator is None):
            return None
        entry = Entry(response, now, fresh_for, viewer_paths=previous.viewer_paths if previous else {})
        entry.seen_at(fetch.viewer_path)
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
