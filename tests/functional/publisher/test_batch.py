"""The publisher: whatever the queue delivers, board, views and edge end up in agreement with the records."""

import random
from collections.abc import Callable

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from contract.names import CANARY_TOKEN_PREFIX
from jobs.board import board_bytes
from jobs.card import card
from jobs.record import Record
from jobs.stores import projections, record_store
from publisher.batch import Publisher, Report
from publisher.invalidation import MAX_PATHS, Invalidator
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.publisher_messages import message
from tests.testkit.s3_wire import Killed, Wire, client, refusal
from tests.testkit.sample_jobs import TOKEN, moved, record

PATH = ["ready_for_pickup", "in_progress", "completed"]
NOW_ENDED = "2999-01-01T00:00:00Z"


def token(number: int) -> str:
    return f"{number:016x}"


class Reports:
    """The publisher's reports."""

    def __init__(self) -> None:
        self.unreadable: list[str] = []
        self.postponed: list[str] = []
        self.published: list[Record] = []
        self.report = Report(
            self.unreadable.append, lambda step, reason: self.postponed.append(step), self.published.append
        )


def publisher(
    job_buckets: JobBuckets, invalidator: Invalidator, wire: Wire | None = None, reports: Reports | None = None
) -> Publisher:
    s3 = client(job_buckets.ministack, wire)
    return Publisher(
        record_store(s3, job_buckets.settings),
        projections(s3, job_buckets.settings),
        invalidator,
        (reports or Reports()).report,
    )


def write(job_buckets: JobBuckets, *records: Record) -> None:
    for one in records:
        job_buckets.put(f"jobs/{one.token}.json", one.to_bytes())


def assert_published(job_buckets: JobBuckets, records: list[Record]) -> None:
    assert {r.token: job_buckets.view(r.token)["rev"] for r in records} == {r.token: r.rev for r in records}
    assert job_buckets.body(job_buckets.settings.jobs_bucket, "jobs.json") == board_bytes(
        {r.token: card(r) for r in records}
    )


def paths(records: list[Record]) -> list[str]:
    return sorted(f"/api/track/{r.token}" for r in records)


def test_a_batch_reads_each_record_once_and_writes_the_board_once(
    job_buckets: JobBuckets, distribution: Distribution
) -> None:
    records = [moved(*PATH[: number % 3], token=token(number)) for number in range(10)]
    write(job_buckets, *records)
    wire = Wire()
    messages = [message(r.token, f"{r.token} {copy}") for r in records for copy in range(3)]
    assert publisher(job_buckets, distribution.invalidator, wire).publish_batch(messages) == []
    assert_published(job_buckets, records)
    assert distribution.invalidations() == [paths(records)]
    reads = [request for request in wire.sent if request.startswith("GET jobs/")]
    assert sorted(reads) == sorted(f"GET jobs/{r.token}.json" for r in records)
    assert [request for request in wire.sent if request.endswith("jobs.json")] == ["GET jobs.json", "PUT jobs.json"]


def test_late_repeated_and_reordered_events_change_nothing(job_buckets: JobBuckets, distribution: Distribution) -> None:
    history = [moved(*PATH[:length], at=NOW_ENDED) for length in range(4)]
    deliveries = [message(TOKEN, f"{number}") for number in range(8)]
    random.Random(1).shuffle(deliveries)
    for number, delivery in enumerate(deliveries):
        write(job_buckets, history[min(number, 3)])
        assert publisher(job_buckets, distribution.invalidator).publish_batch([delivery]) == []
    assert_published(job_buckets, [history[3]])
    written = Wire()
    publisher(job_buckets, distribution.invalidator, written).publish_batch(deliveries)
    assert not any(request.startswith("PUT") for request in written.sent)


def test_an_unreadable_record_stops_no_other_and_is_left_untouched(
    job_buckets: JobBuckets, distribution: Distribution
) -> None:
    spoiled = {token(1): b"{", token(2): b'{"schema_version": 99}', token(3): b"{}", "mark": b"{}"}
    for name, body in spoiled.items():
        job_buckets.put(f"jobs/{name}.json", body)
    good = record(token=token(4))
    write(job_buckets, good)
    reports = Reports()
    failed = publisher(job_buckets, distribution.invalidator, reports=reports).publish_batch(
        [message(name) for name in [*spoiled, good.token, token(5)]]
    )
    assert failed == []
    assert len(reports.unreadable) == 4
    assert not any(name in line for name in spoiled for line in reports.unreadable if len(name) == 16)
    assert_published(job_buckets, [good])
    assert distribution.invalidations() == [paths([good])]
    for name, body in spoiled.items():
        assert job_buckets.body(job_buckets.settings.jobs_bucket, f"jobs/{name}.json") == body


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "{}", '{"detail":{"object":{"key":1}}}', '{"detail":null}'])
def test_a_message_that_is_no_event_goes_to_the_dead_letters_alone(
    job_buckets: JobBuckets, distribution: Distribution, body: str
) -> None:
    write(job_buckets, record())
    messages = [{"messageId": "no event", "body": body}, message(TOKEN)]
    assert publisher(job_buckets, distribution.invalidator).publish_batch(messages) == ["no event"]
    assert_published(job_buckets, [record()])


THROTTLED = refusal(400, "Throttling")
TOO_MANY = refusal(400, "TooManyInvalidationsInProgress")
BROKEN = refusal(503, "ServiceUnavailable")


