"""The record store: one winner in every race, an applied write is never reported as failed, nothing is overwritten."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from jobs.bucket import StoreUnavailableError
from jobs.record import Record, UnreadableRecordError
from jobs.record_store import JobNotFoundError, RecordStore, StaleRevisionError, TokenTakenError
from tests.testkit.job_buckets import Stage
from tests.testkit.s3_wire import Wire, lost_response, refusal, through
from tests.testkit.sample_jobs import TOKEN, record

GET, PUT = f"GET jobs/{TOKEN}.json", f"PUT jobs/{TOKEN}.json"
CONFLICT = refusal(409, "ConditionalRequestConflict")


def store(stage: Stage, wire: Wire | None = None, waits: list[float] | None = None) -> RecordStore:
    return RecordStore(stage.jobs_bucket(wire), (waits if waits is not None else []).append)


def with_notes(notes: str, current: Record, write_id: str) -> Record:
    return current.revised(write_id, service=current.service.model_copy(update={"notes": notes}))


def cheaper(current: Record, write_id: str) -> Record:
    return current.revised(write_id, price=None)


def test_what_was_created_can_be_read(stage: Stage) -> None:
    store(stage).create(record())
    assert store(stage).read(TOKEN) == record()


def test_a_job_that_is_not_there_is_not_found(stage: Stage) -> None:
    with pytest.raises(JobNotFoundError) as missing:
        store(stage).read(TOKEN)
    assert TOKEN not in str(missing.value)
    with pytest.raises(JobNotFoundError):
        store(stage).change(TOKEN, 1, cheaper)


def test_a_bucket_that_is_not_there_is_no_missing_job(stage: Stage) -> None:
    stage.s3.delete_bucket(Bucket=stage.settings.jobs_bucket)
    with pytest.raises(stage.s3.exceptions.ClientError, match="NoSuchBucket"):
        store(stage).read(TOKEN)


def test_a_token_that_is_taken_keeps_its_job(stage: Stage) -> None:
    store(stage).create(record())
    with pytest.raises(TokenTakenError) as taken:
        store(stage).create(record(write_id="1" * 32))
    assert taken.value.current == record()
    assert stage.stored_record(TOKEN) == record()


def test_a_create_whose_response_was_lost_counts_as_done(stage: Stage) -> None:
    wire = Wire(responses=[lost_response])
    assert store(stage, wire).create(record()) == record()
    assert wire.sent == [PUT, PUT, GET]


def test_a_change_whose_response_was_lost_counts_as_done_and_is_made_once(stage: Stage) -> None:
    store(stage).create(record())
    wire = Wire(responses=[through, lost_response])
    changed = store(stage, wire).change(TOKEN, 1, cheaper)
    assert wire.sent == [GET, PUT, PUT, GET]
    assert (changed.before.rev, changed.after.rev) == (1, 2)
    assert stage.stored_record(TOKEN) == changed.after


def test_a_stale_revision_is_refused_with_the_record_as_it_is(stage: Stage) -> None:
    store(stage).create(record())
    second = store(stage).change(TOKEN, 1, cheaper).after
    with pytest.raises(StaleRevisionError) as stale:
        store(stage).change(TOKEN, 1, cheaper)
    assert stale.value.current == second
    with pytest.raises(StaleRevisionError):
        store(stage).change(TOKEN, 3, cheaper)
    assert stage.stored_record(TOKEN) == second


def test_412_reads_again_at_once_and_409_waits_first(stage: Stage) -> None:
    store(stage).create(record())
    waits: list[float] = []
    wire = Wire(responses=[through, refusal(412, "PreconditionFailed")])
    store(stage, wire, waits).change(TOKEN, 1, cheaper)
    assert (wire.sent, waits) == ([GET, PUT, GET, PUT], [])
    wire = Wire(responses=[through, CONFLICT])
    store(stage, wire, waits).change(TOKEN, 2, cheaper)
    assert wire.sent == [GET, PUT, GET, PUT]
    assert len(waits) == 1
    assert 0 <= waits[0] <= 1


def test_a_create_waits_out_a_conflict(stage: Stage) -> None:
    waits: list[float] = []
    store(stage, Wire(responses=[CONFLICT, CONFLICT]), waits).create(record())
    assert stage.stored_record(TOKEN) == record()
    assert len(waits) == 2


@pytest.mark.parametrize("status", [409, 412])
def test_endless_conflicts_end_after_a_bounded_number_of_tries(stage: Stage, status: int) -> None:
    store(stage).create(record())
    wire = Wire(always=refusal(status, "Refused", "PUT"))
    with pytest.raises(StoreUnavailableError):
        store(stage, wire).change(TOKEN, 1, cheaper)
    assert len(wire.sent) == 10
    assert stage.stored_record(TOKEN).rev == 1


def test_a_store_without_a_response_is_unavailable_and_the_message_has_no_token(stage: Stage) -> None:
    for response in (refusal(503, "SlowDown"), refusal(500, "InternalError"), refusal(400, "RequestTimeout")):
        with pytest.raises(StoreUnavailableError):
            store(stage, Wire(always=response)).read(TOKEN)
    deaf = stage.unreachable_bucket()
    with pytest.raises(StoreUnavailableError) as unavailable:
        RecordStore(deaf).read(TOKEN)
    assert TOKEN not in str(unavailable.value)
    assert unavailable.value.__suppress_context__


def test_a_change_without_a_revision_is_made_wherever_the_job_is(stage: Stage) -> None:
    store(stage).create(record())
    wire = Wire(responses=[through, lambda request: somebody_else_changes_it(stage)])
    changed = store(stage, wire).change(TOKEN, None, cheaper)
    assert (changed.before.rev, changed.after.rev, changed.requests) == (2, 3, 4)
    assert stage.stored_record(TOKEN) == changed.after


def somebody_else_changes_it(stage: Stage) -> None:
    store(stage).change(TOKEN, None, partial(with_notes, "ring twice"))


def test_an_edit_that_changes_nothing_writes_nothing(stage: Stage) -> None:
    store(stage).create(record())
    wire = Wire()
    changed = store(stage, wire).change(TOKEN, 1, lambda current, write_id: current)
    assert (changed.before, changed.after, changed.requests) == (record(), record(), 1)
    assert wire.sent == [GET]


def test_what_the_edit_refuses_changes_nothing(stage: Stage) -> None:
    store(stage).create(record())

    def refuse(current: Record, write_id: str) -> Record:
        raise LookupError

    wire = Wire()
    with pytest.raises(LookupError):
        store(stage, wire).change(TOKEN, 1, refuse)
    assert wire.sent == [GET]


def test_an_unreadable_record_is_left_untouched(stage: Stage) -> None:
    stage.put(f"jobs/{TOKEN}.json", b'{"schema_version": 99}')
    with pytest.raises(UnreadableRecordError):
        store(stage).change(TOKEN, 1, cheaper)
    assert stage.body(stage.settings.jobs_bucket, f"jobs/{TOKEN}.json") == b'{"schema_version": 99}'


def test_of_eight_who_change_one_revision_exactly_one_wins(stage: Stage) -> None:
    store(stage).create(record())

    def try_once(writer: int) -> str:
        try:
            store(stage).change(TOKEN, 1, partial(with_notes, str(writer)))
        except StaleRevisionError as stale:
            return f"lost to {stale.current.service.notes}"
        return f"won {writer}"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(try_once, range(8)))
    winner = stage.stored_record(TOKEN).service.notes
    assert sorted(outcomes) == sorted([f"won {winner}"] + [f"lost to {winner}"] * 7)


def test_eight_who_look_again_when_stale_lose_no_change(stage: Stage) -> None:
    store(stage).create(record(service={"kind": "junk_removal", "address": {"street": "1 Main St"}}))

    def add(writer: int) -> None:
        mine = store(stage)
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
    final = stage.stored_record(TOKEN)
    assert final.rev == 33
    assert sorted(final.service.notes.split()) == sorted(f"{w}.{s}" for w in range(8) for s in range(4))
