"""The record store: one winner in every race, an applied write is never reported as failed, nothing is overwritten."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from jobs.bucket import StoreUnavailableError
from jobs.record import Record, UnreadableRecordError
from jobs.record_store import JobNotFoundError, RecordStore, StaleRevisionError, TokenTakenError
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.s3_wire import Wire, lost_response, refusal, through
from tests.testkit.sample_jobs import TOKEN, record

GET, PUT = f"GET jobs/{TOKEN}.json", f"PUT jobs/{TOKEN}.json"
CONFLICT = refusal(409, "ConditionalRequestConflict")


def store(job_buckets: JobBuckets, wire: Wire | None = None, waits: list[float] | None = None) -> RecordStore:
    return RecordStore(job_buckets.jobs_bucket(wire), (waits if waits is not None else []).append)


def with_notes(notes: str, current: Record, write_id: str) -> Record:
    return current.revised(write_id, service=current.service.model_copy(update={"notes": notes}))


def cheaper(current: Record, write_id: str) -> Record:
    return current.revised(write_id, price=None)


def test_what_was_created_can_be_read(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record())
    assert store(job_buckets).read(TOKEN) == record()


def test_a_job_that_is_not_there_is_not_found(job_buckets: JobBuckets) -> None:
    with pytest.raises(JobNotFoundError) as missing:
        store(job_buckets).read(TOKEN)
    assert TOKEN not in str(missing.value)
    with pytest.raises(JobNotFoundError):
        store(job_buckets).change(TOKEN, 1, cheaper)


def test_a_bucket_that_is_not_there_is_no_missing_job(job_buckets: JobBuckets) -> None:
    job_buckets.s3.delete_bucket(Bucket=job_buckets.settings.jobs_bucket)
    with pytest.raises(job_buckets.s3.exceptions.ClientError, match="NoSuchBucket"):
        store(job_buckets).read(TOKEN)


def test_a_token_that_is_taken_keeps_its_job(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record())
    with pytest.raises(TokenTakenError) as taken:
        store(job_buckets).create(record(write_id="1" * 32))
    assert taken.value.current == record()
    assert job_buckets.stored_record(TOKEN) == record()


def test_a_create_whose_response_was_lost_counts_as_done(job_buckets: JobBuckets) -> None:
    wire = Wire(responses=[lost_response])
    assert store(job_buckets, wire).create(record()) == record()
    assert wire.sent == [PUT, PUT, GET]


def test_a_change_whose_response_was_lost_counts_as_done_and_is_made_once(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record())
    wire = Wire(responses=[through, lost_response])
    changed = store(job_buckets, wire).change(TOKEN, 1, cheaper)
    assert wire.sent == [GET, PUT, PUT, GET]
    assert (changed.before.rev, changed.after.rev) == (1, 2)
    assert job_buckets.stored_record(TOKEN) == changed.after


def test_a_stale_revision_is_refused_with_the_current_record(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record())
    second = store(job_buckets).change(TOKEN, 1, cheaper).after
    with pytest.raises(StaleRevisionError) as stale:
        store(job_buckets).change(TOKEN, 1, cheaper)
    assert stale.value.current == second
    with pytest.raises(StaleRevisionError):
        store(job_buckets).change(TOKEN, 3, cheaper)
    assert job_buckets.stored_record(TOKEN) == second


def test_412_reads_again_at_once_and_409_waits_first(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record())
    waits: list[float] = []
    wire = Wire(responses=[through, refusal(412, "PreconditionFailed")])
    store(job_buckets, wire, waits).change(TOKEN, 1, cheaper)
    assert (wire.sent, waits) == ([GET, PUT, GET, PUT], [])
    wire = Wire(responses=[through, CONFLICT])
    store(job_buckets, wire, waits).change(TOKEN, 2, cheaper)
    assert wire.sent == [GET, PUT, GET, PUT]
    assert len(waits) == 1
    assert 0 <= waits[0] <= 1


def test_a_create_waits_out_a_conflict(job_buckets: JobBuckets) -> None:
    waits: list[float] = []
    store(job_buckets, Wire(responses=[CONFLICT, CONFLICT]), waits).create(record())
    assert job_buckets.stored_record(TOKEN) == record()
    assert len(waits) == 2


@pytest.mark.parametrize("status", [409, 412])
def test_endless_conflicts_end_after_a_bounded_number_of_tries(job_buckets: JobBuckets, status: int) -> None:
    store(job_buckets).create(record())
    wire = Wire(always=refusal(status, "Refused", "PUT"))
    with pytest.raises(StoreUnavailableError):
        store(job_buckets, wire).change(TOKEN, 1, cheaper)
    assert len(wire.sent) == 10
    assert job_buckets.stored_record(TOKEN).rev == 1


def test_a_store_without_a_response_is_unavailable_and_the_message_has_no_token(job_buckets: JobBuckets) -> None:
    for response in (refusal(503, "SlowDown"), refusal(500, "InternalError"), refusal(400, "RequestTimeout")):
        with pytest.raises(StoreUnavailableError):
            store(job_buckets, Wire(always=response)).read(TOKEN)
    unreachable = job_buckets.unreachable_bucket()
    with pytest.raises(StoreUnavailableError) as unavailable:
        RecordStore(unreachable).read(TOKEN)
    assert TOKEN not in str(unavailable.value)
    assert unavailable.value.__suppress_context__


def test_a_change_without_a_revision_is_applied_to_any_revision(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record())
    wire = Wire(responses=[through, lambda request: somebody_else_changes_it(job_buckets)])
    changed = store(job_buckets, wire).change(TOKEN, None, cheaper)
    assert (changed.before.rev, changed.after.rev, changed.requests) == (2, 3, 4)
    assert job_buckets.stored_record(TOKEN) == changed.after


def somebody_else_changes_it(job_buckets: JobBuckets) -> None:
    store(job_buckets).change(TOKEN, None, partial(with_notes, "ring twice"))


def test_an_edit_that_changes_nothing_writes_nothing(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record())
    wire = Wire()
    changed = store(job_buckets, wire).change(TOKEN, 1, lambda current, write_id: current)
    assert (changed.before, changed.after, changed.requests) == (record(), record(), 1)
    assert wire.sent == [GET]


def test_an_edit_that_raises_changes_nothing(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record())

    def refuse(current: Record, write_id: str) -> Record:
        raise LookupError

    wire = Wire()
    with pytest.raises(LookupError):
        store(job_buckets, wire).change(TOKEN, 1, refuse)
    assert wire.sent == [GET]


def test_an_unreadable_record_is_left_untouched(job_buckets: JobBuckets) -> None:
    job_buckets.put(f"jobs/{TOKEN}.json", b'{"schema_version": 99}')
    with pytest.raises(UnreadableRecordError):
        store(job_buckets).change(TOKEN, 1, cheaper)
    assert job_buckets.body(job_buckets.settings.jobs_bucket, f"jobs/{TOKEN}.json") == b'{"schema_version": 99}'


def test_exactly_one_of_eight_changes_of_one_revision_succeeds(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record())

    def try_once(writer: int) -> str:
        try:
            store(job_buckets).change(TOKEN, 1, partial(with_notes, str(writer)))
        except StaleRevisionError as stale:
            return f"lost to {stale.current.service.notes}"
        return f"won {writer}"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(try_once, range(8)))
    winner = job_buckets.stored_record(TOKEN).service.notes
    assert sorted(outcomes) == sorted([f"won {winner}"] + [f"lost to {winner}"] * 7)


def test_eight_writers_that_retry_when_stale_lose_no_change(job_buckets: JobBuckets) -> None:
    store(job_buckets).create(record(service={"kind": "junk_removal", "address": {"street": "1 Main St"}}))

    def add(writer: int) -> None:
        mine = store(job_buckets)
        for step in range(4):
            while True:
                seen = mine.read(TOKEN)
                try:
                    mine.change(TOKEN, seen.rev, partial(with_notes, f"{seen.service.notes} {writer}.{step}"))
                    break
                except StaleRevisionError:
                    continue

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    final = job_buckets.stored_record(TOKEN)
    assert final.rev == 33
    assert sorted(final.service.notes.split()) == sorted(f"{w}.{s}" for w in range(8) for s in range(4))
