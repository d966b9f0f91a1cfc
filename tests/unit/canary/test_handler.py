"""The metrics and log lines of a run of the canary, and which runs include a change.

The journey is a fake; the real one runs in tests/integration/test_checks.py.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from canary import handler as canary
from jobs.bucket import StoreUnavailableError
from jobs.telemetry import structured_log
from smoke_test.steps import CheckFailedError


class Context(LambdaContext):
    """One invocation."""

    @property
    def aws_request_id(self) -> str:
        return "request"


def run(monkeypatch: pytest.MonkeyPatch, failure: Exception | None = None, minute: int = 30) -> list[bool]:
    """One run at that minute; returns for each journey whether it included a change."""
    journeys: list[bool] = []

    def journey(change: bool) -> None:
        journeys.append(change)
        if failure:
            raise failure

    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", f"canary-{uuid4()}")  # a logger of its own writes to today's stdout
    monkeypatch.setattr(canary, "_log", structured_log())
    monkeypatch.setattr(canary, "_run", journey)
    monkeypatch.setattr(canary, "utc_now", lambda: datetime(2026, 11, 24, 17, minute, tzinfo=UTC))
    canary.handler({}, Context())
    return journeys


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_run_that_passes_counts_0(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run(monkeypatch)
    assert [line["CanaryFailed"] for line in lines(capsys)] == [[0.0]]


@pytest.mark.parametrize(
    ("failure", "step"),
    [
        (
            CheckFailedError("its link works at once: expected 200; GET /api/track/fcdc1c82cb284dbe -> 404"),
            "its link works",
        ),
        (StoreUnavailableError("SlowDown"), "StoreUnavailableError: SlowDown"),
        (KeyError("SITE_URL"), "KeyError: 'SITE_URL'"),
    ],
)
def test_any_failure_counts_as_1_and_is_logged_with_its_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: Exception, step: str
) -> None:
    run(monkeypatch, failure)
    logged, counted = lines(capsys)
    assert logged["message"] == "failed"
    assert logged["step"].startswith(step)
    assert "fcdc1c82cb284dbe" not in json.dumps(logged)
    assert counted["CanaryFailed"] == [1.0]


def test_one_run_an_hour_includes_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run every five minutes, whatever the minute of the first one is."""
    for first in range(5):
        hour = [run(monkeypatch, minute=minute) for minute in range(first, 60, 5)]
        assert hour.count([True]) == 1
        assert hour.count([False]) == 11
