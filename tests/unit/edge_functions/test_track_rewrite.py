"""Owns what people rely on from the rewrite function: which page answers which address, on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Json = dict[str, Any]
Handler = Callable[[Json], Json]

TOKEN = "fcdc1c82cb284dbe"
TRACK, BOOK, BOARD = "/track.html", "/book/index.html", "/index.html"


def viewer_request(uri: str, query: Json | None = None) -> Json:
    """A viewer-request event with the fields that CloudFront always sends (functions-event-structure)."""
    return {
        "version": "1.0",
        "context": {"eventType": "viewer-request"},
        "viewer": {"ip": "192.0.2.1"},
        "request": {
            "method": "GET",
            "uri": uri,
            "querystring": {} if query is None else query,
            "headers": {"host": {"value": "d111111abcdef8.cloudfront.net"}},
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
        # Malformed: the page comes all the same and says what is wrong.
        ("/track", TRACK, None),
        ("/track/", TRACK, None),
        ("/track//", TRACK, None),
        (f"/track/{TOKEN}//", TRACK, None),
        (f"/track//{TOKEN}", TRACK, None),
        (f"/track/{TOKEN[:-1]}", TRACK, None),
        (f"/track/{TOKEN}0", TRACK, None),
        ("/track/zcdc1c82cb284dbe", TRACK, None),
        (f"/track/{TOKEN}.", TRACK, None),
        (f"/track/{TOKEN}/extra", TRACK, None),
        (f"/track/{TOKEN}%0a", TRACK, None),
        (f"/track/%66{TOKEN[1:]}", TRACK, None),
        ("/track/%", TRACK, None),
        ("/track/%ff%00", TRACK, None),
        ("/track/favicon.ico", TRACK, None),
        # The booking pages.
        ("/book", BOOK, None),
        ("/book/", BOOK, None),
        ("/book/junk-removal", "/book/junk-removal.html", None),
        ("/book/junk-removal/", "/book/junk-removal.html", None),
        ("/book/Junk-Removal", "/book/junk-removal.html", None),
        ("/book/index", BOOK, None),
        ("/book/typo", "/book/typo.html", None),  # the store knows that there is none, and answers 404
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
def test_a_pretty_address_becomes_its_stored_page(
    handler: Handler, uri: str, page: str, token: str | None, query: Json
) -> None:
    request = handler(viewer_request(uri, query))

    assert request["uri"] == page
    assert request["querystring"] == ({"token": {"value": token}} if token else {})


@pytest.mark.parametrize(
    "uri",
    [
        "/tracker",
        f"/tracker/{TOKEN}",
        "/track.html",
        "/Track/" + TOKEN,
        "/bookkeeping",
        "/bookkeeping/2026",
        "/book.html",
        "/book/index.html",
        "/book/assets/logo.svg",
        "/dashboards",
        "/dashboard/settings",
        "/index.html",
        "/config.json",
        "/favicon.ico",
        "/assets/track-3f2a1b.js",
        "/assets/track/" + TOKEN,
        "/api/jobs",
        f"/api/track/{TOKEN}",
        "//track/" + TOKEN,
    ],
)
def test_a_look_alike_passes_through_untouched(handler: Handler, uri: str) -> None:
    event = viewer_request(uri, {"token": {"value": "x", "multiValue": [{"value": "x"}, {"value": "y"}]}})

    assert handler(event) == event["request"]


@pytest.mark.parametrize(
    "query",
    [
        {"token": {"value": "a", "multiValue": [{"value": "a"}, {"value": "0123456789abcdef"}]}},
        {"%74oken": {"value": "0123456789abcdef"}},
        {"": {"value": ""}},
        {"token": {"value": "%"}},
    ],
)
def test_no_spelling_of_a_viewers_token_survives(handler: Handler, query: Json) -> None:
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
fields = st.one_of(
    values, st.builds(lambda first, more: {**first, "multiValue": [first, *more]}, values, st.lists(values))
)
queries = st.dictionaries(st.one_of(st.just("token"), st.text(max_size=8)), fields, max_size=3)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(uri=uris, query=queries)
def test_whatever_the_address(handler: Handler, uri: str, query: Json) -> None:
    """It never throws, always names a page, is idempotent, and only lets a checked token through."""
    once = handler(viewer_request(uri, query))

    assert once["uri"].startswith("/")
    assert handler({"request": once}) == once
    if once["uri"] == uri:
        assert once["querystring"] == query
    else:
        assert once["uri"] in (TRACK, BOARD) or re.fullmatch(r"/book/[a-z0-9-]+\.html", once["uri"])
        assert set(once["querystring"]) <= {"token"}
        token = once["querystring"].get("token")
        assert token is None or (list(token) == ["value"] and re.fullmatch(r"[0-9a-f]{16}", token["value"]))


def test_the_shipped_file_is_what_cloudfront_takes(shipped: Path) -> None:
    source = shipped.read_text(encoding="utf-8")

    assert len(source.encode()) < 2048  # the limit is 10 KB (cloudfront-limits); small is quick to compile
    assert not re.search(r"\b(require|export|import)\b", source)
    assert source.isascii()
