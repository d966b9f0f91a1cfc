"""`qdn invalidate`, `qdn rebuild`, `qdn user` and the caller's name: what is refused before anything is changed."""

from typing import Any

import boto3
import pytest

from jobs.times import utc_now
from qdn.account import Account
from qdn.deployment import Deployment
from tests.testkit.command_line import run
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.sample_jobs import TOKEN, job_request


def test_paths_are_invalidated_once_each_and_waited_for(distribution: Distribution, deployment: Deployment) -> None:
    result = run("invalidate", "/track.html", "/book/*", "/track.html", "--yes", "--wait", "--json")
    assert result.exit_code == 0
    assert distribution.invalidations() == [["/book/*", "/track.html"]]
    assert result.json["cost_beyond_free_usd"] == pytest.approx(0.01)
    assert result.json["completed"]


@pytest.mark.parametrize("arguments", [("/a",), ("a", "--yes"), ("/a*b", "--yes"), ("/ok", "", "--yes")])
def test_an_invalidation_without_a_confirmation_or_with_a_wrong_path_is_refused(
    distribution: Distribution, deployment: Deployment, arguments: tuple[str, ...]
) -> None:
    assert run("invalidate", *arguments).exit_code == 2
    assert distribution.invalidations() == []


@pytest.mark.usefixtures("at_a_terminal")
def test_the_question_has_the_number_of_paths_and_their_cost(deployment: Deployment) -> None:
    result = run("invalidate", "/a", "/b", "-e", "staging", stdin="n\n")
    assert "Invalidate 2 paths of staging, $0.010 if more than 1,000 paths this month?" in result.stderr


def test_a_rebuild_of_production_requires_a_confirmation(deployment: Deployment) -> None:
    assert run("rebuild", "-e", "production").exit_code == 2
    assert run("rebuild", "-e", "production", "--yes", "--json").json["views"] == 0


def test_a_rebuild_invalidates_the_views_that_it_wrote(
    job_buckets: JobBuckets, distribution: Distribution, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = sorted(job_buckets.job_service().create_job(job_request(), "dana").token for _ in range(3))
    monkeypatch.setattr("qdn.rebuild.MOST_PATHS", 2)
    for token in tokens[:2]:
        job_buckets.put_view(token, b"{}")
    run("rebuild")
    run("rebuild")
    few = [f"/api/track/{token}" for token in tokens[:2]]
    assert distribution.invalidations() == [few]
    for token in tokens:
        job_buckets.put_view(token, b"{}")
    run("rebuild")
    assert distribution.invalidations() == sorted([few, ["/api/track/*"]])


def test_a_resumed_rebuild_invalidates_the_views_of_the_earlier_run(
    job_buckets: JobBuckets, distribution: Distribution, deployment: Deployment
) -> None:
    job_buckets.job_service().create_job(job_request(), "dana")
    checkpoints = job_buckets.checkpoints()
    checkpoints.save(checkpoints.load(utc_now()), "f" * 16, [], utc_now())
    result = run("rebuild", "--json")
    assert (result.json["views"], result.json["resumed"]) == (0, True)
    assert distribution.invalidations() == [["/api/track/*"]]


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_verify_and_rebuild_report_an_unreadable_record(
    job_buckets: JobBuckets, deployment: Deployment, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qdn.verify._smoke_test", lambda deployment, passed: None)
    assert run(command).exit_code == 0
    job_buckets.put(f"jobs/{TOKEN}.json", b"{}")
    result = run(command, "--json")
    assert result.exit_code == 3
    [unreadable] = result.json["unreadable"]
    assert unreadable.startswith(f"record {TOKEN[:4]}…: ")
    assert "Board and views say what the records say." not in run(command).stdout


def test_every_mistake_in_a_new_user_is_named() -> None:
    result = run("user", "add", "nobody", "--name", " ")
    assert result.exit_code == 2
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["EMAIL", "--name"]


def test_on_the_laptop_a_user_needs_a_password() -> None:
    result = run("user", "add", "kim@quickdumpnow.example", "--name", "Kim")
    assert (result.exit_code, "--password-stdin" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:sts::123456789012:assumed-role/Admin/dana@quickdumpnow.com", "cli:dana@quickdumpnow.com"),
        ("arn:aws:iam::123456789012:user/ops/lee", "cli:lee"),
        ("arn:aws:iam::123456789012:root", "cli:root"),
    ],
)
def test_on_aws_the_caller_is_the_end_of_the_arn(arn: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Sts:
        def get_caller_identity(self) -> dict[str, str]:
            return {"Arn": arn}

    def client(account: Account, service: str) -> Any:
        return Sts()

    monkeypatch.setattr(Account, "client", client)
    assert Account(boto3.Session(region_name="us-east-1"), None).caller() == name
