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
from tests.testkit.job_buckets import JobBuckets
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


def trail(job_buckets: JobBuckets, token: str) -> list[AuditEntry]:
    return job_buckets.job_service().read_history(token).audit


def key(token: str) -> str:
    return f"jobs/{token}.json"


def assert_published(job_buckets: JobBuckets, token: str) -> None:
    record = job_buckets.stored_record(token)
    assert job_buckets.view(token)["rev"] == record.rev
    assert job_buckets.view(token)["status"] == record.status
    assert job_buckets.body(job_buckets.settings.jobs_bucket, "jobs.json") == board_bytes({token: card(record)})


def test_the_trail_has_person_operation_time_and_reason(job_buckets: JobBuckets) -> None:
    started = utc_now()
    token = busy_job(job_buckets.job_service())
    found = job_buckets.job_service().read_history(token)
    assert found.history == job_buckets.stored_record(token).history
    entries = [(e.rev, e.operation, e.by, e.from_status, e.to, e.why, e.changed) for e in found.audit]
    assert entries == [
        (1, "create", DISPATCHER, None, "pending_pickup", None, []),
        (2, "confirmation", "customer", "pending_pickup", "ready_for_pickup", None, []),
        (3, "edit", SAM, "ready_for_pickup", "ready_for_pickup", None, ["price", "window"]),
        (4, "transition", DISPATCHER, "ready_for_pickup", "cancelled", "no access", []),
    ]
    assert len({entry.version_id for entry in found.audit}) == 4
    listed = job_buckets.s3.list_object_versions(Bucket=job_buckets.settings.jobs_bucket, Prefix=key(token))["Versions"]
    assert found.audit[-1].version_id == next(version["VersionId"] for version in listed if version["IsLatest"])
    assert {entry.at[:4] for entry in found.audit} == {str(started.year)}


def test_a_job_that_does_not_exist_has_no_history(job_buckets: JobBuckets) -> None:
    job_buckets.put(f"jobs/{TOKEN}.json.old", b"{}")
    with pytest.raises(JobNotFoundError):
        job_buckets.job_service().read_history(TOKEN)


def test_a_write_from_outside_is_not_attributed_to_the_previous_writer(job_buckets: JobBuckets) -> None:
    token = busy_job(job_buckets.job_service())
    by_hand = json.loads(job_buckets.stored_record(token).to_bytes())
    by_hand["customer"]["name"] = "Marc"
    job_buckets.put(key(token), json.dumps(by_hand).encode())
    entry = trail(job_buckets, token)[-1]
    assert (entry.operation, entry.by, entry.why, entry.changed) == ("outside", None, None, ["customer"])


def test_versions_that_cannot_be_read_and_deletions_are_part_of_the_trail(job_buckets: JobBuckets) -> None:
    token = busy_job(job_buckets.job_service())
    job_buckets.put(key(token), b"{")
    job_buckets.s3.delete_object(Bucket=job_buckets.settings.jobs_bucket, Key=key(token))
    found = job_buckets.job_service().read_history(token)
    assert [entry.operation for entry in found.audit[-2:]] == ["unreadable", "deleted"]
    assert "not a JSON object" in str(found.audit[-2].why)
    assert token not in str(found.audit[-2].why)
    assert found.history == []


def test_an_earlier_version_comes_back_as_a_new_revision(job_buckets: JobBuckets) -> None:
    token = busy_job(job_buckets.job_service())
    confirmed = job_buckets.job_service().records.versions(token)[2].record
    assert confirmed
    before = trail(job_buckets, token)
    later = job_buckets.job_service(now=lambda: utc_now() + timedelta(hours=1))
    restored = later.restore(token, before[1].version_id, before[-1].version_id, SAM, MISTAKE)
    assert (restored.rev, restored.status, restored.write_id != confirmed.write_id) == (5, "ready_for_pickup", True)
    assert (restored.price, restored.window) == (confirmed.price, confirmed.window)
    assert (restored.history, restored.created_at) == (confirmed.history, confirmed.created_at)
    assert restored.updated_at > confirmed.updated_at
    after = trail(job_buckets, token)
    assert after[:-1] == before
    last = after[-1]
    assert (last.operation, last.by, last.why, last.restored_rev) == ("restore", SAM, MISTAKE, 2)
    assert (last.from_status, last.to, last.changed) == ("cancelled", "ready_for_pickup", ["price", "window"])
    assert_published(job_buckets, token)


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
def test_a_job_whose_record_is_unreadable_or_deleted_comes_back(
    job_buckets: JobBuckets, spoiled: bytes | None, rev: int
) -> None:
    token = busy_job(job_buckets.job_service())
    if spoiled is None:
        job_buckets.s3.delete_object(Bucket=job_buckets.settings.jobs_bucket, Key=key(token))
    else:
        job_buckets.put(key(token), spoiled)
    before = trail(job_buckets, token)
    restored = job_buckets.job_service().restore(token, before[1].version_id, before[-1].version_id, SAM, MISTAKE)
    assert (restored.rev, restored.status) == (rev, "ready_for_pickup")
    assert job_buckets.stored_record(token) == restored
    assert len(trail(job_buckets, token)) == len(before) + 1
    assert_published(job_buckets, token)


