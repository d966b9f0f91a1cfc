"""The report on a log: one query gives the same figures on DuckDB and on Athena."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from qdn import report as module
from qdn.__main__ import app
from qdn.report import QUERY, Day, NoLogsError, dollars, query_athena, read_folder
from tests.testkit.edge_logs import missed, served, write
from tooling import paths

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
AT = NOON.timestamp()


def test_every_figure_of_a_day_and_path(tmp_path: Path) -> None:
    write(
        tmp_path,
        [
            missed(AT),
            *(served(AT + second, took=second / 100) for second in range(1, 7)),
            missed(AT + 400, result="RefreshHit", took=0.02),
            served(AT + 401, result="Error", status=404, took=0.5),
            missed(AT + 402, result="Error", status=503, took=2.0, lifetime=None),
        ],
    )

    [day] = read_folder(tmp_path, NOON)

    assert (day.day, day.path, day.requests, day.hits, day.misses, day.refreshes) == (
        "2026-11-24",
        "/track/*",
        10,
        6,
        1,
        1,
    )
    assert day.hit_ratio == 6 / 8
    assert day.bytes == 10 * 1024
    assert (day.origin_requests, day.client_errors, day.server_errors) == (3, 1, 1)
    assert (day.p50_seconds, day.p95_seconds) == (0.04, 2.0)
    edge = 10 * 0.01 / 10_000 + 10 * 1024 / 2**30 * 0.085 + 10 * 0.1 / 1e6
    assert day.cost_usd == pytest.approx(edge + 3 * 0.0004 / 1000)


def test_the_api_costs_its_gateway_and_its_functions_seconds(tmp_path: Path) -> None:
    write(tmp_path, [missed(AT, "/api/*", "/api/board", size=0, last_byte=0.1, lifetime=None)])
    [day] = read_folder(tmp_path, NOON)
    assert day.cost_usd == pytest.approx(0.01 / 10_000 + 1.0 / 1e6 + 0.2 / 1e6 + 0.1 * 0.0000133334)


def test_days_and_paths_have_rows_of_their_own_and_older_days_are_left_out(tmp_path: Path) -> None:
    day = timedelta(days=1).total_seconds()
    write(tmp_path, [served(AT - 2 * day), served(AT - day), served(AT), served(AT, "*", "/index.html"), served(AT)])
    days = read_folder(tmp_path, NOON - timedelta(days=1))
    assert [(row.day, row.path, row.requests) for row in days] == [
        ("2026-11-23", "/track/*", 1),
        ("2026-11-24", "*", 1),
        ("2026-11-24", "/track/*", 2),
    ]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 5000), min_size=1, max_size=60))
def test_percentiles_are_exact_by_rank(tmp_path_factory: pytest.TempPathFactory, milliseconds: list[int]) -> None:
    folder = write(tmp_path_factory.mktemp("logs"), [served(AT, took=one / 1000) for one in milliseconds])
    [day] = read_folder(folder, NOON)
    ranked = sorted(milliseconds)
    for share, seconds in ((0.50, day.p50_seconds), (0.95, day.p95_seconds)):
        least = next(one for number, one in enumerate(ranked, 1) if number / len(ranked) >= share)
        assert seconds == pytest.approx(least / 1000)


def test_a_path_where_nothing_could_hit_has_no_hit_ratio(tmp_path: Path) -> None:
    write(tmp_path, [missed(AT, result="Error", status=502, lifetime=None)])
    [day] = read_folder(tmp_path, NOON)
    assert day.hit_ratio is None


def test_without_logs_the_error_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "EDGE_LOGS", tmp_path)
    result = CliRunner().invoke(app, ["report"])
    assert result.exit_code == 1
    assert result.stderr == "The laptop's edge has logged nothing yet: make up, open a page, and wait two seconds.\n"


def test_json_and_plot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    now = datetime.now(UTC).timestamp()
    write(tmp_path, [missed(now), served(now), served(now - 86_400), served(now, "/<&>/*", "/")])
    monkeypatch.setattr(paths, "EDGE_LOGS", tmp_path)
    plot = tmp_path / "plot.svg"

    result = CliRunner().invoke(app, ["report", "--json", "--plot", str(plot)])

    rows = json.loads(result.stdout)
    assert {(row["path"], row["hit_ratio"]) for row in rows} >= {("/track/*", 0.5), ("/track/*", 1.0)}
    drawn = plot.read_text()
    assert drawn.startswith("<svg ")
    assert "/track/*</text>" in drawn
    assert "/&lt;&amp;&gt;/*</text>" in drawn


def test_another_kind_of_plot_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["report", "--plot", "hits.gif"])
    assert (result.exit_code, result.stderr) == (2, "--plot hits.gif: only .svg files are drawn; name one.\n")


class Athena:
    """Responds to one query with a state and rows, in the API's format; stores the query."""

    def __init__(self, states: Sequence[str], rows: Sequence[Sequence[str | None]] = (), why: str = "") -> None:
        self.states, self.rows, self.why = list(states), rows, why
        self.query: dict[str, Any] = {}

    def start_query_execution(self, **query: Any) -> dict[str, str]:
        self.query = query
        return {"QueryExecutionId": "q"}

    def get_query_execution(self, QueryExecutionId: str) -> dict[str, Any]:
        return {"QueryExecution": {"Status": {"State": self.states.pop(0), "StateChangeReason": self.why}}}

    def get_paginator(self, name: str) -> Any:
        assert name == "get_query_results"
        return self

    def paginate(self, QueryExecutionId: str) -> list[dict[str, Any]]:
        cells = [[{} if cell is None else {"VarCharValue": cell} for cell in row] for row in self.rows]
        return [{"ResultSet": {"Rows": [{"Data": row} for row in cells]}}]


