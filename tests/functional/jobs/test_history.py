"""The audit trail is made from S3's versions of a record, and every version can be restored."""

import json
from datetime import timedelta

import pytest
from botocore.awsrequest import AWSPreparedRequest

from jobs.audit_trail import AuditEntry
from jobs.board import board_bytes
from jobs.card import card
from jobs.job_service import JobService
from jobs.record import UnreadableRecordError
from jobs.record_store import JobNotFoundError, VersionNotFoundError, VersionsChangedError
from jobs.requests import StatusChange
from jobs.times import utc_now
from tests.testkit.job_buckets import Stage
from tests.testkit.s3_wire import Wire, lost_response, refusal, through
from tests.testkit.sample_jobs import DISPATCHER, TOKEN, job_request, moved, record_document

SAM = "sam@quickdumpnow.example"
MISTAKE = "cancelled the wrong job"


def busy_job(service: JobService) -> str:
    """Created, confirmed, edited, cancelled: four versions."""
    token = service.create_job(job_request(), DISPATCHER).token
    service.confirm(token)
    service.edit_job(token, 2, {"price": {"amount_cents": 45000}, "window": None}, SAM)
    service.change_status(token, 3, StatusChange(to="cancelled", why="no access"), DISPATCHER)
    return token


def trail(stage: Stage, token: str) -> list[AuditEntry]:
    return stage.job_service().read_history(token).audit


def key(token: str) -> str:
    return f"jobs/{token}.json"


def assert_published(stage: Stage, token: str) -> None:
    record = stage.stored_record(token)
    assert stage.view(token)["rev"] == record.rev
    assert stage.view(token)["status"] == record.status
    assert stage.body(stage.settings.jobs_bucket, "jobs.json") == board_bytes({token: card(record)})


def test_the_trail_says_who_did_what_when_and_why(stage: Stage) -> None:
    started = utc_now()
    token = busy_job(stage.job_service())
    found = stage.job_service().read_history(token)
    assert found.history == stage.stored_record(token).history
    told = [(e.rev, e.operation, e.by, e.from_status, e.to, e.why, e.changed) for e in found.audit]
    assert told == [
        (1, "create", DISPATCHER, None, "pending_pickup", None, []),
        (2, "confirmation", "customer", "pending_pickup", "ready_for_pickup", None, []),
        (3, "edit", SAM, "ready_for_pickup", "ready_for_pickup", None, ["price", "window"]),
        (4, "transition", DISPATCHER, "ready_for_pickup", "cancelled", "no access", []),
    ]
    assert len({entry.version_id for entry in found.audit}) == 4
    listed = stage.s3.list_object_versions(Bucket=stage.settings.jobs_bucket, Prefix=key(token))["Versions"]
    assert found.audit[-1].version_id == next(version["VersionId"] for version in listed if version["IsLatest"])
    assert {entry.at[:4] for entry in found.audit} == {str(started.year)}


def test_a_job_that_never_was_has_no_history(stage: Stage) -> None:
    stage.put(f"jobs/{TOKEN}.json.old", b"{}")
    with pytest.raises(JobNotFoundError):
        stage.job_service().read_history(TOKEN)


def test_what_was_written_past_the_system_is_not_laid_at_the_door_of_who_wrote_before(stage: Stage) -> None:
    token = busy_job(stage.job_service())
    by_hand = json.loads(stage.stored_record(token).to_bytes())
    by_hand["customer"]["name"] = "Marc"
    stage.put(key(token), json.dumps(by_hand).encode())
    entry = trail(stage, token)[-1]
    assert (entry.operation, entry.by, entry.why, entry.changed) == ("outside", None, None, ["customer"])


def test_versions_that_cannot_be_read_and_deletions_are_part_of_the_trail(stage: Stage) -> None:
    token = busy_job(stage.job_service())
    stage.put(key(token), b"{")
    stage.s3.delete_object(Bucket=stage.settings.jobs_bucket, Key=key(token))
    found = stage.job_service().read_history(token)
    assert [entry.operation for entry in found.audit[-2:]] == ["unreadable", "deleted"]
    assert "not a JSON object" in str(found.audit[-2].why)
    assert token not in str(found.audit[-2].why)
    assert found.history == []


def test_an_earlier_version_comes_back_as_a_new_revision(stage: Stage) -> None:
    token = busy_job(stage.job_service())
    confirmed = stage.job_service().records.versions(token)[2].record
    assert confirmed
    before = trail(stage, token)
    later = stage.job_service(now=lambda: utc_now() + timedelta(hours=1))
    restored = later.restore(token, before[1].version_id, before[-1].version_id, SAM, MISTAKE)
    assert (restored.rev, restored.status, restored.write_id != confirmed.write_id) == (5, "ready_for_pickup", True)
    assert (restored.price, restored.window) == (confirmed.price, confirmed.window)
    assert (restored.history, restored.created_at) == (confirmed.history, confirmed.created_at)
    assert restored.updated_at > confirmed.updated_at
    after = trail(stage, token)
    assert after[:-1] == before
    last = after[-1]
    assert (last.operation, last.by, last.why, last.restored_rev) == ("restore", SAM, MISTAKE, 2)
    assert (last.from_status, last.to, last.changed) == ("cancelled", "ready_for_pickup", ["price", "window"])
    assert_published(stage, token)