def test_a_refused_restore_changes_nothing(job_buckets: JobBuckets) -> None:
    token = busy_job(job_buckets.job_service())
    job_buckets.put(key(token), b"{")
    job_buckets.s3.delete_object(Bucket=job_buckets.settings.jobs_bucket, Key=key(token))
    job_buckets.put(key(token), job_buckets.job_service().records.versions(token)[2].record.to_bytes())  # type: ignore[union-attr]
    entries = trail(job_buckets, token)
    present = entries[-1].version_id
    restore = job_buckets.job_service().restore
    for version_id, error in [
        ("no-such-version", VersionNotFoundError),
        (entries[-2].version_id, VersionNotFoundError),  # a deletion
        (entries[-3].version_id, UnreadableRecordError),
    ]:
        with pytest.raises(error):
            restore(token, version_id, present, SAM, MISTAKE)
    with pytest.raises(JobNotFoundError):
        restore(TOKEN, present, present, SAM, MISTAKE)
    assert restore(token, present, present, SAM, MISTAKE) == job_buckets.stored_record(token)
    assert trail(job_buckets, token) == entries


def test_a_restore_does_not_override_a_change_that_the_person_has_not_seen(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    token = service.create_job(job_request(), DISPATCHER).token
    seen = trail(job_buckets, token)
    moved_on = service.change_status(token, 1, StatusChange(to="ready_for_pickup"), DISPATCHER)
    with pytest.raises(VersionsChangedError) as changed:
        service.restore(token, seen[0].version_id, seen[0].version_id, SAM, MISTAKE)
    assert token not in str(changed.value)
    assert job_buckets.stored_record(token) == moved_on


def test_a_change_between_a_restores_read_and_write_is_not_lost(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    token = service.create_job(job_request(), DISPATCHER).token
    service.confirm(token)
    seen = trail(job_buckets, token)

    def edit(_: AWSPreparedRequest) -> None:
        service.edit_job(token, 2, {"price": None}, DISPATCHER)

    wire = Wire(responses=[through, through, through, edit])
    with pytest.raises(VersionsChangedError):
        job_buckets.job_service(wire).restore(token, seen[0].version_id, seen[1].version_id, SAM, MISTAKE)
    assert wire.sent[3].startswith("PUT jobs/")
    assert job_buckets.stored_record(token).price is None


def test_a_restore_whose_response_was_lost_counts_as_done_and_is_made_once(job_buckets: JobBuckets) -> None:
    token = busy_job(job_buckets.job_service())
    entries = trail(job_buckets, token)
    wire = Wire(responses=[*[through] * 5, lost_response])
    restored = job_buckets.job_service(wire).restore(token, entries[0].version_id, entries[-1].version_id, SAM, MISTAKE)
    assert wire.sent[5].startswith("PUT jobs/")
    assert restored == job_buckets.stored_record(token)
    assert restored.rev == 5


def test_a_restore_waits_out_a_conflict(job_buckets: JobBuckets) -> None:
    token = busy_job(job_buckets.job_service())
    entries = trail(job_buckets, token)
    wire = Wire(responses=[*[through] * 5, refusal(409, "ConditionalRequestConflict")])
    restored = job_buckets.job_service(wire).restore(token, entries[0].version_id, entries[-1].version_id, SAM, MISTAKE)
    assert (restored.rev, job_buckets.stored_record(token).status) == (5, "pending_pickup")


def test_a_version_of_an_older_schema_comes_back_in_todays(job_buckets: JobBuckets) -> None:
    old = json.loads(moved("ready_for_pickup").to_bytes())
    del old["provenance"]
    job_buckets.put(key(TOKEN), json.dumps({**old, "schema_version": 1}).encode())
    job_buckets.put(key(TOKEN), b"")
    first, present = trail(job_buckets, TOKEN)
    restored = job_buckets.job_service().restore(TOKEN, first.version_id, present.version_id, SAM, MISTAKE)
    assert json.loads(job_buckets.body(job_buckets.settings.jobs_bucket, key(TOKEN)))["schema_version"] == 2
    assert (restored.rev, restored.provenance.restored_rev) == (3, 2)
