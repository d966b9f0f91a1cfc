"""`qdn job` on real buckets: options, confirmations, changes and exit codes."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from jobs.requests import JobRequest
from qdn.deployment import Deployment
from tests.testkit.command_line import run
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.s3_wire import Wire, refusal
from tests.testkit.sample_jobs import JOB, job_request

FLAGS = ("--name", "Rosa", "--phone", "619 555 0166", "--kind", "junk_removal", "--street", "1420 Upas St")


@pytest.fixture
def token(job_buckets: JobBuckets, deployment: Deployment) -> str:
    """A job that a dispatcher has made."""
    return job_buckets.job_service().create_job(job_request(), "dana").token


def test_a_job_from_flags_is_recorded_published_and_linked(job_buckets: JobBuckets, deployment: Deployment) -> None:
    window = ("--start", "2026-11-25T08:00-08:00", "--end", "2026-11-25T10:00-08:00")
    result = run("job", "create", *FLAGS, "--price", "$1,250.50", *window, "--json")

    made = result.json["job"]
    stored = job_buckets.stored_record(made["token"])
    assert stored.model_dump(mode="json") == made
    assert (stored.provenance.by, stored.source, stored.rev) == ("cli:ops", "dispatcher", 1)
    assert made["price"] == {"amount_cents": 125050, "currency": "USD"}
    assert made["window"] == {
        "start": "2026-11-25T16:00:00Z",
        "end": "2026-11-25T18:00:00Z",
        "zone": "America/Los_Angeles",
    }
    assert result.json["tracking_url"] == f"https://qdn.example/track/{stored.token}"
    assert job_buckets.view(stored.token)["rev"] == 1
    assert stored.token in job_buckets.cards()


def test_every_mistake_in_flags_is_named_by_its_flag() -> None:
    result = run("job", "create", "--name", " ", "--phone", "12", "--price", "much", "--zip", "x", "--email", "y")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert {line.partition(":")[0] for line in result.stderr.splitlines()} == {
        *("--name", "--phone", "--kind", "--street", "--price", "--zip", "--email"),
    }


@pytest.mark.parametrize("price", ["600.505", "NaN", "1e999999999", "Infinity", "-1", "six", "200000"])
def test_an_invalid_price_is_refused(price: str) -> None:
    result = run("job", "create", *FLAGS, "--price", price)
    assert (result.exit_code, result.stderr.startswith("--price: Give "), result.stderr.count("\n")) == (2, True, 1)


def test_every_mistake_in_a_file_is_named_by_its_field_in_the_apis_words(tmp_path: Path) -> None:
    file = tmp_path / "mark.json"
    file.write_text(json.dumps({"customer": {"phone": "12"}, "service": JOB["service"], "price": {}, "colour": "red"}))
    result = run("job", "create", "--file", str(file))
    assert result.exit_code == 2
    assert sorted(result.stderr.splitlines()) == [
        "#/colour: This field is not known; leave it out.",
        "#/customer/name: Enter a name.",
        "#/customer/phone: Give a phone number with its area code, like (619) 555-0123.",
        "#/price/amount_cents: Fill this in.",
    ]


def test_a_file_and_stdin_make_the_job_that_they_hold(tmp_path: Path, deployment: Deployment) -> None:
    file = tmp_path / "mark.json"
    file.write_text(json.dumps({"$schema": "docs/job.schema.json", **JOB}))
    made = [
        run("job", "create", "--file", str(file), "--json"),
        run("job", "create", "--file", "-", "--json", stdin=json.dumps(JOB)),
    ]
    wanted = job_request().model_dump(mode="json")
    assert all({name: one.json["job"][name] for name in wanted} == wanted for one in made)


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("--file", "no/such.json"), "", "No such file"),
        (("--file", "-"), "{", "is not JSON"),
        (("--file", "-"), "[]", "#: Give an object with named fields."),
        (("--file", "-", "--name", "Rosa"), json.dumps(JOB), "not both"),
    ],
)
def test_an_invalid_file_is_refused(arguments: tuple[str, ...], stdin: str, words: str) -> None:
    result = run("job", "create", *arguments, stdin=stdin)
    assert result.exit_code == 2
    assert words in result.stderr


def test_with_a_key_a_repeated_call_makes_one_job_and_another_job_is_a_conflict(deployment: Deployment) -> None:
    first, again = (run("job", "create", *FLAGS, "--key", "k1", "--json") for _ in range(2))
    assert first.json == again.json
    assert run("job", "create", *FLAGS, "--notes", "other", "--key", "k1").exit_code == 4


@pytest.mark.parametrize("answer", [refusal(503, "SlowDown", "PUT"), refusal(403, "AccessDenied", "PUT")])
def test_an_interrupted_create_is_completed_by_the_command_in_its_message(
    job_buckets: JobBuckets,
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[AWSPreparedRequest], AWSResponse | None],
) -> None:
    wire = Wire(always=lambda request: answer(request) if "/api/track/" in request.url else None)
    with monkeypatch.context() as patch:
        patch.setattr(Deployment, "job_service", property(lambda made: job_buckets.job_service(wire)))
        failed = run("job", "create", *FLAGS)
    assert (failed.exit_code, failed.stdout) == (1, "")
    [again] = re.findall(r"Run it again with (--key \w+),", failed.stderr)
    made = run("job", "create", *FLAGS, *again.split(), "--json").json["job"]
    assert [key for key in job_buckets.keys(job_buckets.settings.jobs_bucket) if key.startswith("jobs/")] == [
        f"jobs/{made['token']}.json"
    ]
    assert job_buckets.view(made["token"])["rev"] == 1


@pytest.mark.parametrize("key", ["", " "])
def test_an_empty_key_is_refused(job_buckets: JobBuckets, deployment: Deployment, key: str) -> None:
    result = run("job", "create", *FLAGS, "--key", key)
    assert (result.exit_code, result.stderr.startswith("--key: ")) == (2, True)
    assert job_buckets.keys(job_buckets.settings.jobs_bucket) == []


def test_a_move_with_the_revision_that_was_seen_is_made_at_once(job_buckets: JobBuckets, token: str) -> None:
    assert run("job", "move", token, "ready_for_pickup", "--rev", "1").exit_code == 0
    stored = job_buckets.stored_record(token)
    assert (stored.status, stored.history[-1].by) == ("ready_for_pickup", "cli:ops")
    assert job_buckets.view(token)["rev"] == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ready_for_pickup",), 2),
        (("ready_for_pickup", "--rev", "7"), 4),
        (("completed", "--rev", "1"), 4),
        (("sideways", "--rev", "1"), 2),
        (("cancelled", "--rev", "1", "--yes"), 2),
        (("cancelled", "--why", "called off", "--rev", "1"), 2),
    ],
    ids=["nobody agreed", "stale", "not allowed", "no status", "no reason", "a cancellation always asks"],
)
def test_a_move_that_is_refused_changes_nothing(
    job_buckets: JobBuckets, token: str, arguments: tuple[str, ...], code: int
) -> None:
    result = run("job", "move", token, *arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert job_buckets.stored_record(token).rev == 1


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize(("answer", "code", "rev"), [("y\n", 0, 2), ("n\n", 2, 1)])
def test_at_a_terminal_the_change_is_shown_and_has_to_be_confirmed(
    job_buckets: JobBuckets, token: str, answer: str, code: int, rev: int
) -> None:
    result = run("job", "move", token, "ready_for_pickup", "--json", stdin=answer)
    assert result.exit_code == code
    assert f"{token} of Mark, revision 1: Pending pickup → Ready for pickup?" in result.stderr
    assert job_buckets.stored_record(token).rev == rev
    if code == 0:
        assert result.json["job"]["rev"] == 2


def test_a_change_during_the_confirmation_is_a_conflict(
    job_buckets: JobBuckets, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(question: str, yes: bool) -> None:
        job_buckets.job_service().edit_job(token, 1, {"price": None}, "dana")

    monkeypatch.setattr("qdn.job.confirm", meanwhile)
    result = run("job", "move", token, "ready_for_pickup")
    assert result.exit_code == 4
    assert "by dana" in result.stderr
    assert job_buckets.stored_record(token).status == "pending_pickup"


def test_a_cancelled_job_comes_back_as_it_was(job_buckets: JobBuckets, token: str) -> None:
    assert run("job", "cancel", token, "--why", "called off", "--yes").exit_code == 0
    assert job_buckets.stored_record(token).history[-1].why == "called off"
    [first, last] = run("job", "history", token, "--json").json["audit"]
    assert (last["operation"], last["by"], last["why"]) == ("transition", "cli:ops", "called off")

    restoring = ("job", "restore", token, "--version", first["version_id"], "--why", "by mistake")
    assert run(*restoring).exit_code == 2
    assert run(*restoring, "--yes").exit_code == 0

    stored = job_buckets.stored_record(token)
    assert (stored.status, stored.rev, stored.provenance.operation) == ("pending_pickup", 3, "restore")
    assert job_buckets.view(token)["rev"] == 3


def test_a_restore_requires_an_earlier_version_and_a_reason(token: str) -> None:
    [present] = run("job", "history", token, "--json").json["audit"]
    restoring = ("job", "restore", token, "--yes", "--version")
    assert run(*restoring, "0", "--why", "x").exit_code == 5
    assert run(*restoring, present["version_id"], "--why", " ").exit_code == 2
    assert run(*restoring, present["version_id"], "--why", "x").exit_code == 2


@pytest.mark.parametrize("which", ["0000000000000000", "no-token"])
@pytest.mark.parametrize("command", ["show", "history"])
def test_a_job_that_is_not_there_ends_with_5(deployment: Deployment, command: str, which: str) -> None:
    assert run("job", command, which).exit_code == 5


def test_a_list_is_filtered_by_status_and_by_every_word(job_buckets: JobBuckets, token: str) -> None:
    other = (
        job_buckets.job_service()
        .create_job(job_request(customer={"name": "Rosa", "phone": "619 555 0166"}), "dana")
        .token
    )
    run("job", "move", other, "ready_for_pickup", "--yes")

    def listed(*arguments: str) -> set[str]:
        return {one["token"] for one in run("job", "list", "--json", *arguments).json["jobs"]}

    assert listed() == listed("--all") == {token, other}
    assert listed("--status", "ready_for_pickup") == {other}
    assert listed("--status", "ready_for_pickup", "--status", "pending_pickup") == {token, other}
    assert listed("--text", "soderblom MARK") == {token}
    assert listed("--text", "(619) 555-0166") == listed("--text", other[:8]) == {other}
    assert listed("--text", "soderblom nobody") == set()
    assert run("job", "list", "--status", "lost").exit_code == 2


def test_text_that_looks_like_markup_is_shown_as_it_is(deployment: Deployment) -> None:
    run("job", "create", *FLAGS[2:], "--name", "[red]Rosa[/red]")
    assert "[red]Rosa[/red]" in run("job", "list").stdout


def test_an_unreadable_record_is_a_finding(job_buckets: JobBuckets, token: str) -> None:
    job_buckets.put(f"jobs/{token}.json", b"{}")
    assert run("job", "show", token).exit_code == 3
    result = run("job", "list", "--all", "--json")
    assert (result.exit_code, result.json["jobs"]) == (3, [])
    [unreadable] = result.json["unreadable"]
    assert unreadable.startswith(f"record {token[:4]}…: ")


def test_the_schema_that_is_printed_is_that_of_a_job() -> None:
    printed: dict[str, Any] = run("job", "schema").json
    assert printed["properties"].keys() == JobRequest.model_fields.keys() | {"$schema"}
    assert printed["additionalProperties"] is False
