"""The cache model: hits, revalidation, errors, invalidations, the memory bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from edge_cache.cache import Cache, Outcome, Result
from edge_cache.cache_key import CacheKey
from edge_cache.freshness import Ttl
from edge_cache.message import Response

TTL = Ttl(minimum=0, default=86_400, maximum=31_536_000)
ETAG = '"1"'


def ok(cache_control: str = "max-age=60", body: bytes = b"page", etag: str | None = ETAG) -> Response:
    headers = (("Cache-Control", cache_control),) + ((("ETag", etag),) if etag else ())
    return Response(200, headers, body, etag)


NOT_MODIFIED = Response(304, (("ETag", ETAG),), validator=ETAG)


@dataclass
class Model:
    """A cache under a clock that the test moves, and an origin with the responses of the test."""

    now: float = 1_800_000_000.0
    max_bytes: int = 1 << 20
    ttl: Ttl = TTL
    error_ttls: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cache = Cache(lambda: self.now, self.max_bytes)

    def get(self, origin: Response | None, path: str = "/a", uri: str | None = None) -> Outcome:
        """One viewer's GET of `path`, which the function makes `uri`; origin=None: the origin must get no request."""
        key = CacheKey("*", uri or path)
        hit = self.cache.lookup(key, path)
        if hit is not None:
            return hit
        assert origin is not None, "the origin got a request"
        return self.cache.settle(self.cache.open(key, path), origin, self.ttl, self.error_ttls)

    def cached(self, path: str = "/a", uri: str | None = None) -> bool:
        return self.cache.lookup(CacheKey("*", uri or path), path) is not None


@pytest.fixture
def model() -> Model:
    return Model()


def test_miss_then_hits_that_age_until_the_object_expires(model: Model) -> None:
    first = model.get(ok())
    model.now += 59.9
    second = model.get(None)
    model.now += 0.1
    third = model.get(ok(body=b"new"))

    assert (first.result, first.age) == (Result.MISS, None)
    assert (second.result, second.age, second.response.body) == (Result.HIT, 59, b"page")
    assert (third.result, third.response.body) == (Result.MISS, b"new")


def test_a_stale_object_that_the_origin_confirms_is_fresh_again(model: Model) -> None:
    model.get(ok())
    model.now += 60
    fetch = model.cache.open(CacheKey("*", "/a"), "/a")
    assert fetch.stale is not None
    assert fetch.stale.response.validator == ETAG
    model.cache.abandon(fetch)

    refreshed = model.get(NOT_MODIFIED)
    model.now += 59
    hit = model.get(None)

    assert (refreshed.result, refreshed.response.status, refreshed.response.body) == (Result.REFRESH_HIT, 200, b"page")
    assert refreshed.age is None
    assert (hit.result, hit.age) == (Result.HIT, 59)


def test_a_confirmation_brings_its_own_lifetime_and_leaves_the_bodys_headers(model: Model) -> None:
    encoded = (
        ("Cache-Control", "max-age=60"),
        ("Content-Encoding", "br"),
        ("ETag", 'W/"1"'),
        ("Vary", "Accept-Encoding"),
    )
    model.get(Response(200, encoded, b"...", ETAG))
    model.now += 60

    refreshed = model.get(Response(304, (("ETag", ETAG), ("Cache-Control", "max-age=5"), ("X-Robots-Tag", "noindex"))))

    for name, value in {**dict(encoded), "Cache-Control": "max-age=5", "X-Robots-Tag": "noindex"}.items():
        assert refreshed.response.get(name) == value
    model.now += 5
    assert not model.cached()


def test_an_age_of_zero_is_revalidated_each_time(model: Model) -> None:
    assert model.get(ok("no-cache")).result is Result.MISS
    assert model.get(NOT_MODIFIED).result is Result.REFRESH_HIT
    assert model.get(NOT_MODIFIED).result is Result.REFRESH_HIT
    assert model.get(ok("no-cache", b"new")).result is Result.MISS


def test_a_response_that_cannot_be_revalidated_is_not_stored(model: Model) -> None:
    model.get(ok("max-age=0", etag=None))
    assert len(model.cache) == 0

    model.get(ok("no-store"))
    assert len(model.cache) == 0


def test_errors_are_cached_as_errors_for_their_ttl() -> None:
    model = Model(error_ttls={404: 0})

    assert model.get(Response(404)).result is Result.ERROR
    assert len(model.cache) == 0
    assert model.get(Response(503)).result is Result.ERROR
    model.now += 9
    hit = model.get(None)
    assert (hit.result, hit.response.status, hit.age) == (Result.ERROR, 503, 9)
    model.now += 1
    assert model.get(ok()).result is Result.MISS


