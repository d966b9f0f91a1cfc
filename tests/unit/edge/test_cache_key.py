"""Owns what is relied on about cache keys: which requests share a cached object under which policy."""

from __future__ import annotations

import pytest

from local.edge.cache_key import CachePolicy, Selection, ViewerRequest, accepted_encodings, cache_key
from local.edge.event import cookie_pairs, query_pairs

BOTH = CachePolicy(gzip=True, brotli=True)


def request(uri: str = "/page.html", query: str = "", cookie: str = "", **headers: str) -> ViewerRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ViewerRequest(uri, query_pairs(query), named, cookie_pairs(cookie))


def same(policy: CachePolicy, one: ViewerRequest, other: ViewerRequest) -> bool:
    return cache_key(one, policy, "*") == cache_key(other, policy, "*")


def test_by_default_only_the_uri_counts() -> None:
    policy = CachePolicy()

    assert same(policy, request(query="a=1", cookie="b=2", accept="x"), request())
    assert not same(policy, request("/page.html"), request("/Page.html"))
    assert cache_key(request(), policy, "/track/*") != cache_key(request(), policy, "*")


@pytest.mark.parametrize(
    ("selection", "query", "key"),
    [
        (Selection("none"), "a=1&b=2", ""),
        (Selection("all"), "b=2&a=1", "b=2&a=1"),  # the order counts
        (Selection("all"), "a&b=&a=%20", "a&b&a=%20"),
        (Selection("whitelist", frozenset({"a"})), "b=2&a=1&A=3&a=4", "a=1&a=4"),
        (Selection("allExcept", frozenset({"utm_source"})), "utm_source=x&a=1", "a=1"),
    ],
)
def test_query_strings(selection: Selection, query: str, key: str) -> None:
    assert cache_key(request(query=query), CachePolicy(query_strings=selection), "*").query == key


def test_headers_and_cookies_count_when_the_policy_says_so() -> None:
    policy = CachePolicy(
        headers=Selection("whitelist", frozenset({"origin"})), cookies=Selection("whitelist", frozenset({"lang"}))
    )

    assert same(policy, request(cookie="lang=en; id=1", origin="a"), request(cookie="id=2; lang=en", origin="a"))
    assert not same(policy, request(cookie="lang=en"), request(cookie="lang=es"))
    assert not same(policy, request(origin="a"), request(origin="b"))
    assert not same(policy, request(origin="a"), request())


@pytest.mark.parametrize(
    ("header", "policy", "encodings"),
    [
        ("gzip, deflate, br, zstd", BOTH, ("br", "gzip")),
        ("gzip", BOTH, ("gzip",)),
        ("BR;q=0.5,gzip;q=1.0", BOTH, ("br", "gzip")),
        ("br;q=0, gzip", BOTH, ("gzip",)),
        ("br;q=0.000, gzip;q=0.001", BOTH, ("gzip",)),
        ("deflate", BOTH, ()),
        ("*", BOTH, ()),
        ("", BOTH, ()),
        (None, BOTH, ()),
        ("gzip, br", CachePolicy(gzip=True), ("gzip",)),
        ("gzip, br", CachePolicy(), ()),
        ("gzip", CachePolicy(headers=Selection("whitelist", frozenset({"accept-encoding"})), gzip=True), ()),
    ],
)
def test_accept_encoding_is_normalised(header: str | None, policy: CachePolicy, encodings: tuple[str, ...]) -> None:
    assert accepted_encodings(header, policy) == encodings


def test_browsers_that_accept_the_same_share_an_object() -> None:
    assert same(BOTH, request(accept_encoding="gzip, deflate, br"), request(accept_encoding="br,gzip"))
    assert not same(BOTH, request(accept_encoding="gzip"), request(accept_encoding="br"))
