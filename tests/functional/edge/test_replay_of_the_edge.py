"""The replay of an edge server's log with the deployed TTLs gives the hits and misses that the server had."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from edge_cache.log_fields import OBJECT
from edge_cache.log_lines import Invalidation, Request
from edge_cache.replay import PathReplay, Replay
from local.edge import control_plane
from qdn.edge_logs import Reading, laptop_events
from tests.testkit.edge_server import Origin, RunningEdge, Site
from tests.testkit.polling import until

TODAY = {"/track/*": 86_400.0, "/cached/*": 86_400.0, "*": 86_400.0}
"""What conftest.py's distribution is set to."""
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def every_invalidation_is_seen_by_the_next_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control_plane, "INVALIDATIONS_EVERY", 0.0)


# The edge comes after the autouse fixture: it reads the setting when it starts.
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_replay_at_the_deployed_ttls_gives_the_logged_hits_and_misses(
    edge: RunningEdge, site: Site, origin: Origin, seed: int
) -> None:
    """The objects' own times and the policy's, errors cached and not, failing origins, invalidations."""
    chance = random.Random(seed)
    paths = _scripts(origin, chance, seed)
    for key in ("track.html", "index.html"):
        site.put(key, b"page", chance.choice(["max-age=0, s-maxage=60", "max-age=0, s-maxage=31536000"]))

    for _ in range(250):
        edge.later(chance.choice([0.001, 0.2, 1.0, 5.0, 31.0, 400.0, 3600.0]))
        match chance.randrange(20):
            case 0:
                site.invalidate(chance.choice([*paths, "/track/*", "/*", "/track.html"]))
            case 1:
                _say(origin, chance, chance.choice(paths))
            case 2:
                site.put("track.html", chance.randbytes(8).hex().encode())
            case number:
                path = chance.choice([*paths, "/track/fcdc1c82cb284dbe", "/track/0123456789abcdef", "/"])
                method = "HEAD" if number == 3 else "GET"
                edge.get(path, method, Accept_Encoding=chance.choice(["br", "gzip", ""]))

    served = _served(edge)
    assert _replayed(edge) == served
    assert {hit for _, hit in served} == {True, False}
    assert {"Hit", "Miss", "RefreshHit", "Error"} <= {line["x-edge-result-type"] for line in edge.logged()}


def test_concurrent_requests_and_a_fetch_that_an_invalidation_overtakes(
    edge: RunningEdge, site: Site, origin: Origin
) -> None:
    path, other = origin.respond_with("/cached/met", b"one"), origin.respond_with("/cached/other", b"two")
    edge.get(other)
    with ThreadPoolExecutor(8) as pool:
        origin.go.clear()
        try:
            asked = origin.count(path)
            together = [pool.submit(edge.get, path) for _ in range(4)]
            until(lambda: origin.count(path) > asked, deadline_s=10, what="the origin is asked")
            edge.later(1)
            site.invalidate(path)
            assert edge.get(other).x_cache == "Hit"  # and has the invalidation applied
            edge.later(1)
        finally:
            origin.go.set()
        for reply in together:
            reply.result(10)
    edge.later(1)
    edge.get(path)
    edge.get(path)

    assert _replayed(edge) == _served(edge)


def _served(edge: RunningEdge) -> list[tuple[str, bool]]:
    """Each request of a caching behaviour, in the log's order: its object, and whether it was a hit."""
    return [
        (line[OBJECT], line["x-edge-result-type"] == "Hit")
        for line in edge.logged()
        if line["cache-behavior-path-pattern"] in TODAY
    ]


def _replayed(edge: RunningEdge) -> list[tuple[str, bool]]:
    """The same of a replay of the log."""
    edge.run(edge.log.flush())
    replay = Replay({path: PathReplay([ttl], ttl) for path, ttl in TODAY.items()})
    reading, outcomes = Reading(), []
    for event in laptop_events(edge.logs, EVER, reading):
        if isinstance(event, Invalidation):
            replay.invalidate(event)
        elif event.behaviour in TODAY:
            before = _hits(replay, event)
            replay.serve(event)
            outcomes.append((event.object, _hits(replay, event) > before))
    assert reading.unreadable == 0
    return outcomes


def _hits(replay: Replay, request: Request) -> int:
    return replay.paths[request.behaviour].points()[1].hits


def _scripts(origin: Origin, chance: random.Random, seed: int) -> list[str]:
    paths = [f"/cached/replay-{seed}-{number}" for number in range(6)]
    for path in paths:
        origin.respond_with(path, b"first", ETag='"first"', Cache_Control="s-maxage=30")
        _say(origin, chance, path)
    return paths


def _say(origin: Origin, chance: random.Random, path: str) -> None:
    status = chance.choice([200, 200, 200, 200, 404, 410, 500, 503])
    headers = {"ETag": f'"{chance.randrange(3)}"'} if chance.random() < 0.7 else {}
    control = chance.choice([None, "s-maxage=30", "s-maxage=600", "no-store", "no-cache", "s-maxage=99999999"])
    if control:
        headers["Cache_Control"] = control
    origin.respond_with(path, b"body", status, **headers)
