"""`qdn report` and `qdn ttl-advisor` with the access log of the running system's edge."""

import gzip
import json
from pathlib import Path
from typing import Any

from local.dispatcher import Dispatcher
from tests.testkit.polling import until
from tests.testkit.request_bodies import JOB
from tests.testkit.system import System


def _qdn(system: System, *arguments: str) -> str:
    done = system.qdn(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _report(system: System) -> dict[str, dict[str, Any]]:
    """The figures of the last day, by path."""
    return {row["path"]: row for row in json.loads(_qdn(system, "report", "--days", "1", "--json"))}


def test_customers_requests_are_in_the_report_and_the_advice(
    system: System, dispatcher: Dispatcher, tmp_path: Path
) -> None:
    job = dispatcher.call("POST", "/api/jobs", JOB)
    token = str(job["token"])
    system.get(f"/track/{token}")
    view = f"/api/track/{token}"
    until(lambda: system.get(view).headers["X-Cache"].startswith("Hit"), deadline_s=10, what="the view is cached")
    before = _report(system) if any((system.directory / "edge-logs").rglob("*.gz")) else {}
    for _ in range(10):
        system.get(view)
        system.get(f"/track/{token}")

    def counted() -> dict[str, dict[str, Any]] | None:
        now = _report(system)
        requests = [now.get(path, {}).get("requests", 0) - before.get(path, {}).get("requests", 0) for path in paths]
        return now if all(one >= 10 for one in requests) else None

    paths = ("/track/*", "/api/track/*")
    report = until(counted, deadline_s=30, what="the edge has written its lines")
    assert all(report[path]["hits"] >= 10 for path in paths)
    assert 0 < report["/api/track/*"]["hit_ratio"] < 1
    assert report["/api/*"]["hits"] == 0
    assert report["/api/*"]["cost_usd"] > 0

    plot = tmp_path / "hits.svg"
    table = _qdn(system, "report", "--plot", str(plot))
    assert "/api/track/*" in table
    assert "/api/track/*</text>" in plot.read_text()

    advices = {advice["path"]: advice for advice in json.loads(_qdn(system, "ttl-advisor", "--json"))}
    assert "/api/*" not in advices  # it caches nothing
    for path, ttl in (("/track/*", 300), ("/api/track/*", 300), ("*", 31_536_000)):
        if path in advices:
            assert [one["ttl_seconds"] for one in advices[path]["settings"] if one["today"]] == [ttl]
    [today] = [one for one in advices["/api/track/*"]["settings"] if one["today"]]
    assert today["hit_ratio"] > 0
    table = _qdn(system, "ttl-advisor")
    assert "◀ today" in table


def test_no_log_of_the_running_edge_holds_a_token(system: System, dispatcher: Dispatcher) -> None:
    token = str(dispatcher.call("POST", "/api/jobs", JOB)["token"])
    logs = system.directory / "edge-logs"

    def written() -> bytes:
        return b"".join(gzip.decompress(path.read_bytes()) for path in logs.rglob("*.gz"))

    seen = len(written().splitlines()) if logs.exists() else 0
    system.get(f"/track/{token}", Referer=f"{system.site_url}/track/{token}")
    system.get(f"/api/track/{token}")
    until(lambda: len(written().splitlines()) >= seen + 2, deadline_s=30, what="the edge has written its lines")
    assert token.encode() not in written()
    assert all(token not in str(path) for path in logs.rglob("*"))
