"""Owns the replay of access logs: what the edge's cache model would have answered, had a path had another time.

Every time of a grid at once and in bounded memory: of an object only the moments are kept at which its copies expire.
Which requests hit and which ask the origin is `cache.py`'s answer; a property test holds the two together. Pure, no
I/O; times are seconds.

A change is an invalidation that names an object. The hits are those with the invalidations applied; how stale an answer
could have been is asked of a second set of copies, which no invalidation reaches: the time of a path is what bounds
that when invalidations are lost.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from edge_cache.cache import Result
from edge_cache.log_fields import LIFETIME, NOTHING, OBJECT

MAX_OBJECTS = 20_000
"""Objects remembered of a path, the latest ones: what bounds the memory. An older one counts as not cached."""

_WORDS = frozenset(result.value for result in Result)
_ASKED = frozenset({Result.MISS.value, Result.REFRESH_HIT.value})
_BUCKET = math.log(1.02)  # ages are counted in steps of two per cent


@dataclass(slots=True)
class Request:
    """One line of a log, answered `at`. `lifetime`: seconds that the edge kept what the origin said; None: nothing.

    `looked`: when the edge looked for a copy, which is before it asked the origin. `stood_in`: the origin was asked,
    failed, and a stale object answered instead of it.
    """

    at: float
    looked: float
    behaviour: str
    object: str
    asked: bool
    failed: bool
    stood_in: bool
    lifetime: float | None


@dataclass(frozen=True, slots=True)
class Invalidation:
    """What one invalidation named: single objects, all of some behaviours, or everything.

    `unknown`: behaviours of which it named single objects that a log without objects cannot tell apart. Nothing is
    removed there (so hits are an upper bound), while every copy counts as changed (so is the staleness).
    """

    at: float
    objects: frozenset[str] = frozenset()
    behaviours: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    everything: bool = False


def read_request(line: Mapping[str, str]) -> Request | None:
    """A line as CloudFront or the laptop's edge writes it, or None for one that no cache had a part in.

    Where a log does not tell objects apart, a behaviour counts as one object in each location. Raises KeyError and
    ValueError on a line that lacks a field.
    """
    result = line["x-edge-result-type"]
    if result not in _WORDS or line["cs-method"] not in ("GET", "HEAD"):
        return None
    at, latency = _moment(line), line["origin-lbl"]
    waited = 0.0 if latency == NOTHING else float(latency)
    asked = result in _ASKED or waited > 0
    failed = int(line["sc-status"]) >= 400
    kept = line.get(LIFETIME)
    if kept is None:
        # CloudFront does not log it; this project's errors are kept for a second at most.
        lifetime = math.inf if asked and not failed else None
    else:
        lifetime = None if kept == NOTHING else float(kept)
    return Request(
        at=at,
        looked=at - waited,
        behaviour=line["cache-behavior-path-pattern"],
        object=line.get(OBJECT) or line["x-edge-location"],
        asked=asked,
        failed=failed,
        stood_in=asked and result == "Hit",
        lifetime=lifetime,
    )


def _moment(line: Mapping[str, str]) -> float:
    milliseconds = line.get("timestamp(ms)")
    if milliseconds is not None:
        return int(milliseconds) / 1000
    return datetime.fromisoformat(f"{line['date']}T{line['time']}+00:00").timestamp()


@dataclass(slots=True)
class Ages:
    """How stale answers were, in seconds, to two per cent."""

    counts: Counter[int] = field(default_factory=Counter)
    greatest: float = 0.0

    def add(self, age: float) -> None:
        """One answer that did not show a change that was this old."""
        self.greatest = max(self.greatest, age)
        self.counts[round(math.log(max(age, 0.001)) / _BUCKET)] += 1

    def percentile(self, share: float, answers: int) -> float:
        """Of so many answers in all, those that are not counted here having shown everything."""
        left = answers - math.ceil(share * answers)
        for bucket in sorted(self.counts, reverse=True):
            left -= self.counts[bucket]
            if left < 0:
                return min(self.greatest, math.exp(bucket * _BUCKET))
        return 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """A path at one time: hits, what its origin was asked, and how stale its answers could have been (seconds)."""

    ttl: float
    requests: int
    hits: int
    origin_requests: int
    stale_max: float
    stale_p95: float

    @property
    def hit_ratio(self) -> float:
        """0 to 1; errors are no requests here, as in CloudFront's cache hit rate."""
        return self.hits / self.requests if self.requests else 0.0


class _Copies:
    """One object's copies, one for each time of the grid.

    `expires`: positive for a copy (fresh until then, stale afterwards), negative for an error that is cached until
    then, 0 for none; `stored` is since when. `lost` and `since` are the copies that no invalidation reaches: until when
    they are fresh, and since when they are out of date (0: they are not). `own` is the object's own limit. Until
    `quiet_until` every copy is fresh and none out of date.
    """

    __slots__ = ("expires", "lost", "own", "quiet_until", "since", "stored")

    def __init__(self, times: int) -> None:
        self.expires = array("d", bytes(8 * times))
        self.stored = array("d", bytes(8 * times))
        self.lost = array("d", bytes(8 * times))
        self.since = array("d", bytes(8 * times))
        self.own = math.inf
        self.quiet_until = 0.0

    def remove(self) -> None:
        self.expires = array("d", bytes(8 * len(self.expires)))
        self.quiet_until = 0.0

    def change(self, now: float) -> None:
        for index, since in enumerate(self.since):
            if not since:
                self.since[index] = now
        self.quiet_until = 0.0


