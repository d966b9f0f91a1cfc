"""Owns how long a response may be cached: the policy's TTLs, the origin's Cache-Control and Expires, and errors.

Source: CloudFront developer guide, "Managing how long content stays in the cache (expiration)" and "How CloudFront
processes and caches HTTP 4xx and 5xx status codes from your origin". Pure, no I/O; all times are seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from local.edge.message import Response

DEFAULT_ERROR_TTL = 10
"""Error caching minimum TTL where a distribution configures none ("Controlling how long CloudFront caches errors")."""

ERRORS_ALWAYS_CACHED = frozenset({404, 414, 500, 501, 502, 503, 504})
ERRORS_CACHED_BY_CACHE_CONTROL = frozenset({400, 403, 405, 412, 415})

_DIRECTIVE = re.compile(r'([\w!#$%&\'*+.^`|~-]+)(?:\s*=\s*("[^"]*"|[^\s,]*))?')


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


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long an object is fresh, and how long after that it may stand in for a failing origin (None: no limit)."""

    fresh: float
    stale_if_error: float | None = None


def lifetime(response: Response, ttl: Ttl, error_ttls: Mapping[int, int], *, now: float) -> Lifetime | None:
    """The lifetime of an origin's answer to GET, or None when it must not be stored."""
    directives = cache_control(response.get("Cache-Control"))
    if response.status >= 400:
        return _error_lifetime(response.status, directives, error_ttls)
    if ttl.disabled or response.status in (206, 304) or (response.get("Vary") or "").strip() == "*":
        return None
    expires = response.get("Expires")
    if response.status in (307, 308) and not directives and expires is None:
        return None  # guide, "HTTP 3xx status codes": these two only with the origin's consent

    if _whole(directives, "no-store") or _whole(directives, "private"):
        # MinTTL overrides even these: the guide's table, last row. That is why this project's MinTTL is 0.
        fresh = float(ttl.minimum) if ttl.minimum else None
    elif _whole(directives, "no-cache"):
        fresh = float(ttl.minimum)  # with 0: kept, and revalidated each time
    elif "s-maxage" in directives or "max-age" in directives:
        age = _seconds(directives["s-maxage" if "s-maxage" in directives else "max-age"])
        fresh = _clamp(age, ttl)
    elif expires is not None:
        fresh = _clamp(_until(expires, now), ttl)
    else:
        fresh = float(max(ttl.default, ttl.minimum))

    if fresh is None:
        return None
    limit = _seconds(directives["stale-if-error"]) if "stale-if-error" in directives else None
    return Lifetime(fresh, limit)


def cache_control(value: str | None) -> dict[str, str | None]:
    """The directives by lower-case name; None for one without a value. The first of a repeated one wins."""
    found: dict[str, str | None] = {}
    for name, argument in _DIRECTIVE.findall(value or ""):
        found.setdefault(name.lower(), argument.strip('"') or None)
    return found


def error_ttl(status: int, error_ttls: Mapping[int, int]) -> int:
    """The error caching minimum TTL of one status."""
    return error_ttls.get(status, DEFAULT_ERROR_TTL)


def _error_lifetime(
    status: int, directives: Mapping[str, str | None], error_ttls: Mapping[int, int]
) -> Lifetime | None:
    name = next((n for n in ("s-maxage", "max-age") if n in directives), None)
    if status not in ERRORS_ALWAYS_CACHED and (status not in ERRORS_CACHED_BY_CACHE_CONTROL or name is None):
        return None
    # The greater of the two; no-store does not help ("for the maximum of the following").
    fresh = max(float(error_ttl(status, error_ttls)), _seconds(directives[name]) if name else 0.0)
    return Lifetime(fresh, 0) if fresh > 0 else None


def _whole(directives: Mapping[str, str | None], name: str) -> bool:
    """Present and about the whole response: `no-cache="Set-Cookie"` is about one field only."""
    return name in directives and directives[name] is None


def _seconds(value: str | None) -> float:
    """Whole seconds; anything else counts as stale (RFC 9111, 4.2.1: invalid freshness information)."""
    return float(value) if value is not None and value.isascii() and value.isdigit() else 0.0


def _until(expires: str, now: float) -> float:
    try:
        return max(0.0, parsedate_to_datetime(expires).timestamp() - now)
    except ValueError:  # "0" and the like mean: already expired (RFC 9111, 5.3)
        return 0.0


def _clamp(age: float, ttl: Ttl) -> float:
    return max(float(ttl.minimum), min(age, float(ttl.maximum)))