@pytest.mark.parametrize("response", [THROTTLED, TOO_MANY, BROKEN])
def test_an_invalidation_that_is_refused_is_repeated_from_the_queue(
    job_buckets: JobBuckets, distribution: Distribution, response: Callable[[AWSPreparedRequest], AWSResponse | None]
) -> None:
    records = [record(token=token(number)) for number in range(3)]
    write(job_buckets, *records)
    messages = [message(r.token) for r in records]
    distribution.wire.responses.append(response)
    failed = publisher(job_buckets, distribution.invalidator).publish_batch(messages)
    assert sorted(failed) == sorted(one["messageId"] for one in messages)
    assert len(distribution.wire.sent) == 1
    assert publisher(job_buckets, distribution.invalidator).publish_batch(messages) == []
    assert_published(job_buckets, records)
    assert distribution.invalidations() == [paths(records)]


def test_paths_over_the_quota_wait_in_the_queue(
    job_buckets: JobBuckets, distribution: Distribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_PATHS == 3000
    monkeypatch.setattr("publisher.batch.MAX_PATHS", 2)
    records = [record(token=token(number)) for number in range(3)]
    write(job_buckets, *records)
    failed = publisher(job_buckets, distribution.invalidator).publish_batch([message(r.token) for r in records])
    assert failed == [f"message of {token(2)}"]
    assert distribution.invalidations() == [paths(records[:2])]


def test_a_record_that_is_unavailable_is_delivered_again(job_buckets: JobBuckets, distribution: Distribution) -> None:
    records = [record(token=token(number)) for number in range(3)]
    write(job_buckets, *records)
    away = refusal(503, "SlowDown")
    wire = Wire(always=lambda request: away(request) if token(1) in request.url else None)
    failed = publisher(job_buckets, distribution.invalidator, wire).publish_batch([message(r.token) for r in records])
    assert failed == [f"message of {token(1)}"]
    assert_published(job_buckets, [records[0], records[2]])
    assert distribution.invalidations() == [paths([records[0], records[2]])]


def test_a_view_that_cannot_be_written_now_is_not_invalidated_yet(
    job_buckets: JobBuckets, distribution: Distribution
) -> None:
    records = [record(token=token(number)) for number in range(3)]
    write(job_buckets, *records)
    away = refusal(503, "SlowDown", "PUT")
    wire = Wire(always=lambda request: away(request) if f"track/{token(1)}" in request.url else None)
    failed = publisher(job_buckets, distribution.invalidator, wire).publish_batch([message(r.token) for r in records])
    assert failed == [f"message of {token(1)}"]
    assert distribution.invalidations() == [paths([records[0], records[2]])]


@pytest.mark.parametrize(("status", "code"), [(412, "PreconditionFailed"), (503, "SlowDown")])
def test_a_board_that_cannot_be_written_holds_up_neither_views_nor_edge(
    job_buckets: JobBuckets, distribution: Distribution, status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.compare_and_swap.full_jitter", lambda attempt: 0.0)
    write(job_buckets, record())
    busy = refusal(status, code, "PUT")
    wire = Wire(always=lambda request: busy(request) if request.url.endswith("/jobs.json") else None)
    assert publisher(job_buckets, distribution.invalidator, wire).publish_batch([message(TOKEN)]) == [
        f"message of {TOKEN}"
    ]
    assert job_buckets.view(TOKEN)["rev"] == 1
    assert distribution.invalidations() == [paths([record()])]


def test_a_publisher_killed_around_any_request_is_made_good_by_redelivery(
    new_job_buckets: Callable[[], JobBuckets], distribution: Distribution
) -> None:
    """The six requests of a batch of one: record, view (read, write), board (read, write), invalidation."""
    records = [moved("ready_for_pickup", token=token(1))]
    wire = distribution.wire  # sees the requests to S3 and to CloudFront in their order
    for moment in [{moment: step} for step in range(6) for moment in ("before", "after")]:
        job_buckets = new_job_buckets()
        write(job_buckets, *records)
        wire.kill(**moment)
        with pytest.raises(Killed):
            publisher(job_buckets, distribution.invalidator, wire).publish_batch([message(token(1))])
        taken = distribution.invalidations()
        assert publisher(job_buckets, distribution.invalidator).publish_batch([message(token(1))]) == []
        assert_published(job_buckets, records)
        assert distribution.invalidations() == [*taken, paths(records)]


def test_a_canarys_first_view_costs_no_invalidation_and_its_next_does(
    job_buckets: JobBuckets, distribution: Distribution
) -> None:
    canary = f"{CANARY_TOKEN_PREFIX}00000001"
    write(job_buckets, record(token=canary), record())
    assert publisher(job_buckets, distribution.invalidator).publish_batch([message(canary), message(TOKEN)]) == []
    assert distribution.invalidations() == [[f"/api/track/{TOKEN}"]]
    write(job_buckets, moved("ready_for_pickup", token=canary))
    assert publisher(job_buckets, distribution.invalidator).publish_batch([message(canary)]) == []
    assert sorted(distribution.invalidations()) == [[f"/api/track/{canary}"], [f"/api/track/{TOKEN}"]]


def test_published_records_are_reported_and_postponed_ones_are_not(
    job_buckets: JobBuckets, distribution: Distribution
) -> None:
    write(job_buckets, record())
    done, late = Reports(), Reports()
    assert publisher(job_buckets, distribution.invalidator, reports=done).publish_batch([message(TOKEN)]) == []
    assert [(each.token, each.write_id) for each in done.published] == [(TOKEN, record().write_id)]
    distribution.wire.responses.append(THROTTLED)
    assert publisher(job_buckets, distribution.invalidator, reports=late).publish_batch([message(TOKEN)]) != []
    assert late.published == []
