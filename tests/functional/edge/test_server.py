"""The running edge server, with a distribution in a MiniStack."""

from __future__ import annotations

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import brotli  # type: ignore[import-untyped]
import pytest

from local.edge import control_plane, server
from tests.testkit.edge_server import REWRITE, Origin, RunningEdge, Site, headers_policy
from tests.testkit.polling import until

FIRST, SECOND = "/track/fcdc1c82cb284dbe", "/track/0123456789ABCDEF/"
PAGE = b"<!doctype html><title>tracking</title>" + b"<p>on the way</p>" * 100


def test_two_tokens_share_one_copy_of_the_page(edge: RunningEdge, site: Site) -> None:
    site.put("track.html", PAGE)

    miss, hit = edge.get(FIRST), edge.get(SECOND)
    edge.later(42)
    older = edge.get(FIRST)

    assert (miss.status, miss.x_cache, "age" in miss.headers) == (200, "Miss", False)
    assert (hit.x_cache, hit.headers["age"]) == ("Hit", "0")
    assert (older.x_cache, older.headers["age"]) == ("Hit", "42")
    assert miss.body == hit.body == older.body == PAGE
    assert hit.headers["x-robots-tag"] == "noindex"  # the behaviour of the original path, not of /track.html
    assert hit.headers["x-amz-cf-id"] != older.headers["x-amz-cf-id"]


def test_another_behaviours_copy_of_the_same_page_has_its_own_headers(edge: RunningEdge, site: Site) -> None:
    site.put("track.html", PAGE)

    assert "x-robots-tag" in edge.get(FIRST).headers
    direct = edge.get("/track.html")

    assert (direct.x_cache, direct.body) == ("Miss", PAGE)
    assert "x-robots-tag" not in direct.headers


def test_a_stale_copy_is_revalidated_with_the_origins_etag(edge: RunningEdge, site: Site) -> None:
    site.put("track.html", PAGE)
    edge.get(FIRST, Accept_Encoding="br")

    edge.later(60)
    refreshed = edge.get(SECOND, Accept_Encoding="br")
    edge.later(59)
    hit = edge.get(FIRST, Accept_Encoding="br")
    site.put("track.html", PAGE + b"new")
    edge.later(1)
    changed = edge.get(FIRST, Accept_Encoding="br")

    assert (refreshed.status, refreshed.x_cache) == (200, "RefreshHit")
    assert brotli.decompress(refreshed.body) == PAGE
    assert refreshed.headers["etag"].startswith('W/"')
    assert hit.x_cache == "Hit"
    assert (changed.x_cache, brotli.decompress(changed.body)) == ("Miss", PAGE + b"new")


def test_the_viewers_own_copy_is_confirmed_from_the_cache(edge: RunningEdge, site: Site) -> None:
    site.put("track.html", PAGE)
    first = edge.get(FIRST, Accept_Encoding="gzip")
    etag = first.headers["etag"]

    for tags in (etag, f'"other", {etag}'):
        same = edge.get(SECOND, Accept_Encoding="gzip", If_None_Match=tags)
        assert (same.status, same.x_cache, same.body) == (304, "Hit", b"")
        assert same.headers["cache-control"] == "max-age=0, s-maxage=60"
        assert same.headers["x-robots-tag"] == "noindex"
    other = edge.get(SECOND, Accept_Encoding="gzip", If_None_Match='"other"')
    assert (other.status, gzip.decompress(other.body)) == (200, PAGE)


def test_a_condition_on_a_miss_does_not_spoil_the_cache(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/cached/condition", PAGE, ETag='"1"')

    assert edge.get(path, If_None_Match='"1"', Range="bytes=0-3").status == 304
    assert edge.get(path).body == PAGE
    assert origin.count(path) == 1


def test_head_is_served_from_the_cached_get(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/cached/head", PAGE)

    head, get = edge.get(path, "HEAD"), edge.get(path)
    again = edge.get(path, "HEAD")

    assert (head.x_cache, get.x_cache, again.x_cache) == ("Miss", "Hit", "Hit")
    assert (head.body, again.body, get.body) == (b"", b"", PAGE)
    assert head.headers["content-length"] == again.headers["content-length"] == str(len(PAGE))
    assert origin.count(path) == 1


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("deflate", None), (None, None)]
)
def test_compression(edge: RunningEdge, site: Site, accepted: str | None, encoding: str | None) -> None:
    site.put("track.html", PAGE)
    headers = {} if accepted is None else {"Accept_Encoding": accepted}

    for reply in (edge.get(FIRST, **headers), edge.get(SECOND, **headers)):
        assert reply.headers.get("content-encoding") == encoding
        assert reply.headers["vary"] == "Accept-Encoding"
        decode: Any = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
        assert decode(reply.body) == PAGE
        assert reply.headers["content-length"] == str(len(reply.body))
    assert reply.x_cache == "Hit"


