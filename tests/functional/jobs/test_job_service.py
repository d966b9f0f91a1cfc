"""The job service: exact under concurrency, after lost responses and crashes, with a fixed number of requests."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from jobs.board import board_bytes
from jobs.bucket import NotModifiedError, StoreUnavailableError
from jobs.card import card
from jobs.field_errors import InvalidFieldsError
from jobs.idempotency import IdempotencyKeyReusedError
from jobs.job_service import JobService, ReasonMissingError, TransitionNotAllowedError
from jobs.publish import Change, publish
from jobs.record import Record
from jobs.record_store import StaleRevisionError
from jobs.requests import StatusChange
from jobs.retry import CHANGE_REQUESTS, CREATE_REQUESTS
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.s3_wire import Killed, Wire, lost_response, refusal, through
from tests.testkit.sample_jobs import DISPATCHER, booking_request, job_request, record

KEY = "5f0c0f2e-0d4f-4d5e-9a53-0c1a4c2f7a10"


def change_to(status: str, why: str | None = None) -> StatusChange:
    return StatusChange(to=status, why=why)


def stored_records(job_buckets: JobBuckets) -> list[Record]:
    keys = [key for key in job_buckets.keys(job_buckets.settings.jobs_bucket) if key.startswith("jobs/")]
    return [job_buckets.stored_record(key.removeprefix("jobs/").removesuffix(".json")) for key in keys]


def assert_published(job_buckets: JobBuckets, records: list[Record]) -> None:
    """Records, board and views in S3 agree and contain these records alone."""
    assert sorted(stored_records(job_buckets), key=lambda r: r.token) == sorted(records, key=lambda r: r.token)
    assert {r.token: job_buckets.view(r.token)["rev"] for r in records} == {r.token: r.rev for r in records}
    assert len(job_buckets.keys(job_buckets.settings.views_bucket)) == len(records)
    expected = board_bytes({r.token: card(r) for r in records})
    assert job_buckets.body(job_buckets.settings.jobs_bucket, "jobs.json") == expected


def deliver_events(job_buckets: JobBuckets) -> None:
    """Publish every record, as the publisher does on their events."""
    if records := stored_records(job_buckets):
        outcome = publish([Change(r) for r in records], job_buckets.job_service().projections, board_attempts=8)
        assert not outcome.view_errors
        assert outcome.board_error is None


def test_record_view_and_board_exist_when_a_create_returns(job_buckets: JobBuckets) -> None:
    record = job_buckets.job_service().create_job(job_request(), DISPATCHER)
    assert record.rev == 1
    assert record.source == "dispatcher"
    assert record.history[0].by == DISPATCHER
    assert_published(job_buckets, [record])


def test_a_booking_returns_the_view_that_its_link_shows(job_buckets: JobBuckets) -> None:
    record, view = job_buckets.job_service().book(booking_request())
    assert record.source == "booking"
    assert record.history[0].by == "customer"
    assert job_buckets.view(record.token) == view.model_dump(mode="json")
    head = job_buckets.s3.head_object(Bucket=job_buckets.settings.views_bucket, Key=f"api/track/{record.token}")
    assert head["CacheControl"] == "max-age=0, s-maxage=300"
    assert head["ContentType"] == "application/json"


def test_the_history_of_a_whole_job_has_person_time_and_reason(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    record = service.create_job(job_request(), DISPATCHER)
    for rev, status in enumerate(["ready_for_pickup", "in_progress", "completed", "in_progress"], start=1):
        record = service.change_status(record.token, rev, change_to(status), "sam@quickdumpnow.example")
    record = service.change_status(record.token, 5, change_to("cancelled", "no access"), DISPATCHER)
    assert [entry.to for entry in record.history][-3:] == ["completed", "in_progress", "cancelled"]
    assert (record.history[-1].by, record.history[-1].why) == (DISPATCHER, "no access")
    assert_published(job_buckets, [record])


def test_the_number_of_s3_requests_of_each_operation(job_buckets: JobBuckets) -> None:
    """A create takes at most 5 requests, with and without a key, also repeated; a change takes at most 6."""
    wire = Wire()
    service = job_buckets.job_service(wire)

    def price(operation: Callable[[], object]) -> int:
        wire.sent.clear()
        operation()
        return len(wire.sent)

    assert price(lambda: service.create_job(job_request(), DISPATCHER)) == 4
    assert price(lambda: service.create_job(job_request(), DISPATCHER, KEY)) == 5
    [token] = [card["token"] for card in job_buckets.cards().values()][-1:]
    assert price(lambda: service.create_job(job_request(), DISPATCHER, KEY)) == 4
    assert not any(request.startswith("PUT jobs") for request in wire.sent)
    assert price(lambda: service.confirm(token)) == 5
    assert price(lambda: service.confirm(token)) == 1
    assert price(lambda: service.change_status(token, 2, change_to("in_progress"), DISPATCHER)) == 5
    assert price(lambda: service.edit_job(token, 3, {"price": None}, DISPATCHER)) == 5
    assert price(lambda: service.edit_job(token, 4, {"price": None}, DISPATCHER)) == 1
    etag = service.read_board(None).etag

    def poll() -> None:
        with pytest.raises(NotModifiedError):
            service.read_board(etag)

    assert price(poll) == 1


def test_a_repeated_create_costs_no_more_wherever_the_first_try_ended(
    new_job_buckets: Callable[[], JobBuckets],
) -> None:
    wire = Wire()
    for moment in [{moment: step} for step in range(5) for moment in ("before", "after")]:
        job_buckets = new_job_buckets()
        wire.kill(**moment)
        with pytest.raises(Killed):
            job_buckets.job_service(wire).create_job(job_request(), DISPATCHER, KEY)
        repeated = Wire()
        job_buckets.job_service(repeated).create_job(job_request(), DISPATCHER, KEY)
        assert len(repeated.sent) <= CREATE_REQUESTS, (moment, repeated.sent)


@pytest.mark.parametrize("write", ["jobs/", "api/track/", "jobs.json"])
@pytest.mark.parametrize(("status", "code"), [(412, "PreconditionFailed"), (409, "ConditionalRequestConflict")])
def test_a_change_stays_within_its_requests_under_conflicts(
    job_buckets: JobBuckets, write: str, status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever write is refused first: the board is left to the publisher if it would take more requests."""
    monkeypatch.setattr("jobs.compare_and_swap.full_jitter", lambda attempt: 0.0)
    token = job_buckets.job_service().create_job(job_request(), DISPATCHER).token
    wire = Wire()

    def in_the_way(request: AWSPreparedRequest) -> AWSResponse | None:
        first = sum(sent.startswith(f"PUT {write}") for sent in wire.sent) == 1
        return refusal(status, code)(request) if first and wire.sent[-1].startswith(f"PUT {write}") else None

    wire.always = in_the_way
    reasons: list[Exception] = []
    service = job_buckets.job_service(wire, reasons.append)
    changed = service.change_status(token, 1, change_to("ready_for_pickup"), DISPATCHER)
    assert job_buckets.view(token)["rev"] == changed.rev == 2
    assert len(wire.sent) <= CHANGE_REQUESTS, wire.sent
    assert len(reasons) == 1
    assert job_buckets.cards()[token]["rev"] == 1
    deliver_events(job_buckets)
    assert_published(job_buckets, [changed])


