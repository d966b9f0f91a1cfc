"""What the deployed distribution answers, path by path, as a viewer sees it."""

import re

import pytest

from tests.conftest import System

NOBODY = "0123456789abcdef"


def test_every_customer_shares_one_cached_page(system: System) -> None:
    system.get(f"/track/{NOBODY}")
    another = system.get("/track/FEDCBA9876543210/")
    assert another.headers["X-Cache"] == "Hit from cloudfront"
    assert int(another.headers["Age"]) >= 0


def test_a_missing_job_is_a_404_and_is_asked_for_again_at_once(system: System) -> None:
    answers = [system.get(f"/api/track/{NOBODY}") for _ in range(2)]
    assert [answer.status for answer in answers] == [404, 404]
    assert [answer.headers["X-Cache"] for answer in answers] == ["Error from cloudfront"] * 2


@pytest.mark.parametrize("path", ["/", "/dashboard", "/book", "/book/", f"/track/{NOBODY}"])
def test_every_address_has_its_page_kept_by_the_edge_and_asked_for_by_browsers(system: System, path: str) -> None:
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
        answer = system.get(asset)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")


def test_text_is_compressed_for_whoever_can_read_it(system: System) -> None:
    [script, *_] = re.findall(r'"(/assets/[^"]+\.js)"', system.get("/").data.decode())
    for encoding in ("br", "gzip"):
        answer = system.http.request(
            "GET", f"{system.site_url}{script}", headers={"Accept-Encoding": encoding}, decode_content=False
        )
        assert answer.headers["Content-Encoding"] == encoding
    plain = system.get(script, Accept_Encoding="identity")
    assert "Content-Encoding" not in plain.headers
    assert len(answer.data) < len(plain.data)


@pytest.mark.parametrize("path", [f"/track/{NOBODY}", "/book/", f"/api/track/{NOBODY}", "/"])
def test_what_is_only_read_cannot_be_written(system: System, path: str) -> None:
    assert system.request("POST", path, body={}).status == 403


def test_a_page_that_is_not_there_is_a_404_and_not_the_board(system: System) -> None:
    assert system.get("/no-such-page").status == 404
