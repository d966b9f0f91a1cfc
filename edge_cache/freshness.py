"""The freshness lifetime of a response: from the policy's TTLs, the origin's Cache-Control and Expires, and errors.

Source: CloudFront developer guide, "Manage how long content stays in the cache (expiration)", "How CloudFront processes
HTTP 4xx and 5xx status codes from your origin" and "Control how long CloudFront caches errors". Pure, no I/O; all times
are seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from edge_cache.message import Response

DEFAULT_ERROR_TTL = 10
"""Error caching minimum TTL where a distribution configures none ("Control how long CloudFront caches errors")."""

ERRORS_ALWAYS_CACHED = frozenset({404, 414, 500, 501, 502, 503, 504})
ERRORS_CACHED_BY_CACHE_CONTROL = frozenset({400, 403, 405, 412, 415})
ERRORS_NOT_CACHED_WITH_NO_STORE = frozenset({404, 414, 501})
"""With no-store, no-cache or private these are not cached; other errors are. (410 is never cached.)"""

_AGES = ("s-maxage", "max-age")


@dataclass(frozen=True, slots=True)
class Ttl:
    """A cache policy's MinTTL, DefaultTTL and MaxTTL; all 0 is the managed policy CachingDisabled."""

    minimum: int = 0
    default: int = 86_400
    maximum: int = 31_536_000

    @property
    def disabled(self) -> bool:
        """Whether no success is ever cached. Errors still are: their TTL is the distribution's."""
        return self.maximum == 0


def lifetime(response: Response, ttl: Ttl, error_ttls: Mapping[int, int], *, now: float) -> float | None:
    """The freshness lifetime of an origin's response to GET, in seconds; None when it must not be stored."""
    directives = _cache_control(response.get("Cache-Control"))
    if response.status >= 400:
        return _error_lifetime(response, directives, ttl, error_ttls, now)
    if ttl.disabled:
        return None
    if "no-store" in directives or "private" in directives:
        # MinTTL overrides even these: the guide's table, last row. That is why this project's MinTTL is 0.
        return float(ttl.minimum) if ttl.minimum else None
    if "no-cache" in directives:
        return float(ttl.minimum)  # with 0: kept, and revalidated each time
    age = _given_age(directives, response.get("Expires"), now)
    return max(float(ttl.minimum), float(ttl.default) if age is None else min(age, float(ttl.maximum)))


def error_ttl(status: int, error_ttls: Mapping[int, int]) -> int:
    """The error caching minimum TTL of one status."""
    return error_ttls.get(status, DEFAULT_ERROR_TTL)


def _cache_control(value: str | None) -> dict[str, str | None]:
    """The directives by lower-case name; None for one without a value. The first of a repeated one wins."""
    found: dict[str, str | None] = {}
    for directive in (value or "").split(","):
        name, _, argument = directive.partition("=")
        found.setdefault(name.strip().lower(), argument.strip(' "') or None)
    return found


def _error_lifetime(
    response: Response, directives: Mapping[str, str | None], ttl: Ttl, error_ttls: Mapping[int, int], now: float
) -> float | None:
    """The greater of the error caching minimum TTL and the origin's age, which the policy's MaxTTL bounds.

    So where MaxTTL is 0 (CachingDisabled), an error is kept for the minimum alone.
    """
    status = response.status
    by_cache_control = status in ERRORS_CACHED_BY_CACHE_CONTROL and not directives.keys().isdisjoint(_AGES)
    if status not in ERRORS_ALWAYS_CACHED and not by_cache_control:
        return None
    if status in ERRORS_NOT_CACHED_WITH_NO_STORE and not directives.keys().isdisjoint(
        {"no-store", "no-cache", "private"}
    ):
        return None
    age = _given_age(directives, response.get("Expires"), now) or 0.0
    fresh = max(float(error_ttl(status, error_ttls)), min(age, float(ttl.maximum)))
    return fresh if fresh > 0 else None


def _given_age(directives: Mapping[str, str | None], expires: str | None, now: float) -> float | None:
    """The lifetime that the origin states, in seconds: s-maxage, else max-age, else until Expires; None: none."""
    name = next((name for name in _AGES if name in directives), None)
    if name is not None:
        return _seconds(directives[name])
    return None if expires is None else _until(expires, now)


def _seconds(value: str | None) -> float:
    """Whole seconds; anything else counts as stale (RFC 9111, 4.2.1: invalid freshness information)."""
    return float(value) if value is not None and value.isascii() and value.isdigit() else 0.0


def _until(expires: str, now: float) -> float:
    try:
        return max(0.0, parsedate_to_datetime(expires).timestamp() - now)
    except ValueError:  # "0" and the like mean: already expired (RFC 9111, 5.3)
        return 0.0
