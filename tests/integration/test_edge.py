"""The responses of the deployed distribution to a viewer, path by path."""

import json
import re
from urllib.robotparser import RobotFileParser

import pytest

from tests.testkit.request_bodies import BOOKING
from tests.testkit.system import System

NOBODY = "0123456789abcdef"


def test_every_customer_shares_one_cached_page(system: System) -> None:
    system.get(f"/track/{NOBODY}")
    another = system.get("/track/FEDCBA9876543210/")
    assert another.headers["X-Cache"] == "Hit from cloudfront"
    assert int(another.headers["Age"]) >= 0


def test_a_missing_job_is_a_404_that_is_not_cached(system: System) -> None:
    responses = [system.get(f"/api/track/{NOBODY}") for _ in range(2)]
    assert [response.status for response in responses] == [404, 404]
    assert ["Age" in response.headers for response in responses] == [False, False]


@pytest.mark.parametrize("path", ["/", "/dashboard", "/book/", "/track/", f"/track/{NOBODY}"])
def test_every_address_has_its_page_cached_by_the_edge_and_revalidated_by_browsers(system: System, path: str) -> None:
    page = system.get(path)
    assert page.status == 200
    assert page.headers["Cache-Control"] == "public, max-age=0, s-maxage=31536000, must-revalidate"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert ("X-Robots-Tag" in page.headers) == path.startswith("/track")


def test_a_page_names_assets_that_are_there_for_a_year(system: System) -> None:
    page = system.get("/").data.decode()
    assets = re.findall(r'"(/assets/[^"]+)"', page)
    assert assets
    for asset in assets:
        response = system.get(asset)
        assert (response.status, response.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")


def test_text_is_compressed_in_an_accepted_encoding(system: System) -> None:
    [script, *_] = re.findall(r'"(/assets/[^"]+\.js)"', system.get("/").data.decode())
    for encoding in ("br", "gzip"):
        response = system.http.request(
            "GET", f"{system.site_url}{script}", headers={"Accept-Encoding": encoding}, decode_content=False
        )
        assert response.headers["Content-Encoding"] == encoding
    plain = system.get(script, Accept_Encoding="identity")
    assert "Content-Encoding" not in plain.headers
    assert len(response.data) < len(plain.data)


@pytest.mark.parametrize("path", [f"/track/{NOBODY}", "/book/", f"/api/track/{NOBODY}", "/"])
def test_read_only_paths_refuse_a_post(system: System, path: str) -> None:
    assert system.request("POST", path, body={}).status == 403


def test_a_page_that_is_not_there_says_so_and_is_kept_nowhere(system: System) -> None:
    for path in ("/no-such-page", "/dashboard/settings", "/Track/"):
        missing = system.get(path)
        assert (missing.status, missing.headers["X-Cache"]) == (404, "FunctionGeneratedResponse from cloudfront")
        assert missing.headers["Content-Type"] == "text/html; charset=utf-8"
        assert missing.headers["Cache-Control"] == "no-store"
        assert missing.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert b'<a href="/book/">' in missing.data
    assert system.request("HEAD", "/no-such-page").status == 404


def test_a_file_that_is_not_there_is_a_404_and_not_the_board(system: System) -> None:
    for path in ("/no-such-file.js", "/assets/no-such-file.js", "/book/no-such-page"):
        assert system.get(path).status == 404


@pytest.mark.parametrize("path", ["/track", "/book"])
def test_an_address_without_its_slash_leads_to_the_one_with_it_and_keeps_its_query(system: System, path: str) -> None:
    moved = system.get(f"{path}?utm_source=sms&a=1%262&a=%20")
    assert moved.status == 301
    assert moved.headers["Location"] == f"{path}/?utm_source=sms&a=1%262&a=%20"
    assert moved.headers["Cache-Control"] == "no-store"
    assert ("X-Robots-Tag" in moved.headers) == (path == "/track")
    assert system.get(moved.headers["Location"]).status == 200


def test_www_leads_to_the_name_without_it(system: System) -> None:
    moved = system.get(f"/track/{NOBODY}?utm_source=sms", Host="www.dispatch.example.com")
    assert moved.status == 301
    assert moved.headers["Location"] == f"https://dispatch.example.com/track/{NOBODY}?utm_source=sms"


def test_crawlers_may_request_a_tracking_link_and_must_not_index_it(system: System) -> None:
    """A search engine may list a link that robots.txt forbids, because its crawler never sees the `noindex`."""
    robots = system.get("/robots.txt")
    assert (robots.status, robots.headers["Content-Type"].partition(";")[0]) == (200, "text/plain")
    rules = RobotFileParser()
    rules.parse(robots.data.decode().splitlines())
    for path in (f"/track/{NOBODY}", f"/api/track/{NOBODY}", "/api/board"):
        assert rules.can_fetch("Googlebot", path)
        assert "noindex" in system.get(path).headers["X-Robots-Tag"]


def test_browsers_cache_nothing_that_is_invalidated(system: System) -> None:
    """An invalidation does not reach browsers, so they only cache the hashed assets, which never change."""
    token = json.loads(system.request("POST", "/api/bookings", body=BOOKING).data)["token"]
    pages = [system.get(path) for path in ("/", "/dashboard", "/book/", f"/track/{token}")]
    files = [system.get(path) for path in ("/config.json", "/robots.txt", "/index.html", f"/api/track/{token}")]
    for response in (*pages, *files):
        assert response.status == 200
        kept = dict(part.strip().partition("=")[::2] for part in response.headers["Cache-Control"].split(","))
        assert kept["max-age"] == "0"
        assert int(kept["s-maxage"]) > 0
        assert "immutable" not in kept
        assert "Expires" not in response.headers
        linked = re.findall(r'(?:src|href)="(/[^"]+\.[a-z0-9]+)"', response.data.decode())
        assert all(path.startswith("/assets/") for path in linked)
