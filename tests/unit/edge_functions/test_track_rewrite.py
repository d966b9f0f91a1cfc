"""The rewrite function on both engines: the page, the redirect or the 404 of each address."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constructs_lib.security_headers import HSTS_AGE, PERMISSIONS
from tests.testkit.tracking_links import AFTER_A_LINK

Json = dict[str, Any]
Handler = Callable[[Json], Json]

TOKEN = "fcdc1c82cb284dbe"
NEXT = "?next=https%3A%2F%2Fx.test%2F%3Fa%3D1%26b&%66lag=%2520"
TRACK, BOOK, BOARD = "/track.html", "/book/index.html", "/index.html"


def viewer_request(uri: str, query: Json | None = None, host: str = "d111111abcdef8.cloudfront.net") -> Json:
    """A viewer-request event with the fields that CloudFront always sends (functions-event-structure)."""
    return {
        "version": "1.0",
        "context": {"eventType": "viewer-request"},
        "viewer": {"ip": "192.0.2.1"},
        "request": {
            "method": "GET",
            "uri": uri,
            "querystring": {} if query is None else query,
            "headers": {"host": {"value": host}},
            "cookies": {},
        },
    }


@pytest.mark.parametrize(
    ("uri", "page", "token"),
    [
        (f"/track/{TOKEN}", TRACK, TOKEN),
        (f"/track/{TOKEN}/", TRACK, TOKEN),
        (f"/track/{TOKEN.upper()}", TRACK, TOKEN),
        ("/track/FcDc1C82cB284dBe/", TRACK, TOKEN),
        # With what stood after the link in a message.
        *[(f"/track/{TOKEN}{after}", TRACK, TOKEN) for after in AFTER_A_LINK],
        (f"/track/{TOKEN.upper()}./", TRACK, TOKEN),
        # Malformed: the page is served all the same, and explains the mistake.
        ("/track/", TRACK, None),
        ("/track//", TRACK, None),
        (f"/track/{TOKEN}//", TRACK, None),
        (f"/track//{TOKEN}", TRACK, None),
        (f"/track/{TOKEN[:-1]}", TRACK, None),
        (f"/track/{TOKEN}0", TRACK, None),
        ("/track/zcdc1c82cb284dbe", TRACK, None),
        (f"/track/.{TOKEN}", TRACK, None),
        (f"/track/{TOKEN}.0", TRACK, None),
        (f"/track/{TOKEN}%2e", TRACK, None),
        (f"/track/{TOKEN}/extra", TRACK, None),
        (f"/track/{TOKEN}%0a", TRACK, None),
        (f"/track/%66{TOKEN[1:]}", TRACK, None),
        ("/track/%", TRACK, None),
        ("/track/%ff%00", TRACK, None),
        ("/track/favicon.ico", TRACK, None),
        # The booking pages.
        ("/book/", BOOK, None),
        ("/book/junk-removal", "/book/junk-removal.html", None),
        ("/book/junk-removal/", "/book/junk-removal.html", None),
        ("/book/Junk-Removal", "/book/junk-removal.html", None),
        ("/book/index", BOOK, None),
        ("/book/typo", "/book/typo.html", None),  # S3 responds 404
        ("/book//", BOOK, None),
        ("/book/junk removal", BOOK, None),
        ("/book/%20", BOOK, None),
        ("/book/junk-removal.", BOOK, None),
        ("/book/a/b", BOOK, None),
        ("/book/..", BOOK, None),
        # The board.
        ("/", BOARD, None),
        ("/dashboard", BOARD, None),
        ("/dashboard/", BOARD, None),
    ],
)
@pytest.mark.parametrize("query", [{}, {"token": {"value": "0123456789abcdef"}, "utm_source": {"value": "sms"}}])
def test_an_address_is_rewritten_to_its_stored_page(
    handler: Handler, uri: str, page: str, token: str | None, query: Json
) -> None:
    request = handler(viewer_request(uri, query))

    assert request["uri"] == page
    assert request["querystring"] == ({"token": {"value": token}} if token else {})


@pytest.mark.parametrize(
    "uri",
    [
        "/track.html",
        "/book.html",
        "/book/index.html",
        "/book/assets/logo.svg",
        "/index.html",
        "/config.json",
        "/favicon.ico",
        "/robots.txt",
        "/assets/track-3f2a1b.js",
    ],
)
def test_a_file_passes_through_untouched(handler: Handler, uri: str) -> None:
    event = viewer_request(uri, {"token": {"value": "x", "multiValue": [{"value": "x"}, {"value": "y"}]}})

    assert handler(event) == event["request"]


@pytest.mark.parametrize(
    "uri",
    [
        "/tracker",
        f"/tracker/{TOKEN}",
        "/Track/" + TOKEN,
        "//track/" + TOKEN,
        "/bookkeeping",
        "/bookkeeping/2026",
        "/Book",
        "/dashboards",
        "/dashboard/settings",
        "/assets",
        "/api",
        "/no-such-page/",
        "/..",
        "/%",
        "/caf\u00e9",
    ],
)
def test_an_address_without_a_page_gets_the_404_page(handler: Handler, uri: str) -> None:
    response = handler(viewer_request(uri, {"token": {"value": "x"}}))

    assert (response["statusCode"], response["statusDescription"]) == (404, "Not Found")
    assert response["headers"]["content-type"] == {"value": "text/html; charset=utf-8"}
    assert re.findall(r'href="([^"]+)"', response["body"]) == ["/book/", "/"]
    assert not re.search(
        r"<style|<script|\sstyle=|\son[a-z]+=", response["body"]
    )  # the strict policy would refuse them
    assert uri not in response["body"]


def repeated(*values: str) -> Json:
    """A query field that came more than once."""
    return {"value": values[0], "multiValue": [{"value": value} for value in values]}


QUERIES: list[tuple[Json, str]] = [
    ({}, ""),
    ({"utm_source": {"value": "sms"}}, "?utm_source=sms"),
    ({"a": repeated("1", "2", ""), "b": {"value": "3"}}, "?a=1&a=2&a&b=3"),
    # Encoded once, they stay so.
    ({"next": {"value": "https%3A%2F%2Fx.test%2F%3Fa%3D1%26b"}, "%66lag": {"value": "%2520"}}, NEXT),
    ({"flag": {"value": ""}}, "?flag"),
    ({"a": {"value": "b=c"}}, "?a=b=c"),
    # What has no place in a header line is encoded on the way.
    ({"q": {"value": "caf\u00e9 \U0001f69b\r\nset-cookie: a=1"}}, "?q=caf%C3%A9%20%F0%9F%9A%9B%0D%0Aset-cookie:%20a=1"),
]


@pytest.mark.parametrize(("query", "sent"), QUERIES)
@pytest.mark.parametrize("uri", ["/track", "/book"])
def test_an_address_without_its_slash_is_redirected_to_the_one_with_it(
    handler: Handler, uri: str, query: Json, sent: str
) -> None:
    """As it is, it would be the default behaviour's: open to search engines, and kept for a year."""
    response = handler(viewer_request(uri, query))

    assert (response["statusCode"], response["body"]) == (301, "")
    assert response["headers"]["location"] == {"value": f"{uri}/{sent}"}


