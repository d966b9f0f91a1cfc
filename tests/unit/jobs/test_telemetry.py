"""Logs and metrics contain no whole tokens."""

import json

import pytest

from jobs.telemetry import Metric, count, structured_log
from jobs.tokens import is_token, new_token, redact
from tests.testkit.sample_jobs import TOKEN


def test_no_log_line_holds_a_whole_token_wherever_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", new_token())
    log = structured_log()
    try:
        raise LookupError(f"https://bucket.example/jobs/{TOKEN}.json")
    except LookupError:
        log.exception(f"/track/{TOKEN.upper()}", job=TOKEN, paths=[f"/api/track/{TOKEN}"])
    written = capsys.readouterr().out
    assert TOKEN not in written.lower()
    assert json.loads(written)["job"] == "fcdc…"


def test_longer_and_shorter_hex_is_left_alone() -> None:
    for text in ("1-5759e988-bd862e3fe1be46a994272793", "0b1c2d3e-4f5a-6b7c-8d9e-0f1a2b3c4d5e", "fcdc1c82"):
        assert redact(text) == text


def test_tokens_are_16_hex_digits_and_do_not_repeat() -> None:
    drawn = {new_token() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(is_token(token) for token in drawn)
    assert not any(is_token(text) for text in ("", TOKEN.upper(), TOKEN + "\n", TOKEN[1:], TOKEN + "0"))


def test_a_count_is_emitted_for_its_service(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "publisher")
    count(Metric.UNREADABLE_RECORD, 2)
    emitted = json.loads(capsys.readouterr().out)
    assert (emitted["UnreadableRecord"], emitted["service"]) == ([2.0], "publisher")
    assert emitted["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
