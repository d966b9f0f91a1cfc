"""The events of an access log that a replay needs: requests, parsed from a line of CloudFront's log or of the laptop's,
and invalidations. No I/O.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from edge_cache.cache import Result
from edge_cache.log_fields import LIFETIME, NOTHING, OBJECT

_CACHE_RESULTS = frozenset(result.value for result in Result)
_FROM_ORIGIN = frozenset({Result.MISS.value, Result.REFRESH_HIT.value})


@dataclass(slots=True)
class Request:
    """One line of a log. Seconds since the epoch: `at` of the response, `looked_up_at` of the cache lookup.

    `origin_requested`: the edge sent a request to the origin. `served_stale`: it did, the origin failed, and the
    edge responded with a stale object. `lifetime`: for how many seconds the edge stored the origin's response; None:
    it stored nothing.
    """

    at: float
    looked_up_at: float
    behaviour: str
    object: str
    origin_requested: bool
    failed: bool
    served_stale: bool
    lifetime: float | None


@dataclass(frozen=True, slots=True)
class Invalidation:
    """The objects that one invalidation named: single ones, all of some behaviours, or everything.

    `unknown`: behaviours with named objects that the log does not identify. No copy is removed there, so the hits are
    an upper bound; every copy counts as changed, so the staleness is one, too.
    """

    at: float
    objects: frozenset[str] = frozenset()
    behaviours: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    everything: bool = False


def read_request(line: Mapping[str, str]) -> Request | None:
    """Parse a line of CloudFront's log or of the laptop's; None for a request that the cache does not handle.

    In a log that does not identify objects, a behaviour counts as one object per edge location. Raises KeyError and
    ValueError for a line without a field.
    """
    result = line["x-edge-result-type"]
    if result not in _CACHE_RESULTS or line["cs-method"] not in ("GET", "HEAD"):
        return None
    at, latency = _responded_at(line), line["origin-lbl"]
    waited = 0.0 if latency == NOTHING else float(latency)
    origin_requested = result in _FROM_ORIGIN or waited > 0
    failed = int(line["sc-status"]) >= 400
    kept = line.get(LIFETIME)
    if kept is None:
        # CloudFront does not log it; this project's error TTLs are one second at most.
        lifetime = math.inf if origin_requested and not failed else None
    else:
        lifetime = None if kept == NOTHING else float(kept)
    return Request(
        at=at,
        looked_up_at=at - waited,
        behaviour=line["cache-behavior-path-pattern"],
        object=line.get(OBJECT) or line["x-edge-location"],
        origin_requested=origin_requested,
        failed=failed,
        served_stale=origin_requested and result == "Hit",
        lifetime=lifetime,
    )


def _responded_at(line: Mapping[str, str]) -> float:
    milliseconds = line.get("timestamp(ms)")
    if milliseconds is not None:
        return int(milliseconds) / 1000
    return datetime.fromisoformat(f"{line['date']}T{line['time']}+00:00").timestamp()