@pytest.mark.parametrize(
    ("spoiled", "rev"),
    [
        (b"{", 5),
        (json.dumps(record_document(schema_version=99, rev=7)).encode(), 8),
        (b'{"schema_version": 99, "rev": 1e400}', 5),
        (b'{"schema_version": 99, "rev": 99999999999}', 5),
        (None, 5),
    ],
)
def test_a_job_whose_record_is_unreadable_or_deleted_comes_back(stage: Stage, spoiled: bytes | None, rev: int) -> None:
    token = busy_job(stage.job_service())
    if spoiled is None:
        stage.s3.delete_object(Bucket=stage.settings.jobs_bucket, Key=key(token))
    else:
        stage.put(key(token), spoiled)
    before = trail(stage, token)
    restored = stage.job_service().restore(token, before[1].version_id, before[-1].version_id, SAM, MISTAKE)
    assert (restored.rev, restored.status) == (rev, "ready_for_pickup")
    assert stage.stored_record(token) == restored
    assert len(trail(stage, token)) == len(before) + 1
    assert_published(stage, token)


def test_what_cannot_be_restored_changes_nothing(stage: Stage) -> None:
    token = busy_job(stage.job_service())
    stage.put(key(token), b"{")
    stage.s3.delete_object(Bucket=stage.settings.jobs_bucket, Key=key(token))
    stage.put(key(token), stage.job_service().records.versions(token)[2].record.to_bytes())  # type: ignore[union-attr]
    entries = trail(stage, token)
    present = entries[-1].version_id
    restore = stage.job_service().restore
    for version_id, error in [
        ("no-such-version", VersionNotFoundError),
        (entries[-2].version_id, VersionNotFoundError),  # a deletion
        (entries[-3].version_id, UnreadableRecordError),
    ]:
        with pytest.raises(error):
            restore(token, version_id, present, SAM, MISTAKE)
    with pytest.raises(JobNotFoundError):
        restore(TOKEN, present, present, SAM, MISTAKE)
    assert restore(token, present, present, SAM, MISTAKE) == stage.stored_record(token)
    assert trail(stage, token) == entries


def test_a_restore_does_not_override_what_the_person_has_not_seen(stage: Stage) -> None:
    service = stage.job_service()
    token = service.create_job(job_request(), DISPATCHER).token
    seen = trail(stage, token)
    moved_on = service.change_status(token, 1, StatusChange(to="ready_for_pickup"), DISPATCHER)
    with pytest.raises(VersionsChangedError) as changed:
        service.restore(token, seen[0].version_id, seen[0].version_id, SAM, MISTAKE)
    assert token not in str(changed.value)
    assert stage.stored_record(token) == moved_on


def test_a_change_between_a_restores_look_and_its_write_is_not_lost(stage: Stage) -> None:
    service = stage.job_service()
    token = service.create_job(job_request(), DISPATCHER).token
    service.confirm(token)
    seen = trail(stage, token)

    def edit(_: AWSPreparedRequest) -> None:
        service.edit_job(token, 2, {"price": None}, DISPATCHER)

    wire = Wire(responses=[through, through, through, edit])
    with pytest.raises(VersionsChangedError):
        stage.job_service(wire).restore(token, seen[0].version_id, seen[1].version_id, SAM, MISTAKE)
    assert wire.sent[3].startswith("PUT jobs/")
    assert stage.stored_record(token).price is None


def test_a_restore_whose_response_was_lost_counts_as_done_and_is_made_once(stage: Stage) -> None:
    token = busy_job(stage.job_service())
    entries = trail(stage, token)
    wire = Wire(responses=[*[through] * 5, lost_response])
    restored = stage.job_service(wire).restore(token, entries[0].version_id, entries[-1].version_id, SAM, MISTAKE)
    assert wire.sent[5].startswith("PUT jobs/")
    assert restored == stage.stored_record(token)
    assert restored.rev == 5


def test_a_restore_waits_out_a_conflict(stage: Stage) -> None:
    token = busy_job(stage.job_service())
    entries = trail(stage, token)
    wire = Wire(responses=[*[through] * 5, refusal(409, "ConditionalRequestConflict")])
    restored = stage.job_service(wire).restore(token, entries[0].version_id, entries[-1].version_id, SAM, MISTAKE)
    assert (restored.rev, stage.stored_record(token).status) == (5, "pending_pickup")


def test_a_version_of_an_older_schema_comes_back_in_todays(stage: Stage) -> None:
    old = json.loads(moved("ready_for_pickup").to_bytes())
    del old["provenance"]
    stage.put(key(TOKEN), json.dumps({**old, "schema_version": 1}).encode())
    stage.put(key(TOKEN), b"")
    first, present = trail(stage, TOKEN)
    restored = stage.job_service().restore(TOKEN, first.version_id, present.version_id, SAM, MISTAKE)
    assert json.loads(stage.body(stage.settings.jobs_bucket, key(TOKEN)))["schema_version"] == 2
    assert (restored.rev, restored.provenance.restored_rev) == (3, 2)
