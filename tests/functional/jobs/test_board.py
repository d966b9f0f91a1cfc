"""The board: every open job and those that ended lately, the same bytes from the same jobs, nothing ever lost."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.board import Cards, UnreadableBoardError, board_bytes, cards_from_bytes, merged
from jobs.board_store import BoardBusyError, BoardStore
from jobs.bucket import NotModifiedError, StoreUnavailableError
from jobs.card import card
from jobs.record import Record
from jobs.times import format_utc
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.s3_wire import Wire, refusal
from tests.testkit.sample_jobs import NOW, TOKEN, moved, record

WEEK_AGO = NOW - timedelta(days=7)
PATHS = [[], ["ready_for_pickup"], ["ready_for_pickup", "in_progress"]]

revisions = st.builds(
    lambda token, path: moved(*path, token=f"{token:016x}"), st.integers(1, 4), st.sampled_from(PATHS)
)


def newest(records: list[Record]) -> dict[str, int]:
    return {token: max(r.rev for r in records if r.token == token) for token in {r.token for r in records}}


def test_a_card_is_the_record_without_history_and_with_its_last_change() -> None:
    shown = card(moved("ready_for_pickup"))
    assert shown.keys() == (set(Record.model_fields) - {"history", "write_id", "provenance"}) | {"last_change"}
    assert shown["last_change"]["from"] == "pending_pickup"
    assert shown["customer"]["name"] == "Mark"


@given(st.lists(revisions, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_order_repetition_and_batches_do_not_matter(records: list[Record], order: random.Random) -> None:
    in_one_batch = board_bytes(merged({}, records, WEEK_AGO))
    shuffled = records * 2
    order.shuffle(shuffled)
    cards: Cards = {}
    for one in shuffled:
        cards = merged(cards, [one], WEEK_AGO)
    assert {token: shown["rev"] for token, shown in cards.items()} == newest(records)
    assert board_bytes(cards) == in_one_batch


def test_a_stored_board_gives_the_same_bytes_again() -> None:
    body = board_bytes(merged({}, [moved(), moved("ready_for_pickup", token="0" * 16)], WEEK_AGO))
    assert board_bytes(cards_from_bytes(body)) == body
    assert list(cards_from_bytes(body)) == ["0" * 16, TOKEN]


@pytest.mark.parametrize(
    ("path", "ended_ago", "stays"),
    [
        (["cancelled"], timedelta(days=6), True),
        (["cancelled"], timedelta(days=7), True),
        (["cancelled"], timedelta(days=7, seconds=1), False),
        (["ready_for_pickup", "in_progress", "completed"], timedelta(days=8), False),
        (["ready_for_pickup"], timedelta(days=400), True),
    ],
)
def test_only_a_job_that_ended_leaves_after_the_set_days(path: list[str], ended_ago: timedelta, stays: bool) -> None:
    job = moved(*path, at=format_utc(NOW - ended_ago))
    assert (TOKEN in merged({}, [job], WEEK_AGO)) is stays
    assert (TOKEN in merged({TOKEN: card(job)}, [], WEEK_AGO)) is stays


def test_a_reopened_job_returns_to_the_board() -> None:
    ended = moved("ready_for_pickup", "in_progress", "completed", at=format_utc(NOW - timedelta(days=30)))
    board = merged({}, [ended], WEEK_AGO)
    reopened = moved("ready_for_pickup", "in_progress", "completed", "in_progress", at=format_utc(NOW))
    assert list(merged(board, [reopened], WEEK_AGO)) == [TOKEN]


def test_a_card_of_a_newer_release_is_kept_as_it_is() -> None:
    newer = {**card(moved(token="0" * 16)), "status": "on_hold", "driver": "Sam"}
    assert merged({"0" * 16: newer}, [record()], WEEK_AGO)["0" * 16] == newer


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'{"schema_version":1}',
        b'{"schema_version":1,"jobs":[]}',
        b'{"schema_version":2,"jobs":{}}',
        b'{"schema_version":1,"jobs":{"0000000000000000":{}}}',
        b'{"schema_version":1,"jobs":{"0000000000000000":{"rev":"1","status":"x","last_change":{"at":""}}}}',
    ],
)
def test_an_invalid_board_is_left_untouched(job_buckets: JobBuckets, body: bytes) -> None:
    job_buckets.put("jobs.json", body)
    with pytest.raises(UnreadableBoardError):
        store(job_buckets).put_on([record()], attempts=3)
    assert job_buckets.body(job_buckets.settings.jobs_bucket, "jobs.json") == body


def store(job_buckets: JobBuckets, wire: Wire | None = None, waits: list[float] | None = None) -> BoardStore:
    return BoardStore(job_buckets.jobs_bucket(wire), lambda: NOW, 7, (waits if waits is not None else []).append)


def test_an_unchanged_board_costs_a_reader_one_request(job_buckets: JobBuckets) -> None:
    store(job_buckets).put_on([record()], attempts=1)
    wire = Wire()
    stored = store(job_buckets, wire).read()
    with pytest.raises(NotModifiedError):
        store(job_buckets, wire).read(stored.etag)
    assert wire.sent == ["GET jobs.json"] * 2
    store(job_buckets).put_on([moved("ready_for_pickup")], attempts=1)
    assert store(job_buckets).read(stored.etag).etag != stored.etag


def test_before_the_first_job_the_board_is_empty(job_buckets: JobBuckets) -> None:
    empty = store(job_buckets).read()
    assert json.loads(empty.body) == {"schema_version": 1, "jobs": {}}
    with pytest.raises(NotModifiedError):
        store(job_buckets).read(empty.etag)


def test_nothing_is_written_when_nothing_changes(job_buckets: JobBuckets) -> None:
    store(job_buckets).put_on([record()], attempts=1)
    wire = Wire()
    store(job_buckets, wire).put_on([record()], attempts=1)
    assert wire.sent == ["GET jobs.json"]


@pytest.mark.parametrize(("status", "code"), [(412, "PreconditionFailed"), (409, "ConditionalRequestConflict")])
def test_a_writer_that_loses_uses_all_its_attempts(job_buckets: JobBuckets, status: int, code: str) -> None:
    waits: list[float] = []
    wire = Wire(always=refusal(status, code, "PUT"))
    with pytest.raises(BoardBusyError):
        store(job_buckets, wire, waits).put_on([record()], attempts=3)
    assert len(wire.sent) == 6
    assert len(waits) == 2
    assert all(0 <= wait <= 1 for wait in waits)


def test_an_unavailable_store_is_not_reported_as_a_busy_board(job_buckets: JobBuckets) -> None:
    with pytest.raises(StoreUnavailableError):
        store(job_buckets, Wire(always=refusal(503, "SlowDown"))).put_on([record()], attempts=3)


def test_eight_writers_at_once_lose_nothing(job_buckets: JobBuckets) -> None:
    jobs = [[moved(*path, token=f"{writer:016x}") for path in PATHS] for writer in range(8)]

    def write(revisions: list[Record]) -> None:
        for one in revisions:
            store(job_buckets).put_on([one], attempts=100)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, jobs))
    assert {token: shown["rev"] for token, shown in job_buckets.cards().items()} == {f"{n:016x}": 3 for n in range(8)}


def test_a_job_that_ended_stays_at_least_a_day(job_buckets: JobBuckets) -> None:
    with pytest.raises(ValueError, match="one day"):
        BoardStore(job_buckets.jobs_bucket(), lambda: NOW, 0)
