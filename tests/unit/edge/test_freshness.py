"""TTLs: CloudFront's table of origin headers against the policy's settings, and errors."""

from __future__ import annotations

import pytest

from edge_cache.freshness import Ttl, lifetime
from edge_cache.message import Response

NOW = 1_800_000_000.0
IN_A_MINUTE, A_MINUTE_AGO = "Fri, 15 Jan 2027 08:01:00 GMT", "Fri, 15 Jan 2027 07:59:00 GMT"
PLAIN = Ttl(minimum=0, default=86_400, maximum=31_536_000)
BOUNDED = Ttl(minimum=30, default=60, maximum=100)
DISABLED = Ttl(0, 0, 0)


def fresh_for(ttl: Ttl, status: int = 200, error_ttls: dict[int, int] | None = None, /, **headers: str) -> float | None:
    lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lifetime(Response(status, lines), ttl, error_ttls or {}, now=NOW)


@pytest.mark.parametrize(
    ("cache_control", "plain", "bounded"),
    [
        (None, 86_400, 60),  # no header: the default TTL, but at least the minimum
        ("public", 86_400, 60),
        ("max-age=50", 50, 50),
        ("max-age=5", 5, 30),
        ("max-age=500", 500, 100),
        ("max-age=0", 0, 30),
        ("s-maxage=50, max-age=5", 50, 50),
        ("max-age=50,s-maxage=5", 5, 30),
        ("max-age=0, s-maxage=300", 300, 100),
        ('max-age="50"', 50, 50),
        ("MAX-AGE=50", 50, 50),
        ("max-age=soon", 0, 30),
        ("max-age=-1", 0, 30),
        ("max-age", 0, 30),
        ("max-age=50, max-age=90", 50, 50),
        # MinTTL overrides even these: why this project's MinTTL is 0.
        ("no-store", None, 30),
        ("private, max-age=50", None, 30),
        ("no-store, s-maxage=50", None, 30),
        ("no-cache", 0, 30),  # kept, and revalidated each time
        ("no-cache, no-store, must-revalidate", None, 30),
        ('no-cache="Set-Cookie", max-age=50', 0, 30),  # about one field only; taken for the whole, the safe reading
    ],
)
def test_cache_control_and_the_policys_ttls(
    cache_control: str | None, plain: float | None, bounded: float | None
) -> None:
    headers = {} if cache_control is None else {"Cache_Control": cache_control}

    assert fresh_for(PLAIN, **headers) == plain
    assert fresh_for(BOUNDED, **headers) == bounded
    assert fresh_for(DISABLED, **headers) is None


@pytest.mark.parametrize(
    ("expires", "plain", "bounded"),
    [(IN_A_MINUTE, 60, 60), (A_MINUTE_AGO, 0, 30), ("0", 0, 30), ("not a date", 0, 30)],
)
def test_expires_is_used_without_a_max_age(expires: str, plain: float, bounded: float) -> None:
    assert fresh_for(PLAIN, Expires=expires) == plain
    assert fresh_for(BOUNDED, Expires=expires) == bounded
    assert fresh_for(PLAIN, Expires=expires, Cache_Control="max-age=7") == 7


def test_the_default_ttl_is_at_least_the_minimum() -> None:
    assert fresh_for(Ttl(minimum=90, default=60, maximum=100)) == 90


@pytest.mark.parametrize("status", [404, 414, 500, 501, 502, 503, 504])
def test_these_errors_are_cached_for_their_minimum_ttl(status: int) -> None:
    assert fresh_for(PLAIN, status) == 10
    assert fresh_for(DISABLED, status) == 10  # CachingDisabled is about successes
    assert fresh_for(PLAIN, status, {status: 3}) == 3
    assert fresh_for(PLAIN, status, {status: 0}) is None
    assert fresh_for(PLAIN, status, {599: 0}) == 10
    # The greater of both.
    assert fresh_for(PLAIN, status, {status: 3}, Cache_Control="max-age=50") == 50
    assert fresh_for(PLAIN, status, {status: 3}, Cache_Control="s-maxage=1, max-age=50") == 3


@pytest.mark.parametrize("directive", ["no-store", "no-cache", "private"])
def test_only_some_errors_obey_a_directive_against_caching(directive: str) -> None:
    for status in (404, 414, 501):
        assert fresh_for(PLAIN, status, Cache_Control=directive) is None
    for status in (500, 502, 503, 504):
        assert fresh_for(PLAIN, status, Cache_Control=directive) == 10


def test_the_age_of_an_error_is_bounded_by_the_policys_maximum() -> None:
    assert fresh_for(Ttl(minimum=0, default=300, maximum=300), 404, Cache_Control="max-age=86400") == 300
    assert fresh_for(Ttl(minimum=0, default=300, maximum=300), 404, Cache_Control="s-maxage=86400") == 300
    assert fresh_for(Ttl(minimum=0, default=5, maximum=5), 404, Cache_Control="max-age=86400") == 10


def test_without_caching_an_error_is_kept_for_its_minimum_ttl_alone() -> None:
    assert fresh_for(DISABLED, 503, Cache_Control="max-age=600") == 10
    assert fresh_for(DISABLED, 503, {503: 1}, Cache_Control="s-maxage=600") == 1
    assert fresh_for(DISABLED, 404, {404: 0}, Cache_Control="max-age=600") is None
    assert fresh_for(DISABLED, 503, Expires=IN_A_MINUTE) == 10


def test_expires_counts_on_an_error_too() -> None:
    assert fresh_for(PLAIN, 503, Expires=IN_A_MINUTE) == 60
    assert fresh_for(PLAIN, 503, Expires=A_MINUTE_AGO) == 10
    assert fresh_for(PLAIN, 503, Expires=IN_A_MINUTE, Cache_Control="max-age=20") == 20
    assert fresh_for(Ttl(minimum=0, default=30, maximum=30), 503, Expires=IN_A_MINUTE) == 30


@pytest.mark.parametrize("status", [400, 403, 405, 412, 415])
def test_these_errors_are_cached_only_where_the_origin_gives_an_age(status: int) -> None:
    assert fresh_for(PLAIN, status) is None
    assert fresh_for(PLAIN, status, Cache_Control="no-store") is None
    assert fresh_for(PLAIN, status, Expires=IN_A_MINUTE) is None
    assert fresh_for(PLAIN, status, Cache_Control="max-age=50") == 50
    assert fresh_for(PLAIN, status, Cache_Control="max-age=5") == 10


@pytest.mark.parametrize("status", [401, 409, 410, 416, 422, 428, 429])
def test_no_other_error_is_cached(status: int) -> None:
    assert fresh_for(PLAIN, status, Cache_Control="max-age=50") is None