class PathReplay:
    """One behaviour at every time of `ttls` (seconds, above 0); `today` is the time that the log was written under."""

    def __init__(self, ttls: Sequence[float], today: float, max_objects: int = MAX_OBJECTS) -> None:
        self._ttls = tuple(ttls)
        self._today = today
        self._max_objects = max_objects
        self._objects: OrderedDict[str, _Copies] = OrderedDict()
        self._hits = [0] * len(self._ttls)
        self._asked = [0] * len(self._ttls)
        self._ages = [Ages() for _ in self._ttls]
        self._quiet = 0
        self._answers = 0
        self.requests = 0
        self.forgotten = 0

    def serve(self, request: Request) -> None:
        """Take in the next request."""
        copies = self._objects.get(request.object)
        if copies is None:
            copies = self._remember(request.object)
        else:
            self._objects.move_to_end(request.object)
        self._answers += 1
        if not request.failed:
            self.requests += 1
            if request.at < copies.quiet_until and not request.asked:
                self._quiet += 1
                return
            if request.asked and not request.stood_in and request.lifetime is not None:
                copies.own = request.lifetime if request.lifetime < self._today else math.inf
        self._as_it_was(request, copies)
        self._without_invalidations(request, copies)
        copies.quiet_until = 0.0 if any(copies.since) else min(*copies.expires, *copies.lost)

    def invalidate(self, now: float, names: frozenset[str] | None, *, removes: bool = True) -> None:
        """These objects have changed, or all of them, and are removed."""
        for copies in (
            self._objects.values()
            if names is None
            else [self._objects[name] for name in names if name in self._objects]
        ):
            copies.change(now)
            if removes:
                copies.remove()

    def points(self) -> list[Point]:
        """The curve; at 0 s every request asks the origin, and every answer is what the origin has."""
        return [
            Point(0.0, self.requests, 0, self._answers, 0.0, 0.0),
            *(
                Point(
                    ttl=ttl,
                    requests=self.requests,
                    hits=self._hits[index] + self._quiet,
                    origin_requests=self._asked[index],
                    stale_max=self._ages[index].greatest,
                    stale_p95=self._ages[index].percentile(0.95, self.requests),
                )
                for index, ttl in enumerate(self._ttls)
            ),
        ]

    def _remember(self, name: str) -> _Copies:
        copies = self._objects[name] = _Copies(len(self._ttls))
        if len(self._objects) > self._max_objects:
            self._objects.popitem(last=False)
            self.forgotten += 1
        return copies

    def _as_it_was(self, request: Request, copies: _Copies) -> None:
        now, expires, stored = request.at, copies.expires, copies.stored
        for index, until in enumerate(expires):
            # A copy that came while this request had its own question under way was not there when it looked.
            if now < abs(until) and not (request.asked and stored[index] > request.looked):
                self._hits[index] += until > 0 and not request.failed
                continue
            self._asked[index] += 1
            stored[index] = now
            if request.stood_in:
                if until > 0:
                    self._hits[index] += 1
                    expires[index] = now + (request.lifetime or 0.0)
            elif request.failed:
                expires[index] = -(now + request.lifetime) if request.asked and request.lifetime else 0.0
            elif request.asked and request.lifetime is None:
                expires[index] = 0.0
            else:
                expires[index] = now + min(copies.own, self._ttls[index])

    def _without_invalidations(self, request: Request, copies: _Copies) -> None:
        now, lost, since = request.at, copies.lost, copies.since
        if request.failed:
            return
        for index, until in enumerate(lost):
            if now < until:
                if since[index]:
                    self._ages[index].add(now - since[index])
            else:
                lost[index] = now + min(copies.own, self._ttls[index])
                since[index] = 0.0


class Replay:
    """Every path's replay; requests and invalidations come in the order of their times, late ones count as of now."""

    def __init__(self, paths: Mapping[str, PathReplay]) -> None:
        self.paths = paths
        self.lines = 0
        self._now = 0.0

    def serve(self, request: Request) -> None:
        """A request of a behaviour that is not replayed is left out."""
        self.lines += 1
        path = self.paths.get(request.behaviour)
        if path is not None:
            late = max(0.0, self._now - request.at)
            request.at += late
            request.looked += late
            self._now = request.at
            path.serve(request)

    def invalidate(self, invalidation: Invalidation) -> None:
        """Apply it to every path that it names something of."""
        self._now = max(self._now, invalidation.at)
        for pattern, path in self.paths.items():
            if invalidation.everything or pattern in invalidation.behaviours:
                path.invalidate(self._now, None)
            elif pattern in invalidation.unknown:
                path.invalidate(self._now, None, removes=False)
            elif invalidation.objects:
                path.invalidate(self._now, invalidation.objects)
