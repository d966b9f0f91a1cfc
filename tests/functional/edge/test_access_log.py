"""The edge server's access logs: CloudFront's fields and layout, and no token."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from constructs_lib.access_logs import FIELDS
from edge_cache.cache_key import CacheKey
from edge_cache.log_fields import INVALIDATIONS, LIFETIME, OBJECT
from local.edge import access_log
from local.edge.access_log import AccessLog, Invalidated, Served
from tests.testkit.edge_server import Origin, RunningEdge, Site
from tests.testkit.polling import until

TOKEN, OTHER = "fcdc1c82cb284dbe", "0123456789abcdef"


def test_a_line_has_the_delivered_fields_and_two_of_its_own(edge: RunningEdge, site: Site) -> None:
    site.put("track.html", b"page")
    edge.get(f"/track/{TOKEN}", Referer=f"http://127.0.0.1/track/{TOKEN}")

    [line] = edge.logged()

    assert list(line) == [*FIELDS, OBJECT, LIFETIME]
    assert all(isinstance(value, str) and value for value in line.values())


def test_hits_misses_refreshes_and_errors_are_distinguished(edge: RunningEdge, site: Site, origin: Origin) -> None:
    site.put("track.html", b"page", "max-age=0, s-maxage=60")
    missing = origin.respond_with("/cached/gone-for-good", b"no", 404)
    posted = origin.respond_with("/api/log", b"made", 201)

    edge.get(f"/track/{TOKEN}")
    edge.get(f"/track/{OTHER}")
    edge.later(61)
    edge.get(f"/track/{TOKEN}")
    edge.get(missing)
    edge.get(posted, "POST", Content_Length="0")

    lines = edge.logged()
    fields = ("cache-behavior-path-pattern", "cs-method", "sc-status", "x-edge-result-type", LIFETIME)
    assert [tuple(line[field] for field in fields) for line in lines] == [
        ("/track/*", "GET", "200", "Miss", "60.000"),
        ("/track/*", "GET", "200", "Hit", "-"),
        ("/track/*", "GET", "200", "RefreshHit", "60.000"),
        ("/cached/*", "GET", "404", "Error", "-"),
        ("/api/*", "POST", "201", "Miss", "-"),
    ]
    asked = [line["origin-lbl"] != "-" for line in lines]
    assert asked == [True, False, True, True, True]
    assert len({line[OBJECT] for line in lines[:3]}) == 1
    assert float(lines[0]["time-taken"]) >= float(lines[0]["origin-lbl"]) >= float(lines[0]["origin-fbl"]) > 0
    assert int(lines[0]["sc-bytes"]) > len(b"page")


def test_no_file_holds_a_token(edge: RunningEdge, site: Site, origin: Origin) -> None:
    view = origin.respond_with(f"/cached/{TOKEN}", b"view")
    site.put("track.html", b"page")
    edge.get(f"/track/{TOKEN}?from={TOKEN}", Referer=f"/track/{TOKEN}", Cookie=f"seen={TOKEN}")
    edge.get(view)
    site.invalidate(view)
    until(lambda: edge.get(view).x_cache == "Miss", deadline_s=10, what="the invalidation is applied")
    edge.run(edge.log.flush())

    files = [path for path in edge.logs.rglob("*") if path.is_file()]
    assert {path.relative_to(edge.logs).parts[0] for path in files} == {"edge", "invalidations"}
    for path in files:
        assert TOKEN not in str(path)
        assert TOKEN.encode() not in gzip.decompress(path.read_bytes())


def test_an_invalidation_is_logged_with_the_objects_that_it_named(
    edge: RunningEdge, site: Site, origin: Origin
) -> None:
    first, second = origin.respond_with("/cached/named-1", b"1"), origin.respond_with("/cached/named-2", b"2")
    edge.get(first)
    edge.get(second)
    site.invalidate(first)
    until(lambda: edge.get(first).x_cache == "Miss", deadline_s=10, what="the invalidation is applied")
    site.invalidate("/*")
    until(lambda: edge.get(second).x_cache == "Miss", deadline_s=10, what="the wildcard is applied")

    named = {line["cs-method"] and line[OBJECT] for line in edge.logged()[:1]}
    logged = edge.logged(INVALIDATIONS)
    assert [set(line["objects"]) for line in logged if line["objects"]] == [named]
    assert logged[-1]["everything"] is True


def _served(at: float) -> Served:
    return Served(
        at=at,
        distribution="E1",
        behaviour="*",
        method="GET",
        protocol="HTTP/1.1",
        status=200,
        size=1,
        content_type=None,
        result="Hit",
        request_id="x",
        took=0.001,
        key=CacheKey("*", "/index.html"),
        first_byte=None,
        last_byte=None,
        lifetime=None,
    )


def test_the_layout_is_cloudfronts(tmp_path: Path) -> None:
    """Prefix `edge`, Hive-compatible paths, suffix `{yyyy}/{MM}/{dd}/{HH}`, as the Observability stack asks for."""
    first = datetime(2026, 8, 9, 23, 59, 59, tzinfo=UTC).timestamp()

    async def write() -> None:
        log = AccessLog(tmp_path)
        log.add(_served(first))
        await log.flush()
        log.add(_served(first))
        log.add(_served(first + 1))
        await log.flush()

    asyncio.run(write())

    files = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.gz"))
    assert [str(path.parent) for path in files] == [
        "edge/year=2026/month=08/day=09/hour=23",
        "edge/year=2026/month=08/day=10/hour=00",
    ]
    assert [path.name.rpartition(".")[0].rpartition(".")[0] for path in files] == [
        "E1.2026-08-09-23",
        "E1.2026-08-10-00",
    ]
    lines = [json.loads(line) for line in gzip.decompress((tmp_path / files[0]).read_bytes()).splitlines()]
    assert [(line["date"], line["time"], line["timestamp(ms)"]) for line in lines] == [
        ("2026-08-09", "23:59:59", str(int(first * 1000)))
    ] * 2


def test_an_object_has_another_name_in_every_run(tmp_path: Path) -> None:
    async def names() -> set[str]:
        log = AccessLog(tmp_path)
        log.add(Invalidated(0.0, "E1", frozenset({CacheKey("*", "/index.html")}), False))
        await log.flush()
        return {
            name
            for path in tmp_path.rglob("*.gz")
            for line in gzip.decompress(path.read_bytes()).splitlines()
            for name in json.loads(line)["objects"]
        }

    assert len(asyncio.run(names())) == 1
    assert len(asyncio.run(names())) == 2


def test_lines_are_written_while_it_runs_and_the_rest_when_it_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_log, "FLUSH_EVERY", 0.01)

    async def run() -> int:
        log = AccessLog(tmp_path)
        log.start()
        log.add(_served(0.0))
        async with asyncio.timeout(10):
            while not list(tmp_path.rglob("*.gz")):
                await asyncio.sleep(0.01)
        log.add(_served(1.0))
        await log.close()
        [path] = tmp_path.rglob("*.gz")
        return len(gzip.decompress(path.read_bytes()).splitlines())

    assert asyncio.run(run()) == 2


def test_a_folder_that_cannot_be_written_loses_lines_and_fails_no_request(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "edge").write_text("a file where the folder should be")

    async def run() -> None:
        log = AccessLog(tmp_path)
        log.add(_served(0.0))
        await log.flush()

    asyncio.run(run())
    assert "1 lines of the access log are lost" in caplog.text