def test_a_query_does_not_split_the_cache(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/cached/query", b"one")

    assert edge.get(path).body == b"one"
    assert edge.get(path + "?utm_source=sms").x_cache == "Hit"


def test_a_policy_that_is_not_modelled_is_refused(
    edge: RunningEdge, site: Site, origin: Origin, caplog: pytest.LogCaptureFixture
) -> None:
    path = origin.respond_with("/by-header/page")

    refused = edge.get(path)

    sentence = (
        "the behaviour /by-header/* is not modelled: "
        f"its cache policy {site.bucket}-by-header-and-query has headers and query strings in the key"
    )
    assert (refused.status, refused.x_cache) == (503, "Error")
    assert sentence in refused.body.decode()
    assert sentence in caplog.text
    assert origin.count(path) == 0


def test_a_missing_object_is_requested_each_time(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/cached/missing", b"no", 404)

    first = edge.get(path)
    origin.respond_with(path, b"here")
    second = edge.get(path)

    assert (first.status, first.x_cache) == (404, "Error")
    assert (second.status, second.x_cache, second.body) == (200, "Miss", b"here")


@pytest.mark.parametrize("behaviour", ["/cached", "/api"])
def test_other_errors_are_cached_for_ten_seconds(edge: RunningEdge, origin: Origin, behaviour: str) -> None:
    path = origin.respond_with(f"{behaviour}/broken", b"oops", 503)

    first = edge.get(path)
    origin.respond_with(path, b"well again")
    second = edge.get(path)
    edge.later(10)
    third = edge.get(path)

    assert (first.status, first.x_cache) == (503, "Error")
    assert (second.status, second.x_cache, second.headers["age"]) == (503, "Error", "0")
    assert (third.status, third.x_cache) == (200, "Miss")


def test_a_stale_object_is_served_while_the_origin_fails(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/cached/outage", b"good", Cache_Control="max-age=5")
    edge.get(path)
    origin.respond_with(path, b"oops", 500)
    edge.later(5)

    stale = edge.get(path)

    assert (stale.status, stale.x_cache, stale.body, stale.headers["age"]) == (200, "Hit", b"good", "5")


def test_a_response_that_must_not_be_cached_is_not(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/api/board", b"{}", ETag='"1"', Set_Cookie="a=1")
    no_store = origin.respond_with("/cached/private", b"x", Cache_Control="no-store")

    for _ in range(2):
        reply = edge.get(path)
        assert (reply.x_cache, reply.headers["set-cookie"]) == ("Miss", "a=1")
        assert edge.get(no_store).x_cache == "Miss"
    assert (origin.count(path), origin.count(no_store)) == (2, 2)
    assert edge.get(path, "HEAD").headers["content-length"] == "2"
    assert edge.health()["objects"] == 0


def test_cookies_are_removed_where_the_cache_key_has_none(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/cached/cookie", Set_Cookie="a=1")

    assert "set-cookie" not in edge.get(path).headers
    assert "set-cookie" not in edge.get(path).headers


def test_methods_that_the_behaviour_does_not_allow_are_refused(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/cached/method")

    refused = edge.get(path, "POST", Content_Length="0")

    assert (refused.status, refused.x_cache) == (403, "Error")
    assert origin.count(path) == 0
    allowed = edge.get(origin.respond_with("/api/method", status=201), "POST", Content_Length="0")
    assert (allowed.status, allowed.x_cache) == (201, "Miss")


@pytest.mark.parametrize("path", ["/cached/invalidated", "/cached/*", "/*"])
def test_an_invalidation_takes_effect_in_under_a_second(
    edge: RunningEdge, site: Site, origin: Origin, path: str
) -> None:
    origin.respond_with("/cached/invalidated", b"old")
    assert edge.get("/cached/invalidated").body == b"old"
    origin.respond_with("/cached/invalidated", b"new")
    site.invalidate("/somewhere/else")

    site.invalidate(path)

    until(lambda: edge.get("/cached/invalidated").body == b"new", deadline_s=1, what="the invalidated object is gone")


def test_an_invalidation_of_a_viewers_path_reaches_the_shared_page(edge: RunningEdge, site: Site) -> None:
    site.put("track.html", b"old")
    edge.get(FIRST)
    site.put("track.html", b"new")

    site.invalidate("/track/*")

    until(lambda: edge.get(SECOND).body == b"new", deadline_s=1, what="the invalidated page is gone")


def test_simultaneous_misses_make_one_origin_request(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/cached/popular")
    edge.get("/cached/warm" if "/cached/warm" in origin.scripts else origin.respond_with("/cached/warm"))
    origin.go.clear()
    with ThreadPoolExecutor(12) as viewers:
        replies = [viewers.submit(edge.get, path) for _ in range(12)]
        until(lambda: origin.count(path) == 1, deadline_s=5, what="the origin is asked")
        origin.go.set()
        results = sorted(reply.result().x_cache for reply in replies)

    assert results == ["Hit"] * 11 + ["Miss"]
    assert origin.count(path) == 1


def test_simultaneous_requests_do_not_share_a_response_that_must_not_be_stored(
    edge: RunningEdge, origin: Origin
) -> None:
    path = origin.respond_with("/cached/personal", Cache_Control="no-store")
    origin.go.clear()
    with ThreadPoolExecutor(4) as viewers:
        replies = [viewers.submit(edge.get, path) for _ in range(4)]
        until(lambda: origin.count(path) == 1, deadline_s=5, what="the origin is asked")
        origin.go.set()
        results = {reply.result().x_cache for reply in replies}

    assert results == {"Miss"}
    assert origin.count(path) == 4


def test_a_request_after_an_invalidation_gets_no_object_that_was_fetched_before_it(
    edge: RunningEdge, site: Site, origin: Origin
) -> None:
    path = origin.respond_with("/cached/overtaken", b"old")
    origin.go.clear()
    with ThreadPoolExecutor(100) as viewers:
        before = viewers.submit(edge.get, path)
        until(lambda: origin.count(path) == 1, deadline_s=5, what='the origin has read "old", and it is on its way')
        origin.respond_with(path, b"new")
        site.invalidate(path)
        after = []

        def the_origin_is_asked_again() -> bool:
            after.append(viewers.submit(edge.get, path))
            return origin.count(path) > 1

        until(the_origin_is_asked_again, deadline_s=1, what="the origin is asked again")
        origin.go.set()
        assert before.result().body == b"old"
        assert {reply.result().body for reply in after} == {b"new"}
    assert edge.get(path).body == b"new"


def test_a_busy_edge_polls_the_api_at_its_interval(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/cached/busy")
    began = time.monotonic()
    edge.get(path)
    at_first = edge.relay.api_calls
    for _ in range(100):
        assert edge.get(path).x_cache == "Hit"
    seconds = time.monotonic() - began

    assert edge.relay.api_calls <= at_first + seconds / 0.2 + at_first * seconds


def test_a_published_function_takes_effect_without_a_restart(edge: RunningEdge, site: Site) -> None:
    site.put("track.html", b"the page")
    site.put("closed.html", b"closed")
    assert edge.get(FIRST).body == b"the page"
    try:
        site.publish(b"function handler(event) { event.request.uri = '/closed.html'; return event.request; }")
        until(lambda: edge.get(FIRST).body == b"closed", deadline_s=3, what="the new function runs")
        site.publish(
            b"function handler() { return { statusCode: 302, headers: { location: { value: 'https://x.test/' } } }; }"
        )
        until(
            lambda: edge.get(FIRST).x_cache == "FunctionGeneratedResponse",
            deadline_s=5,
            what="the function answers by itself",
        )
        moved = edge.get(FIRST)
        assert (moved.status, moved.headers["location"]) == (302, "https://x.test/")
        site.publish(
            b"function handler(event) { const r = event.request; return { statusCode: 404, headers: {}, "
            b"body: r.headers.host.value + ' ' + r.querystring.q.value }; }"
        )
        until(
            lambda: edge.get(f"{FIRST}?q=a%26b", Host="www.x.test").body == b"www.x.test a%26b",
            deadline_s=5,
            what="the function's own page comes, made from the viewer's host and the query as it was sent",
        )
        site.publish(b"function handler(event) { return event.nothing.here; }")
        until(
            lambda: edge.get(FIRST).x_cache == "FunctionExecutionError", deadline_s=5, what="the broken function runs"
        )
        assert edge.get(FIRST).status == 503
    finally:
        site.publish(REWRITE.read_bytes())
    until(lambda: edge.get(FIRST).body == b"the page", deadline_s=5, what="the first function runs again")


def test_a_changed_headers_policy_takes_effect_on_cached_pages(edge: RunningEdge, site: Site) -> None:
    site.put("track.html", PAGE)
    assert edge.get(FIRST).headers["x-robots-tag"] == "noindex"
    etag = site.cloudfront.get_response_headers_policy(Id=site.headers_policy)["ETag"]

    updated = site.cloudfront.update_response_headers_policy(
        Id=site.headers_policy, IfMatch=etag, ResponseHeadersPolicyConfig=headers_policy(site.bucket, "none")
    )

    try:
        until(lambda: edge.get(FIRST).headers["x-robots-tag"] == "none", deadline_s=5, what="the new policy is applied")
    finally:
        site.cloudfront.update_response_headers_policy(
            Id=site.headers_policy,
            IfMatch=updated["ETag"],
            ResponseHeadersPolicyConfig=headers_policy(site.bucket, "noindex"),
        )


def test_cached_objects_are_served_while_ministack_is_down(edge: RunningEdge, origin: Origin) -> None:
    cached, other = origin.respond_with("/cached/survivor", b"alive"), origin.respond_with("/cached/unknown")
    edge.get(cached)

    edge.run(edge.relay.cut())
    hit, lost = edge.get(cached), edge.get(other)
    edge.later(86_400)
    stale = edge.get(cached)

    assert (hit.status, hit.x_cache, hit.body) == (200, "Hit", b"alive")
    assert (lost.status, lost.x_cache) == (502, "Error")
    assert b"does not answer" in lost.body
    assert (stale.status, stale.body) == (200, b"alive")
    until(
        lambda: edge.get(cached).status == 200 and edge.health()["aws_endpoint_failure"] is not None,
        deadline_s=5,
        what="the outage is noticed",
    )
    edge.run(edge.relay.mend())
    until(
        lambda: edge.get(other).status == 200 and edge.health()["aws_endpoint_failure"] is None,
        deadline_s=5,
        what="the end of the outage is noticed",
    )


def test_a_ministack_that_hangs_does_not_delay_requests(
    edge: RunningEdge, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_plane, "DEADLINE", 0.3)
    monkeypatch.setattr(server, "ORIGIN_TIMEOUT", aiohttp.ClientTimeout(total=0.3))
    cached, other = origin.respond_with("/cached/during-a-hang", b"alive"), origin.respond_with("/cached/hanging")
    edge.get(cached)
    edge.run(edge.relay.freeze())

    def it_is_noticed() -> bool:
        assert edge.get(cached).body == b"alive"
        return edge.health()["aws_endpoint_failure"] is not None

    until(it_is_noticed, deadline_s=5, what="the outage is noticed")
    began = time.monotonic()
    assert edge.get(cached).x_cache == "Hit"
    assert time.monotonic() - began < 0.2
    assert edge.get(other).status == 504
    edge.run(edge.relay.thaw())
    until(
        lambda: edge.get(other).status == 200 and edge.health()["aws_endpoint_failure"] is None,
        deadline_s=5,
        what="the end of the outage is noticed",
    )


def test_an_invalidation_during_an_outage_is_applied_afterwards(edge: RunningEdge, site: Site, origin: Origin) -> None:
    path = origin.respond_with("/cached/behind", b"old")
    edge.get(path)
    edge.run(edge.relay.cut())
    edge.get(path)
    origin.respond_with(path, b"new")
    site.invalidate(path)

    edge.run(edge.relay.mend())

    until(lambda: edge.get(path).body == b"new", deadline_s=5, what="the invalidation is caught up with")


def test_odd_addresses_are_passed_on_as_they_are(edge: RunningEdge, origin: Origin) -> None:
    for path in ("/api/a%2Fb", "/api/%ff", "/api//double", "/api/a?x=%26&x=2&y"):
        origin.respond_with(path, path.encode())
        assert edge.get(path).body == path.encode()


def test_headers_about_the_viewers_connection_are_not_forwarded(edge: RunningEdge, origin: Origin) -> None:
    path = origin.respond_with("/api/connection")

    edge.get(path, X_Hop="1", X_Other="2", Connection="close, X-Hop")

    assert origin.received["x-other"] == "2"
    assert "x-hop" not in origin.received


def test_the_health_address_is_the_edges_own_and_shadows_nothing(edge: RunningEdge, site: Site) -> None:
    site.put("_edge/healthy.txt", b"the site's", type="text/plain")

    assert edge.get("/_edge/healthy.txt").body == b"the site's"
    assert edge.health()["distribution"] == site.distribution_id
