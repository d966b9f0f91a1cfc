"""The metrics and log lines of an audit; an audit that fails emits none. tests/integration runs it deployed."""

import json
from typing import Any
from uuid import uuid4

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from auditor import handler as auditor
from jobs.telemetry import structured_log
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.sample_jobs import TOKEN, record

SPOILED = "0123456789abcdef"


class Context(LambdaContext):
    """One invocation."""

    @property
    def aws_request_id(self) -> str:
        return "request"


@pytest.fixture
def deployed(job_buckets: JobBuckets, monkeypatch: pytest.MonkeyPatch) -> JobBuckets:
    """The buckets, with the function's environment variables."""
    settings = job_buckets.settings
    monkeypatch.setattr(auditor, "s3_client", lambda: job_buckets.s3)
    for name, value in {
        "JOBS_BUCKET": settings.jobs_bucket,
        "VIEWS_BUCKET": settings.views_bucket,
        "COMPANY_NAME": settings.company_name,
        "COMPANY_PHONE": settings.company_phone,
        "COMPANY_TIME_ZONE": settings.company_time_zone,
        "BOARD_ENDED_DAYS": str(settings.board_ended_days),
        "POWERTOOLS_SERVICE_NAME": f"auditor-{uuid4()}",  # a logger of its own writes to today's stdout
    }.items():
        monkeypatch.setenv(name, value)
    return job_buckets


def counted(text: str) -> dict[str, Any]:
    emitted = [line for line in map(json.loads, text.splitlines()) if "_aws" in line]
    return {name: line[name] for line in emitted for name in ("ProjectionsDiffer", "UnreadableRecord") if name in line}


def test_differences_and_unreadable_records_are_counted_and_named(
    deployed: JobBuckets, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The old record has neither view nor card."""
    deployed.put(f"jobs/{TOKEN}.json", record(updated_at="2026-01-01T00:00:00Z").to_bytes())
    deployed.put(f"jobs/{SPOILED}.json", b"{")
    monkeypatch.setattr(auditor, "_log", structured_log())
    auditor.handler({}, Context())
    output = capsys.readouterr().out
    assert counted(output) == {"ProjectionsDiffer": [2.0], "UnreadableRecord": [1.0]}
    differences = [line["difference"] for line in map(json.loads, output.splitlines()) if "difference" in line]
    assert differences == ["api/track/fcdc…: is missing", "jobs.json fcdc…: the card is missing"]
    assert TOKEN not in output
    assert SPOILED not in output


def test_an_audit_without_differences_emits_zeros(deployed: JobBuckets, capsys: pytest.CaptureFixture[str]) -> None:
    auditor.handler({}, Context())
    assert counted(capsys.readouterr().out) == {"ProjectionsDiffer": [0.0], "UnreadableRecord": [0.0]}


def test_an_audit_that_fails_emits_no_metric(deployed: JobBuckets, capsys: pytest.CaptureFixture[str]) -> None:
    deployed.s3.delete_bucket(Bucket=deployed.settings.jobs_bucket)
    with pytest.raises(auditor.AuditFailedError):
        auditor.handler({}, Context())
    assert counted(capsys.readouterr().out) == {}
