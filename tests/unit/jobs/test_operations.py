"""The operations: exact under concurrency, after a lost answer and after a crash, at a fixed price in requests."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from jobs.board import board_bytes, card
from jobs.bucket import NotModified, StoreUnavailable
from jobs.claims import KeyReused
from jobs.operations import Dispatch, ReasonMissing, TransitionRefused
from jobs.publish import Change, publish
from jobs.record import Record
from jobs.record_store import StaleRevision
from jobs.requests import StatusChange
from tests.unit.jobs.support import (
    DISPATCHER,
    Killed,
    Stage,
    Wire,
    booking_request,
    job_request,
    lost_answer,
    record,
    refusal,
    through,
)

KEY = "5f0c0f2e-0d4f-4d5e-9a53-0c1a4c2f7a10"


def change_to(status: str, why: str | None = None) -> StatusChange:
    return StatusChange(to=status, why=why)


def stored_records(stage: Stage) -> list[Record]:
    keys = [key for key in stage.keys(stage.settings.jobs_bucket) if key.startswith("jobs/")]
    return [stage.stored_record(key.removeprefix("jobs/").removesuffix(".json")) for key in keys]


def assert_published(stage: Stage, records: list[Record]) -> None:
    """The records, the board and the views in S3 agree, and are these."""
    assert sorted(stored_records(stage), key=lambda r: r.token) == sorted(records, key=lambda r: r.token)
    assert {r.token: stage.view(r.token)["rev"] for r in records} == {r.token: r.rev for r in records}
    assert len(stage.keys(stage.settings.views_bucket)) == len(records)
    expected = board_bytes({r.token: card(r) for r in records})
    assert stage.body(stage.settings.jobs_bucket, "jobs.json") == expected


def deliver_events(stage: Stage) -> None:
    """What the publisher does with the events of every record that was written."""
    if records := stored_records(stage):
        outcome = publish([Change(r) for r in records], stage.dispatch().projections, board_attempts=8)
        assert not outcome.unwritten_views
        assert outcome.unwritten_board is None


def test_when_created_is_answered_the_record_the_view_and_the_board_are_there(stage: Stage) -> None:
    record = stage.dispatch().create_job(job_request(), DISPATCHER)
    assert record.rev == 1
    assert record.source == "dispatcher"
    assert record.history[0].by == DISPATCHER
    assert_published(stage, [record])


def test_a_booking_is_answered_with_the_view_that_its_link_shows(stage: Stage) -> None:
    record, view = stage.dispatch().book(booking_request())
    assert record.source == "booking"
    assert record.history[0].by == "customer"
    assert stage.view(record.token) == view
    head = stage.s3.head_object(Bucket=stage.settings.views_bucket, Key=f"api/track/{record.token}")
    assert head["CacheControl"] == "max-age=0, s-maxage=300"
    assert head["ContentType"] == "application/json"


def test_a_job_goes_all_the_way_and_its_history_says_who_when_and_why(stage: Stage) -> None:
    dispatch = stage.dispatch()
    record = dispatch.create_job(job_request(), DISPATCHER)
    for rev, status in enumerate(["ready_for_pickup", "in_progress", "completed", "in_progress"], start=1):
        record = dispatch.change_status(record.token, rev, change_to(status), "sam@quickdumpnow.example")
    record = dispatch.change_status(record.token, 5, change_to("cancelled", "no access"), DISPATCHER)
    assert [entry.to for entry in record.history][-3:] == ["completed", "in_progress", "cancelled"]
    assert (record.history[-1].by, record.history[-1].why) == (DISPATCHER, "no access")
    assert_published(stage, [record])


def test_the_price_of_each_operation_in_s3_requests(stage: Stage) -> None:
    wire = Wire()
    dispatch = stage.dispatch(wire)
    record = dispatch.create_job(job_request(), DISPATCHER, KEY)
    assert len(wire.sent) == 5, wire.sent
    wire.sent.clear()
    dispatch.change_status(record.token, 1, change_to("ready_for_pickup"), DISPATCHER)
    assert len(wire.sent) == 5, wire.sent
    wire.sent.clear()
    dispatch.create_job(job_request(), DISPATCHER, KEY)
    assert len(wire.sent) == 6, wire.sent
    assert sum(request.startswith("PUT") for request in wire.sent) == 2
    wire.sent.clear()
    etag = dispatch.read_board(None).etag
    with pytest.raises(NotModified):
        dispatch.read_board(etag)
    assert len(wire.sent) == 2, wire.sent


def test_the_price_does_not_grow_with_the_jobs(stage: Stage) -> None:
    dispatch = stage.dispatch()
    for _ in range(20):
        dispatch.create_job(job_request(), DISPATCHER)
    wire = Wire()
    stage.dispatch(wire).create_job(job_request(), DISPATCHER)
    assert len(wire.sent) == 4, wire.sent


def test_the_flow_decides_what_is_allowed(stage: Stage) -> None:
    dispatch = stage.dispatch()
    record = dispatch.create_job(job_request(), DISPATCHER)
    with pytest.raises(TransitionRefused) as refused:
        dispatch.change_status(record.token, 1, change_to("completed"), DISPATCHER)
    assert refused.value.allowed == ["ready_for_pickup", "cancelled"]
    for blank in (None, "", "  "):
        with pytest.raises(ReasonMissing):
            dispatch.change_status(record.token, 1, change_to("cancelled", blank), DISPATCHER)
    assert_published(stage, [record])


def test_a_board_that_others_keep_changing_is_left_to_the_publisher(stage: Stage) -> None:
    busy = refusal(412, "PreconditionFailed", "PUT")
    wire = Wire(answers=[through, through, through, busy, through, busy])
    reasons: list[Exception] = []
    record = stage.dispatch(wire, reasons.append).create_job(job_request(), DISPATCHER)
    assert [str(reason) for reason in reasons] == ["2 attempts"]
    assert stage.view(record.token)["rev"] == 1
    deliver_events(stage)
    assert_published(stage, [record])


def test_a_spoiled_board_stops_no_job(stage: Stage) -> None:
    stage.put("jobs.json", b"{")
    reasons: list[Exception] = []
    record = stage.dispatch(None, reasons.append).create_job(job_request(), DISPATCHER)
    assert stage.view(record.token)["rev"] == 1
    assert len(reasons) == 1


def test_without_its_view_no_job_is_said_to_be_created(stage: Stage) -> None:
    unavailable = refusal(503, "SlowDown")
    wire = Wire(answers=[through, unavailable, unavailable, unavailable])
    with pytest.raises(StoreUnavailable):
        stage.dispatch(wire).create_job(job_request(), DISPATCHER)


def test_the_same_request_with_the_same_key_makes_one_job(stage: Stage) -> None:
    dispatch = stage.dispatch()
    first = dispatch.create_job(job_request(), DISPATCHER, KEY)
    assert dispatch.create_job(job_request(), DISPATCHER, KEY) == first
    assert_published(stage, [first])


def test_the_same_request_after_the_job_has_moved_gives_the_job_as_it_is(stage: Stage) -> None:
    dispatch = stage.dispatch()
    first = dispatch.create_job(job_request(), DISPATCHER, KEY)
    second = dispatch.change_status(first.token, 1, change_to("ready_for_pickup"), DISPATCHER)
    assert dispatch.create_job(job_request(), DISPATCHER, KEY) == second
    assert_published(stage, [second])


def test_the_same_key_with_another_request_is_refused(stage: Stage) -> None:
    dispatch = stage.dispatch()
    first = dispatch.create_job(job_request(), DISPATCHER, KEY)
    with pytest.raises(KeyReused):
        dispatch.create_job(job_request(price=None), DISPATCHER, KEY)
    assert_published(stage, [first])


def test_keys_of_different_people_do_not_meet(stage: Stage) -> None:
    dispatch = stage.dispatch()
    jobs = [
        dispatch.create_job(job_request(), DISPATCHER, KEY),
        dispatch.create_job(job_request(), "sam@quickdumpnow.example", KEY),
        dispatch.book(booking_request(), KEY)[0],
    ]
    assert_published(stage, jobs)


def test_without_a_key_each_request_makes_a_job(stage: Stage) -> None:
    dispatch = stage.dispatch()
    assert_published(stage, [dispatch.create_job(job_request(), DISPATCHER) for _ in range(2)])


def test_a_press_repeated_eight_times_at_once_makes_one_job(stage: Stage) -> None:
    dispatches = [stage.dispatch() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        records = list(pool.map(lambda dispatch: dispatch.book(booking_request(), KEY)[0], dispatches))
    assert len({record.token for record in records}) == 1
    deliver_events(stage)
    assert_published(stage, records[:1])


def test_a_claim_whose_answer_was_lost_is_the_claim(stage: Stage) -> None:
    record = stage.dispatch(Wire(answers=[lost_answer])).create_job(job_request(), DISPATCHER, KEY)
    assert stage.dispatch().create_job(job_request(), DISPATCHER, KEY) == record
    assert_published(stage, [record])


@pytest.mark.parametrize("key", [None, KEY])
def test_a_token_that_is_taken_is_drawn_again(stage: Stage, key: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    dispatch = stage.dispatch()
    other = dispatch.create_job(job_request(price=None), DISPATCHER)
    draws = iter([other.token, other.token, "0123456789abcdef", "fedcba9876543210"])
    monkeypatch.setattr("jobs.operations.new_token", lambda: next(draws))
    later = stage.dispatch(now=lambda: other.created_at.replace(year=other.created_at.year + 1))
    record = later.create_job(job_request(), DISPATCHER, key)
    assert record.token == "0123456789abcdef"
    if key:
        assert later.create_job(job_request(), DISPATCHER, key) == record
    assert_published(stage, [other, record])


def test_a_claim_whose_token_another_job_has_since_taken_makes_a_job_of_its_own(stage: Stage) -> None:
    """The first try dies between claim and record; by chance somebody else draws its token before the second."""
    wire = Wire(kill_before=1)
    with pytest.raises(Killed):
        stage.dispatch(wire).create_job(job_request(), DISPATCHER, KEY)
    claim = json.loads(stage.body(stage.settings.jobs_bucket, wire.sent[0].removeprefix("PUT ")))
    other = record(token=claim["token"])
    stage.put(f"jobs/{other.token}.json", other.to_bytes())
    mine = stage.dispatch().create_job(job_request(), DISPATCHER, KEY)
    assert mine.token != other.token
    assert stage.dispatch().create_job(job_request(), DISPATCHER, KEY) == mine
    assert stage.stored_record(other.token) == other


def created(dispatch: Dispatch, token: str) -> None:
    dispatch.create_job(job_request(), DISPATCHER, KEY)


def booked(dispatch: Dispatch, token: str) -> None:
    dispatch.book(booking_request(), KEY)


def moved_on(dispatch: Dispatch, token: str) -> None:
    dispatch.change_status(token, 1, change_to("ready_for_pickup"), DISPATCHER)


def cancelled(dispatch: Dispatch, token: str) -> None:
    dispatch.change_status(token, 1, change_to("cancelled", "no access"), DISPATCHER)


@pytest.mark.parametrize("operation", [created, booked, moved_on, cancelled])
def test_a_process_killed_around_any_request_leaves_what_the_events_heal(
    new_stage: Callable[[], Stage], operation: Callable[[Dispatch, str], None]
) -> None:
    wire = Wire()
    whole = new_stage()
    operation(whole.dispatch(wire), whole.dispatch().create_job(job_request(), DISPATCHER).token)
    moments = [{moment: step} for step in range(len(wire.sent)) for moment in ("before", "after")]
    assert len(moments) == 10
    for moment in moments:
        stage = new_stage()
        token = stage.dispatch().create_job(job_request(), DISPATCHER).token
        wire.kill(**moment)
        with pytest.raises(Killed):
            operation(stage.dispatch(wire), token)
        deliver_events(stage)
        assert_published(stage, stored_records(stage))


@pytest.mark.parametrize("operation", [created, booked])
def test_a_create_killed_around_any_request_and_repeated_with_its_key_makes_one_job(
    new_stage: Callable[[], Stage], operation: Callable[[Dispatch, str], None]
) -> None:
    wire = Wire()
    for moment in [{moment: step} for step in range(5) for moment in ("before", "after")]:
        stage = new_stage()
        wire.kill(**moment)
        with pytest.raises(Killed):
            operation(stage.dispatch(wire), "")
        operation(stage.dispatch(), "")
        assert len(stored_records(stage)) == 1
        assert_published(stage, stored_records(stage))


def test_eight_dispatchers_at_once_lose_no_job_and_no_move(stage: Stage) -> None:
    shared = stage.dispatch().create_job(job_request(), DISPATCHER)

    def work(person: int) -> tuple[list[Record], int]:
        dispatch = stage.dispatch()
        mine = dispatch.create_job(job_request(), f"person {person}")
        mine = dispatch.change_status(mine.token, 1, change_to("ready_for_pickup"), f"person {person}")
        moves = 0
        for status in ("ready_for_pickup", "pending_pickup") * 3:
            seen = dispatch.read_job(shared.token)
            try:
                dispatch.change_status(shared.token, seen.rev, change_to(status), f"person {person}")
                moves += 1
            except (StaleRevision, TransitionRefused):
                continue
        return [mine], moves

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(work, range(8)))
    deliver_events(stage)
    final = stage.stored_record(shared.token)
    assert final.rev == len(final.history) == 1 + sum(moves for _, moves in outcomes)
    assert_published(stage, [final, *(record for records, _ in outcomes for record in records)])