def test_an_unexpected_view_defers_the_board_and_stays_within_the_requests(job_buckets: JobBuckets) -> None:
    """After a deploy that changes the form of views, the first change of a job finds an unexpected view."""
    token = job_buckets.job_service().create_job(job_request(), DISPATCHER).token
    job_buckets.put_view(token, b'{"rev": 1}')
    wire = Wire()
    reasons: list[Exception] = []
    job_buckets.job_service(wire, reasons.append).change_status(token, 1, change_to("ready_for_pickup"), DISPATCHER)
    assert len(wire.sent) <= CHANGE_REQUESTS, wire.sent
    assert job_buckets.view(token)["rev"] == 2
    assert len(reasons) == 1


def test_the_number_of_requests_does_not_grow_with_the_jobs(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    for _ in range(20):
        service.create_job(job_request(), DISPATCHER)
    wire = Wire()
    job_buckets.job_service(wire).create_job(job_request(), DISPATCHER)
    assert len(wire.sent) == 4, wire.sent


def test_a_transition_outside_the_flow_is_refused(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    record = service.create_job(job_request(), DISPATCHER)
    with pytest.raises(TransitionNotAllowedError) as refused:
        service.change_status(record.token, 1, change_to("completed"), DISPATCHER)
    assert refused.value.allowed == ["ready_for_pickup", "cancelled"]
    for blank in (None, "", "  "):
        with pytest.raises(ReasonMissingError):
            service.change_status(record.token, 1, change_to("cancelled", blank), DISPATCHER)
    assert_published(job_buckets, [record])


def test_a_customer_confirms_once(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    token = service.create_job(job_request(), DISPATCHER).token
    confirmed, view = service.confirm(token)
    assert (confirmed.rev, confirmed.status) == (2, "ready_for_pickup")
    assert (confirmed.history[-1].by, confirmed.provenance.operation) == ("customer", "confirmation")
    assert job_buckets.view(token) == view.model_dump(mode="json")
    assert service.confirm(token) == (confirmed, view)
    undone = service.change_status(token, 2, change_to("pending_pickup"), DISPATCHER)
    assert service.confirm(token)[0] == undone
    assert_published(job_buckets, [undone])


def test_a_confirmation_of_a_job_that_is_further_already_changes_nothing(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    token = service.create_job(job_request(), DISPATCHER).token
    scheduled = service.change_status(token, 1, change_to("ready_for_pickup"), DISPATCHER)
    assert service.confirm(token)[0] == scheduled


def test_a_job_that_has_ended_cannot_be_confirmed_any_more(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    token = service.create_job(job_request(), DISPATCHER).token
    cancelled = service.change_status(token, 1, change_to("cancelled", "no access"), DISPATCHER)
    with pytest.raises(TransitionNotAllowedError):
        service.confirm(token)
    assert_published(job_buckets, [cancelled])
    confirmed_before = service.create_job(job_request(), DISPATCHER).token
    service.confirm(confirmed_before)
    service.change_status(confirmed_before, 2, change_to("cancelled", "no access"), DISPATCHER)
    assert service.confirm(confirmed_before)[0].status == "cancelled"


def test_eight_concurrent_confirmations_confirm_once(job_buckets: JobBuckets) -> None:
    token = job_buckets.job_service().create_job(job_request(), DISPATCHER).token
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(
            pool.map(lambda service: service.confirm(token)[0], [job_buckets.job_service() for _ in range(8)])
        )
    assert {(record.rev, record.write_id) for record in outcomes} == {(2, job_buckets.stored_record(token).write_id)}


def test_a_confirmation_and_a_move_at_once_lose_neither(job_buckets: JobBuckets) -> None:
    """A dispatcher edits between the confirmation's read and write: the confirmation is applied to the edited job."""
    token = job_buckets.job_service().create_job(job_request(), DISPATCHER).token

    def edit(_: AWSPreparedRequest) -> None:
        job_buckets.job_service().edit_job(token, 1, {"price": None}, DISPATCHER)

    confirmed, _ = job_buckets.job_service(Wire(responses=[through, edit])).confirm(token)
    assert (confirmed.rev, confirmed.status, confirmed.price) == (3, "ready_for_pickup", None)


def test_an_edit_changes_its_fields_and_has_its_author(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    record = service.create_job(job_request(), DISPATCHER)
    patch = {"customer": {"phone": "619 555 0199"}, "window": None}
    edited = service.edit_job(record.token, 1, patch, "sam@quickdumpnow.example")
    assert (edited.rev, edited.customer.phone, edited.customer.name, edited.window) == (2, "+16195550199", "Mark", None)
    assert (edited.service, edited.price, edited.history) == (record.service, record.price, record.history)
    assert (edited.provenance.operation, edited.provenance.by) == ("edit", "sam@quickdumpnow.example")
    assert service.edit_job(record.token, 2, patch, DISPATCHER) == edited
    with pytest.raises(StaleRevisionError):
        service.edit_job(record.token, 1, {"price": None}, DISPATCHER)
    with pytest.raises(InvalidFieldsError):
        service.edit_job(record.token, 2, {"customer": {"phone": "1"}}, DISPATCHER)
    assert_published(job_buckets, [edited])


def test_a_board_that_others_keep_changing_is_left_to_the_publisher(job_buckets: JobBuckets) -> None:
    busy = refusal(412, "PreconditionFailed", "PUT")
    wire = Wire(responses=[through, through, through, busy])
    reasons: list[Exception] = []
    record = job_buckets.job_service(wire, reasons.append).create_job(job_request(), DISPATCHER)
    assert [str(reason) for reason in reasons] == ["1 attempts"]
    assert len(wire.sent) == 4
    assert job_buckets.view(record.token)["rev"] == 1
    deliver_events(job_buckets)
    assert_published(job_buckets, [record])


def test_an_unreadable_board_does_not_prevent_a_job(job_buckets: JobBuckets) -> None:
    job_buckets.put("jobs.json", b"{")
    reasons: list[Exception] = []
    record = job_buckets.job_service(None, reasons.append).create_job(job_request(), DISPATCHER)
    assert job_buckets.view(record.token)["rev"] == 1
    assert len(reasons) == 1


def test_a_create_without_its_view_fails(job_buckets: JobBuckets) -> None:
    unavailable = refusal(503, "SlowDown")
    wire = Wire(responses=[through, unavailable, unavailable, unavailable])
    with pytest.raises(StoreUnavailableError):
        job_buckets.job_service(wire).create_job(job_request(), DISPATCHER)


def test_the_same_request_with_the_same_key_makes_one_job(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    first = service.create_job(job_request(), DISPATCHER, KEY)
    assert service.create_job(job_request(), DISPATCHER, KEY) == first
    assert_published(job_buckets, [first])


def test_the_same_request_after_a_move_returns_the_current_job(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    first = service.create_job(job_request(), DISPATCHER, KEY)
    second = service.change_status(first.token, 1, change_to("ready_for_pickup"), DISPATCHER)
    assert service.create_job(job_request(), DISPATCHER, KEY) == second
    assert_published(job_buckets, [second])


def test_the_same_key_with_another_request_is_refused(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    first = service.create_job(job_request(), DISPATCHER, KEY)
    with pytest.raises(IdempotencyKeyReusedError):
        service.create_job(job_request(price=None), DISPATCHER, KEY)
    assert_published(job_buckets, [first])


def test_the_same_key_of_different_people_makes_different_jobs(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    jobs = [
        service.create_job(job_request(), DISPATCHER, KEY),
        service.create_job(job_request(), "sam@quickdumpnow.example", KEY),
        service.book(booking_request(), KEY)[0],
    ]
    assert_published(job_buckets, jobs)


def test_without_a_key_each_request_makes_a_job(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    assert_published(job_buckets, [service.create_job(job_request(), DISPATCHER) for _ in range(2)])


def test_eight_concurrent_bookings_with_one_key_make_one_job(job_buckets: JobBuckets) -> None:
    services = [job_buckets.job_service() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        records = list(pool.map(lambda service: service.book(booking_request(), KEY)[0], services))
    assert len({record.token for record in records}) == 1
    deliver_events(job_buckets)
    assert_published(job_buckets, records[:1])


def test_an_idempotency_entry_whose_response_was_lost_is_kept(job_buckets: JobBuckets) -> None:
    record = job_buckets.job_service(Wire(responses=[lost_response])).create_job(job_request(), DISPATCHER, KEY)
    assert job_buckets.job_service().create_job(job_request(), DISPATCHER, KEY) == record
    assert_published(job_buckets, [record])


@pytest.mark.parametrize("key", [None, KEY])
def test_a_token_that_is_taken_is_drawn_again(
    job_buckets: JobBuckets, key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = job_buckets.job_service()
    other = service.create_job(job_request(price=None), DISPATCHER)
    draws = iter([other.token, other.token, "0123456789abcdef", "fedcba9876543210"])
    monkeypatch.setattr("jobs.job_service.new_token", lambda: next(draws))
    later = job_buckets.job_service(now=lambda: other.created_at.replace(year=other.created_at.year + 1))
    record = later.create_job(job_request(), DISPATCHER, key)
    assert record.token == "0123456789abcdef"
    if key:
        assert later.create_job(job_request(), DISPATCHER, key) == record
    assert_published(job_buckets, [other, record])


def test_an_idempotency_entry_whose_token_another_job_has_taken_creates_a_job_of_its_own(
    job_buckets: JobBuckets,
) -> None:
    """The first try crashes between entry and record; before the second, another job gets the same token by chance."""
    wire = Wire(kill_before=1)
    with pytest.raises(Killed):
        job_buckets.job_service(wire).create_job(job_request(), DISPATCHER, KEY)
    entry = json.loads(job_buckets.body(job_buckets.settings.jobs_bucket, wire.sent[0].removeprefix("PUT ")))
    other = record(token=entry["token"])
    job_buckets.put(f"jobs/{other.token}.json", other.to_bytes())
    mine = job_buckets.job_service().create_job(job_request(), DISPATCHER, KEY)
    assert mine.token != other.token
    assert job_buckets.job_service().create_job(job_request(), DISPATCHER, KEY) == mine
    assert job_buckets.stored_record(other.token) == other


def created(service: JobService) -> None:
    service.create_job(job_request(), DISPATCHER, KEY)


def booked(service: JobService) -> None:
    service.book(booking_request(), KEY)


@pytest.mark.parametrize("operation", [created, booked])
def test_a_create_killed_around_any_request_and_repeated_with_its_key_makes_one_job(
    new_job_buckets: Callable[[], JobBuckets], operation: Callable[[JobService], None]
) -> None:
    wire = Wire()
    for moment in [{moment: step} for step in range(5) for moment in ("before", "after")]:
        job_buckets = new_job_buckets()
        wire.kill(**moment)
        with pytest.raises(Killed):
            operation(job_buckets.job_service(wire))
        operation(job_buckets.job_service())
        [record] = stored_records(job_buckets)
        assert job_buckets.view(record.token)["rev"] == 1
        deliver_events(job_buckets)
        assert_published(job_buckets, [record])


def test_eight_dispatchers_at_once_lose_no_job_and_no_move(job_buckets: JobBuckets) -> None:
    shared = job_buckets.job_service().create_job(job_request(), DISPATCHER)

    def work(person: int) -> tuple[list[Record], int]:
        service = job_buckets.job_service()
        mine = service.create_job(job_request(), f"person {person}")
        mine = service.change_status(mine.token, 1, change_to("ready_for_pickup"), f"person {person}")
        moves = 0
        for status in ("ready_for_pickup", "pending_pickup") * 3:
            seen = service.read_job(shared.token)
            try:
                service.change_status(shared.token, seen.rev, change_to(status), f"person {person}")
                moves += 1
            except (StaleRevisionError, TransitionNotAllowedError):
                continue
        return [mine], moves

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(work, range(8)))
    deliver_events(job_buckets)
    final = job_buckets.stored_record(shared.token)
    assert final.rev == len(final.history) == 1 + sum(moves for _, moves in outcomes)
    assert_published(job_buckets, [final, *(record for records, _ in outcomes for record in records)])