def test_a_stale_object_is_served_for_a_failing_origin_for_the_ttl_of_the_error() -> None:
    model = Model(error_ttls={500: 7})
    model.get(ok())
    model.now += 60

    serve_stale = model.get(Response(500))
    model.now += 6
    still = model.get(None)
    model.now += 1
    recovered = model.get(NOT_MODIFIED)

    assert (serve_stale.result, serve_stale.response.body, serve_stale.age) == (Result.HIT, b"page", 60)
    assert (still.result, still.age) == (Result.HIT, 66)
    assert recovered.result is Result.REFRESH_HIT


def test_a_stale_object_is_not_served_for_a_missing_one(model: Model) -> None:
    model.get(ok())
    model.now += 60
    assert model.get(Response(404)).response.status == 404
    assert model.get(None).response.status == 404


@pytest.mark.parametrize(
    ("path", "removed"),
    [
        ("/track.html", True),
        ("/track/fcdc1c82cb284dbe", True),  # CloudFront requires both URIs; either is enough here
        ("/track/*", True),
        ("/track*", True),
        ("/*", True),
        ("*", True),
        ("/track", False),
        ("/track/", False),
        ("/Track.html", False),
        ("/track.htm", False),
        ("/track.html?x=1", False),
        ("/tr*html", False),  # a wildcard counts at the end only
        ("/track/0000000000000000", False),
        ("/book/*", False),
    ],
)
def test_an_invalidation_names_the_rewritten_or_the_viewers_path(model: Model, path: str, removed: bool) -> None:
    model.get(ok(), "/track/fcdc1c82cb284dbe", uri="/track.html")

    assert model.cache.invalidate([path]) == int(removed)
    assert model.cached("/track/fcdc1c82cb284dbe", uri="/track.html") is not removed


def test_an_invalidation_by_the_viewers_path_of_a_hit_removes_the_object(model: Model) -> None:
    model.get(ok(), "/", uri="/index.html")
    model.get(None, "/dashboard", uri="/index.html")

    assert model.cache.invalidate(["/dashboard"]) == 1


def test_one_invalidation_of_several_paths(model: Model) -> None:
    for path in ("/a", "/b/1", "/b/2", "/c"):
        model.get(ok(), path)

    assert model.cache.invalidate(["/a", "/b/*", "/nothing"]) == 3
    assert model.cached("/c")


@pytest.mark.parametrize("origin", [ok(body=b"old"), NOT_MODIFIED, Response(503)])
def test_a_fetch_that_an_invalidation_overtakes_is_not_stored(model: Model, origin: Response) -> None:
    key = CacheKey("*", "/a")
    model.get(ok())
    model.now += 60
    fetch = model.cache.open(key, "/a")

    model.cache.invalidate(["/a"])
    result = model.cache.settle(fetch, origin, TTL, {})

    assert fetch.invalidated
    assert len(model.cache) == 0
    assert result.response.status == (503 if origin.status == 503 else 200)


def test_an_invalidation_of_another_path_does_not_discard_a_fetch(model: Model) -> None:
    fetch = model.cache.open(CacheKey("*", "/a"), "/a")
    model.cache.invalidate(["/b", "/a/*"])
    model.cache.settle(fetch, ok(), TTL, {})

    assert model.cached()


def test_the_least_recently_used_object_is_evicted_first_and_the_size_is_bounded() -> None:
    model = Model(max_bytes=4_000)
    for path in ("/a", "/b", "/c"):
        model.get(ok(body=b"x" * 700), path)
    model.get(None, "/a")
    model.get(ok(body=b"x" * 700), "/d")

    assert [path for path in ("/a", "/b", "/c", "/d") if model.cached(path)] == ["/a", "/c", "/d"]
    assert model.cache.bytes <= 4_000
    model.get(ok(body=b"x" * 5_000), "/large")
    assert not model.cached("/large")
    model.cache.invalidate(["/*"])
    assert (len(model.cache), model.cache.bytes) == (0, 0)


def test_replacing_an_object_does_not_leak_bytes(model: Model) -> None:
    for _ in range(50):
        model.get(ok("max-age=1"))
        model.now += 1
    before = model.cache.bytes
    model.get(ok("max-age=1"))

    assert (len(model.cache), model.cache.bytes) == (1, before)


def test_the_number_of_remembered_viewer_paths_is_bounded(model: Model) -> None:
    for number in range(10_000):
        model.get(ok(), f"/track/{number:016x}", uri="/track.html")

    assert model.cache.invalidate([f"/track/{0:016x}"]) == 0  # no longer remembered
    assert model.cache.invalidate([f"/track/{9_999:016x}"]) == 1