@pytest.mark.parametrize(("query", "sent"), QUERIES)
@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("/", "/"),
        ("/index.html", "/"),  # the default root object: what the viewer asked for was the root
        (f"/track/{TOKEN}", f"/track/{TOKEN}"),
        ("/track", "/track/"),  # one redirect, not two
        ("/book/junk%20removal", "/book/junk%20removal"),
        ("/no-such-page", "/no-such-page"),
        ("//x.test/", "//x.test/"),
        ("/assets/a.js", "/assets/a.js"),
    ],
)
def test_www_is_redirected_to_the_name_without_it(
    handler: Handler, uri: str, path: str, query: Json, sent: str
) -> None:
    for host in ("www.dispatch.example.com", "WWW.Dispatch.Example.COM"):
        response = handler(viewer_request(uri, query, host))

        assert (response["statusCode"], response["body"]) == (301, "")
        assert response["headers"]["location"] == {"value": f"https://dispatch.example.com{path}{sent}"}


@pytest.mark.parametrize(
    "host",
    [
        "www.example.com:8443",
        "www.x.test/evil.example",
        "www.x.test\\evil.example",
        "www.x.test#.example.com",
        "www.x.test?.example.com",
        "www.user@x.test",
        "www.x.test\r\nset-cookie: a=1",
        "www.x.test ",
        "www..x.test",
        "www.test",
        "www.",
        "www.127.0.0.1",
        "www-x.example.com",
        "wwww.example.com",
        "example.com",
        "",
    ],
)
def test_a_host_that_is_no_plain_www_name_is_not_redirected(handler: Handler, host: str) -> None:
    assert handler(viewer_request("/dashboard", host=host))["uri"] == BOARD


