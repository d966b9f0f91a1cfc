"""`qdn audit` on a real bucket: who did what to which job, and what was not this system's doing."""

import json

import pytest

from jobs.requests import StatusChange
from qdn.deployment import Deployment
from tests.testkit.command_line import run
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.sample_jobs import booking_request, job_request


@pytest.fixture
def token(job_buckets: JobBuckets, deployment: Deployment) -> str:
    """A job that one dispatcher has made and another cancelled; and a canary, which is nobody's."""
    service = job_buckets.job_service()
    service.book(booking_request(), canary=True)
    token = service.create_job(job_request(), "dana").token
    service.change_status(token, 1, StatusChange(to="cancelled", why="called off"), "lee")
    return token


def test_each_change_of_each_job_is_listed_with_person_and_reason(job_buckets: JobBuckets, token: str) -> None:
    other = job_buckets.job_service().create_job(job_request(), "dana").token
    result = run("audit", "--since", "1h", "--json")
    assert result.exit_code == 0
    listed = [(one["token"], one["operation"], one["by"], one["why"], one["to"]) for one in result.json["entries"]]
    assert sorted(listed) == sorted(
        [
            (token, "create", "dana", None, "pending_pickup"),
            (token, "transition", "lee", "called off", "cancelled"),
            (other, "create", "dana", None, "pending_pickup"),
        ]
    )
    assert result.json["findings"] == 0


def test_it_is_narrowed_by_person_job_and_time(job_buckets: JobBuckets, token: str) -> None:
    other = job_buckets.job_service().create_job(job_request(), "dana").token

    def listed(*arguments: str) -> list[tuple[str, str]]:
        return sorted((one["token"], one["by"]) for one in run("audit", "--json", *arguments).json["entries"])

    assert listed("--by", "LEE") == [(token, "lee")]
    assert listed("--token", other) == [(other, "dana")]
    assert listed("--until", "1h") == []
    assert [run("audit", "--token", one).exit_code for one in ("0" * 16, "no-token")] == [5, 5]
    assert listed("--since", "2020-01-01T00:00:00Z", "--until", "2020-01-02T00:00:00Z") == []


def test_versions_from_outside_unreadable_ones_and_deletions_are_flagged(job_buckets: JobBuckets, token: str) -> None:
    key = f"jobs/{token}.json"
    copied = job_buckets.body(job_buckets.settings.jobs_bucket, key)
    job_buckets.put(key, copied)
    job_buckets.put(key, b"{}")
    job_buckets.s3.delete_object(Bucket=job_buckets.settings.jobs_bucket, Key=key)

    result = run("audit", "--json")

    assert result.exit_code == 3
    flagged = [one["operation"] for one in result.json["entries"] if one["finding"]]
    assert sorted(flagged) == ["deleted", "outside", "unreadable"]
    assert result.json["findings"] == 3
    assert "3 flagged" in run("audit").stderr


def test_a_record_whose_name_is_no_token_is_named(job_buckets: JobBuckets, token: str) -> None:
    job_buckets.put("jobs/notes.json", json.dumps({}).encode())
    assert "record notes" in run("audit").stderr


@pytest.mark.parametrize(
    "arguments", [("--since", "yesterday"), ("--until", "2026-11-24"), ("--since", "1h", "--until", "2h")]
)
def test_an_invalid_time_is_refused(arguments: tuple[str, ...]) -> None:
    result = run("audit", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("--")