ROW = ["2026-11-24", "*", "3", "1", "0", "1", None, "2048", "1", "1", "0", "0.001", "0.5", "1.2E-5"]


def test_athena_gets_the_same_query_and_its_result_is_read_like_duckdbs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ATHENA_POLL_S", 0.0)
    athena = Athena(["QUEUED", "RUNNING", "SUCCEEDED"], [["day_utc", "path"], ROW])

    days = query_athena(athena, "staging", NOON)

    assert days == [Day("2026-11-24", "*", 3, 1, 0, 1, None, 2048, 1, 1, 0, 0.001, 0.5, 1.2e-5)]
    assert athena.query["QueryString"] == QUERY
    assert athena.query["QueryExecutionContext"] == {"Database": "qdn_staging"}
    assert athena.query["WorkGroup"] == "qdn-staging"
    assert len(athena.query["ExecutionParameters"]) == QUERY.count("?")
    assert athena.query["ExecutionParameters"][-1] == "20261124"


def test_no_table_yet_is_one_sentence() -> None:
    with pytest.raises(NoLogsError, match=r"^staging has no table of its edge's logs .*: TABLE_NOT_FOUND: line 25$"):
        query_athena(Athena(["FAILED"], why="TABLE_NOT_FOUND: line 25"), "staging", NOON)


def test_no_workgroup_yet_is_one_sentence() -> None:
    class NotDeployedError(Athena):
        def start_query_execution(self, **request: Any) -> dict[str, str]:
            error: Any = {"Error": {"Code": "InvalidRequestException", "Message": "WorkGroup qdn-staging is not found"}}
            raise ClientError(error, "StartQueryExecution")

    with pytest.raises(NoLogsError, match="staging has no table"):
        query_athena(NotDeployedError([]), "staging", NOON)


def test_a_slow_query_of_athena_is_stopped_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ATHENA_DEADLINE_S", 0.0)
    monkeypatch.setattr(module, "ATHENA_POLL_S", 0.0)
    stopped: list[str] = []

    class Slow(Athena):
        def stop_query_execution(self, QueryExecutionId: str) -> None:
            stopped.append(QueryExecutionId)

    with pytest.raises(NoLogsError, match="did not answer within"):
        query_athena(Slow(["RUNNING"] * 9), "staging", NOON)
    assert stopped == ["q"]


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "$0.00"), (1204.4, "$1,204"), (3.1, "$3.10"), (0.026, "$0.026"), (0.0000031, "<$0.0001")],
)
def test_dollars_have_two_significant_digits(amount: float, text: str) -> None:
    assert dollars(amount) == text