def test_a_request_without_a_host_is_rewritten(handler: Handler) -> None:
    event = viewer_request(f"/track/{TOKEN}")
    del event["request"]["headers"]["host"]

    assert handler(event)["uri"] == TRACK


@pytest.mark.parametrize("uri", ["/track", "/book", "/no-such-page"])
def test_generated_responses_have_the_security_headers_and_are_not_cached(handler: Handler, uri: str) -> None:
    headers = {name: field["value"] for name, field in handler(viewer_request(uri))["headers"].items()}

    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"] == f"max-age={HSTS_AGE.to_seconds():.0f}"
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["permissions-policy"] == PERMISSIONS
    assert ("x-robots-tag" in headers) == (uri == "/track")


@pytest.mark.parametrize(
    "query",
    [
        {"token": {"value": "a", "multiValue": [{"value": "a"}, {"value": "0123456789abcdef"}]}},
        {"%74oken": {"value": "0123456789abcdef"}},
        {"": {"value": ""}},
        {"token": {"value": "%"}},
    ],
)
def test_a_token_in_the_viewers_query_is_removed_in_every_spelling(handler: Handler, query: Json) -> None:
    assert handler(viewer_request("/track/nonsense", query))["querystring"] == {}
    assert handler(viewer_request(f"/track/{TOKEN}", query))["querystring"] == {"token": {"value": TOKEN}}


def test_everything_else_of_the_request_stays(handler: Handler) -> None:
    event = viewer_request(f"/track/{TOKEN}")

    request = handler(event)

    for field in ("method", "headers", "cookies"):
        assert request[field] == event["request"][field]


words = st.sampled_from(
    [
        "track",
        "book",
        "dashboard",
        "assets",
        TOKEN,
        TOKEN.upper(),
        "junk-removal",
        "a.html",
        "%",
        "%2f",
        "%00",
        "..",
        "",
    ]
)
uris = st.one_of(
    st.lists(words, max_size=5).map(lambda parts: "/" + "/".join(parts)),
    st.text(st.characters(codec="utf-8"), max_size=40).map(lambda text: "/" + text),
    st.from_regex(r"\A/track/[0-9a-fA-F]{15,17}/?\Z"),
)
values = st.fixed_dictionaries({"value": st.text(max_size=8)})
# No more: njs cuts what it prints after 2,048 characters, and the response holds the query.
repeats = st.lists(values, max_size=4)
fields = st.one_of(values, st.builds(lambda first, more: {**first, "multiValue": [first, *more]}, values, repeats))
queries = st.dictionaries(st.one_of(st.just("token"), st.text(max_size=8)), fields, max_size=3)


hosts = st.one_of(
    st.sampled_from(["d1.cloudfront.net", "www.example.com"]), st.text(max_size=20).map(lambda text: "www." + text)
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(uri=uris, query=queries, host=hosts)
def test_any_address_gives_a_page_or_a_response(handler: Handler, uri: str, query: Json, host: str) -> None:
    """It never throws, always gives a page or a response, is idempotent, and only lets a checked token through."""
    once = handler(viewer_request(uri, query, host))

    if "statusCode" in once:
        location = once["headers"].get("location", {"value": "/"})["value"]
        assert (once["statusCode"] == 301) == ("location" in once["headers"])
        assert re.fullmatch(r"(https://([0-9a-z-]+\.)+[a-z]{2,})?/[\x21-\x7e]*", location)
        return
    assert once["uri"].startswith("/")
    assert handler({"request": once}) == once
    if once["uri"] == uri:
        assert once["querystring"] == query
    else:
        assert once["uri"] in (TRACK, BOARD) or re.fullmatch(r"/book/[a-z0-9-]+\.html", once["uri"])
        assert set(once["querystring"]) <= {"token"}
        token = once["querystring"].get("token")
        assert token is None or (list(token) == ["value"] and re.fullmatch(r"[0-9a-f]{16}", token["value"]))


def test_the_shipped_file_is_within_cloudfronts_limits(shipped: Path) -> None:
    source = shipped.read_text(encoding="utf-8")

    assert len(source.encode()) < 8192  # the limit is 10 KB (cloudfront-limits)
    assert not re.search(r"\b(require|export|import)\b", source)
    assert source.isascii()
