"""Rebuild and audit: board and views end up in agreement with the records, every difference is reported, no request is
blocked.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from botocore.awsrequest import AWSPreparedRequest

from jobs.audit import Difference, audit
from jobs.board import board_bytes
from jobs.bucket import PreconditionFailedError
from jobs.card import card
from jobs.checkpoints import KEY as CHECKPOINT
from jobs.job_service import JobService
from jobs.public_view import CompanyContact, public_view
from jobs.rebuild import Rebuilt, rebuild
from jobs.record import Record
from jobs.requests import StatusChange
from jobs.scan import Progress
from jobs.times import format_utc, utc_now
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.s3_wire import Killed, Wire, lost_response, refusal, through
from tests.testkit.sample_jobs import DISPATCHER, job_request, moved, record

COMPANY = CompanyContact(name="QuickDumpNow", phone="+16195550142", time_zone="America/Los_Angeles")
LATELY = format_utc(utc_now() - timedelta(days=1))
LONG_AGO = format_utc(utc_now() - timedelta(days=30))


def token(number: int) -> str:
    """Up to 16 tokens, evenly distributed among all possible ones."""
    return f"{number:x}" + "7" * 15


def some_jobs(count: int = 8) -> list[Record]:
    """Jobs that are open, ended lately, ended long ago."""
    paths = [[], ["ready_for_pickup"], ["cancelled"], ["ready_for_pickup", "in_progress", "completed"]]
    return [
        moved(*paths[number % 4], token=token(number), at=LONG_AGO if number % 8 == 7 else LATELY)
        for number in range(count)
    ]


def write(job_buckets: JobBuckets, *records: Record) -> None:
    for one in records:
        job_buckets.put(f"jobs/{one.token}.json", one.to_bytes())


def run(job_buckets: JobBuckets, wire: Wire | None = None, page_size: int = 1000) -> Rebuilt:
    return rebuild(job_buckets.scan(wire, page_size=page_size), job_buckets.checkpoints(wire), utc_now())


def differences(
    job_buckets: JobBuckets, on_unreadable: Callable[[str], None] = lambda reason: None
) -> list[tuple[str, str]]:
    """Place and kind of each difference, with whole tokens, which an operator's terminal may show."""
    return [(found.where, found.what) for found in audit(job_buckets.scan(on_unreadable=on_unreadable), utc_now())]


def assert_rebuilt(job_buckets: JobBuckets, records: list[Record]) -> None:
    """Board and views are exactly the bytes made from these records, and nothing else is stored."""
    on_board = {r.token: card(r) for r in records if r.updated_at > utc_now() - timedelta(days=7)}
    assert job_buckets.body(job_buckets.settings.jobs_bucket, "jobs.json") == board_bytes(on_board)
    assert sorted(job_buckets.keys(job_buckets.settings.views_bucket)) == sorted(
        f"api/track/{r.token}" for r in records
    )
    assert [job_buckets.view(r.token) for r in records] == [
        public_view(r, COMPANY).model_dump(mode="json") for r in records
    ]


@pytest.mark.parametrize("page_size", [1, 3, 8, 1000])
def test_the_board_and_every_view_are_made_from_the_records_alone(job_buckets: JobBuckets, page_size: int) -> None:
    records = some_jobs()
    write(job_buckets, *records)
    done = run(job_buckets, page_size=page_size)
    assert done == Rebuilt(views=[r.token for r in records], board=True, resumed=False)
    assert_rebuilt(job_buckets, records)
    assert run(job_buckets, page_size=page_size) == Rebuilt(views=[], board=False, resumed=False)


def test_without_records_there_is_nothing_to_rebuild(job_buckets: JobBuckets) -> None:
    assert run(job_buckets) == Rebuilt(views=[], board=False, resumed=False)
    assert differences(job_buckets) == []


def wrong_view(job_buckets: JobBuckets, records: list[Record]) -> None:
    job_buckets.put_view(
        records[0].token, json.dumps({**job_buckets.view(records[0].token), "street": "Elm St"}).encode()
    )


def view_of_an_older_revision(job_buckets: JobBuckets, records: list[Record]) -> None:
    job_buckets.put_view(records[1].token, public_view(moved(token=records[1].token), COMPANY).to_bytes())


def view_of_a_revision_that_never_was(job_buckets: JobBuckets, records: list[Record]) -> None:
    job_buckets.put_view(records[0].token, json.dumps({**job_buckets.view(records[0].token), "rev": 99}).encode())


def no_view(job_buckets: JobBuckets, records: list[Record]) -> None:
    job_buckets.s3.delete_object(Bucket=job_buckets.settings.views_bucket, Key=f"api/track/{records[0].token}")


def spoiled_view(job_buckets: JobBuckets, records: list[Record]) -> None:
    job_buckets.put_view(records[0].token, b"{")


def view_without_a_record(job_buckets: JobBuckets, records: list[Record]) -> None:
    job_buckets.put_view(token(15), b"{}")


def edit_board(job_buckets: JobBuckets, edit: Callable[[dict[str, dict[str, object]]], object]) -> None:
    cards = job_buckets.cards()
    edit(cards)
    job_buckets.put("jobs.json", board_bytes(cards))


def no_card(job_buckets: JobBuckets, records: list[Record]) -> None:
    edit_board(job_buckets, lambda cards: cards.pop(records[0].token))


def older_card(job_buckets: JobBuckets, records: list[Record]) -> None:
    edit_board(job_buckets, lambda cards: cards.update({records[1].token: card(moved(token=records[1].token))}))


def card_of_a_revision_that_never_was(job_buckets: JobBuckets, records: list[Record]) -> None:
    edit_board(job_buckets, lambda cards: cards[records[0].token].update(rev=99))


def card_without_a_record(job_buckets: JobBuckets, records: list[Record]) -> None:
    edit_board(job_buckets, lambda cards: cards.update({token(15): card(record(token=token(15)))}))


def no_board(job_buckets: JobBuckets, records: list[Record]) -> None:
    job_buckets.s3.delete_object(Bucket=job_buckets.settings.jobs_bucket, Key="jobs.json")


def spoiled_board(job_buckets: JobBuckets, records: list[Record]) -> None:
    job_buckets.put("jobs.json", b"{")


@pytest.mark.parametrize(
    ("spoil", "expected_differences"),
    [
        (wrong_view, [(f"api/track/{token(0)}", "differs in /street")]),
        (
            view_of_an_older_revision,
            [
                (
                    f"api/track/{token(1)}",
                    "differs in /can_confirm, /label, /next, /rev, /status, /timeline, /updated_at",
                )
            ],
        ),
        (view_of_a_revision_that_never_was, [(f"api/track/{token(0)}", "differs in /rev")]),
        (no_view, [(f"api/track/{token(0)}", "is missing")]),
        (spoiled_view, [(f"api/track/{token(0)}", "differs in everything")]),
        (view_without_a_record, [(f"api/track/{token(15)}", "belongs to no record")]),
        (no_card, [(f"jobs.json {token(0)}", "the card is missing")]),
        (older_card, [(f"jobs.json {token(1)}", "differs in /last_change/at, /last_change/from, /last_change/to, ")]),
        (card_of_a_revision_that_never_was, [(f"jobs.json {token(0)}", "differs in /rev")]),
        (card_without_a_record, [(f"jobs.json {token(15)}", "the card belongs to no job")]),
        (no_board, [(f"jobs.json {token(number)}", "the card is missing") for number in range(7)]),
        (spoiled_board, [("jobs.json", "is no board; rebuild it")]),
    ],
)
def test_every_difference_is_reported_and_repaired(
    job_buckets: JobBuckets,
    spoil: Callable[[JobBuckets, list[Record]], None],
    expected_differences: list[tuple[str, str]],
) -> None:
    records = some_jobs()
    write(job_buckets, *records)
    run(job_buckets)
    spoil(job_buckets, records)
    found = differences(job_buckets)
    assert [where for where, _ in found] == [where for where, _ in expected_differences]
    for (_, what), (_, expected) in zip(found, expected_differences, strict=True):
        assert what.startswith(expected)
    done = run(job_buckets)
    assert done.board == any(where.startswith("jobs.json") for where, _ in expected_differences)
    assert done.views == [where.removeprefix("api/track/") for where, _ in expected_differences if "track" in where]
    assert_rebuilt(job_buckets, records)
    assert differences(job_buckets) == []


def test_several_differences_are_all_reported(job_buckets: JobBuckets) -> None:
    records = some_jobs()
    write(job_buckets, *records)
    expected = [f"api/track/{r.token}" for r in records] + [f"jobs.json {r.token}" for r in records[:7]]
    assert [where for where, _ in differences(job_buckets)] == expected


def test_a_difference_as_text_holds_no_token_and_nothing_private(job_buckets: JobBuckets) -> None:
    write(job_buckets, record())
    run(job_buckets)
    edit_board(job_buckets, lambda cards: cards[record().token].update(customer={"name": "Xavier"}))
    [difference] = audit(job_buckets.scan(), utc_now())
    assert difference.token == record().token
    text = str(difference)
    assert text == "jobs.json fcdc…: differs in /customer/email, /customer/name, /customer/phone"


def test_an_ended_job_that_is_due_to_leave_the_board_is_no_difference(job_buckets: JobBuckets) -> None:
    gone = some_jobs()[7]
    write(job_buckets, gone)
    run(job_buckets)
    job_buckets.put("jobs.json", board_bytes({gone.token: card(gone)}))
    assert differences(job_buckets) == []
    assert not run(job_buckets).board


def test_an_unreadable_record_is_reported_once_and_its_projections_stay(job_buckets: JobBuckets) -> None:
    records = some_jobs()
    write(job_buckets, *records)
    run(job_buckets)
    spoiled = {token(0): b"{", token(1): b'{"schema_version": 99}', token(2): b"{}", "mark": b"{}", "": b""}
    for name, body in spoiled.items():
        job_buckets.put(f"jobs/{name}.json" if name else "jobs/", body)
    job_buckets.put_view(token(4), b"{}")
    no_card(job_buckets, records[4:])
    reported: list[str] = []
    assert [where for where, _ in differences(job_buckets, reported.append)] == [
        f"api/track/{token(4)}",
        f"jobs.json {token(4)}",
    ]
    assert len(reported) == len(spoiled)
    assert not any(name in reason for name in spoiled for reason in reported if len(name) == 16)
    again: list[str] = []
    done = rebuild(job_buckets.scan(on_unreadable=again.append), job_buckets.checkpoints(), utc_now())
    assert (done.views, done.board, sorted(again)) == ([token(4)], True, sorted(reported))
    for name, body in spoiled.items():
        assert job_buckets.body(job_buckets.settings.jobs_bucket, f"jobs/{name}.json" if name else "jobs/") == body
    assert job_buckets.view(token(0))["rev"] == 1
    assert job_buckets.cards().keys() == {token(number) for number in range(7)}


def test_a_change_that_is_being_published_is_no_difference(job_buckets: JobBuckets) -> None:
    """A job changed within the grace period does not count, nor does a difference that is gone at the second look."""
    write(job_buckets, record(updated_at=format_utc(utc_now())))
    assert audit(job_buckets.scan(), utc_now(), grace=timedelta(minutes=2)) == []
    assert len(audit(job_buckets.scan(), utc_now())) == 2
    wire = Wire()

    def published_meanwhile(_: AWSPreparedRequest) -> None:
        if wire.sent[-1] == f"GET jobs/{record().token}.json":
            run(job_buckets)

    wire.always = published_meanwhile
    assert audit(job_buckets.scan(wire), utc_now()) == []


def test_progress_is_reported_by_page_as_a_share_of_all_tokens(job_buckets: JobBuckets) -> None:
    write(job_buckets, *some_jobs(16))
    reported: list[Progress] = []
    rebuild(job_buckets.scan(on_progress=reported.append, page_size=4), job_buckets.checkpoints(), utc_now())
    assert [progress.done for progress in reported] == [4, 8, 12, 16, 16]
    assert [round(progress.share, 1) for progress in reported] == [0.2, 0.5, 0.7, 1.0, 1.0]


def killed_before_every_request(new_job_buckets: Callable[[], JobBuckets]) -> Iterator[JobBuckets]:
    """Stages on which a rebuild of two pages crashed before each of its requests in turn."""
    for step in count():
        job_buckets, wire = new_job_buckets(), Wire(kill_before=step)
        write(job_buckets, *some_jobs(2))
        job_buckets.put_view(token(15), b"{}")
        try:
            run_in_one_thread(job_buckets, wire, page_size=1)
        except Killed:
            yield job_buckets
        else:
            return


def run_in_one_thread(job_buckets: JobBuckets, wire: Wire | None = None, page_size: int = 1000) -> Rebuilt:
    """One worker, so that the requests have a fixed order."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobs.scan.WORKERS", 1)
        return run(job_buckets, wire, page_size)


def test_a_rebuild_killed_at_any_request_is_resumed_with_the_same_result(
    new_job_buckets: Callable[[], JobBuckets],
) -> None:
    resumed = kills = 0
    for job_buckets in killed_before_every_request(new_job_buckets):
        kills += 1
        resumed += run(job_buckets, page_size=1).resumed
        assert_rebuilt(job_buckets, some_jobs(2))
        assert CHECKPOINT not in job_buckets.keys(job_buckets.settings.jobs_bucket)
    assert kills > 20
    assert resumed > kills / 3


def test_pages_that_are_done_are_not_repeated(job_buckets: JobBuckets) -> None:
    write(job_buckets, *some_jobs(6))
    wire = Wire()

    def die_after_two_pages(request: AWSPreparedRequest) -> None:
        if request.method == "PUT" and wire.sent.count(f"PUT {CHECKPOINT}") == 3:
            raise Killed

    wire.always = die_after_two_pages
    with pytest.raises(Killed):
        run(job_buckets, wire, page_size=2)
    again = Wire()
    done = run(job_buckets, again, page_size=2)
    assert done.resumed
    assert done.views == []
    assert not any(f"track/{token(number)}" in request for number in range(4) for request in again.sent)
    assert any(f"track/{token(4)}" in request for request in again.sent)
    assert_rebuilt(job_buckets, some_jobs(6))


@pytest.mark.parametrize("kept", [b"{", b"[]", b"{}", b'{"at":"2020-01-01T00:00:00Z","cursor":"x","on_board":[]}'])
def test_an_invalid_or_old_checkpoint_is_ignored(job_buckets: JobBuckets, kept: bytes) -> None:
    write(job_buckets, *some_jobs(3))
    job_buckets.put(CHECKPOINT, kept)
    assert run(job_buckets) == Rebuilt(views=[token(0), token(1), token(2)], board=True, resumed=False)
    assert_rebuilt(job_buckets, some_jobs(3))


def test_of_two_rebuilds_at_once_the_later_one_takes_over(job_buckets: JobBuckets) -> None:
    write(job_buckets, *some_jobs(4))
    wire = Wire()

    def the_other_one(_: AWSPreparedRequest) -> None:
        if wire.sent.count(f"PUT {CHECKPOINT}") == 2:
            wire.disarm()
            run(job_buckets, page_size=2)

    wire.always = the_other_one
    with pytest.raises(PreconditionFailedError):
        run(job_buckets, wire, page_size=2)
    assert_rebuilt(job_buckets, some_jobs(4))


def test_a_lost_response_stops_no_rebuild(job_buckets: JobBuckets) -> None:
    write(job_buckets, *some_jobs(2))
    wire = Wire()
    lost: list[str] = []

    def lose_each_write_once(request: AWSPreparedRequest) -> object:
        if request.method == "PUT" and wire.sent[-1] not in lost:
            lost.append(wire.sent[-1])
            return lost_response(request)
        return None

    wire.always = lose_each_write_once  # type: ignore[assignment]
    run(job_buckets, wire)
    assert sorted(lost) == sorted(
        [f"PUT {CHECKPOINT}", "PUT jobs.json", *(f"PUT api/track/{token(n)}" for n in (0, 1))]
    )
    assert_rebuilt(job_buckets, some_jobs(2))


def test_a_store_that_is_slow_for_a_while_stops_no_rebuild(job_buckets: JobBuckets) -> None:
    write(job_buckets, *some_jobs(2))
    run(job_buckets, Wire(responses=[*[refusal(503, "SlowDown")] * 3, *[through] * 4, *[refusal(503, "SlowDown")] * 3]))
    assert_rebuilt(job_buckets, some_jobs(2))


def test_a_change_at_any_moment_of_a_rebuild_is_not_lost(new_job_buckets: Callable[[], JobBuckets]) -> None:
    """Before each request of the rebuild in turn, a dispatcher moves a job and creates another."""
    for step in count():
        job_buckets = new_job_buckets()
        first = job_buckets.job_service().create_job(job_request(), DISPATCHER)
        job_buckets.s3.delete_object(Bucket=job_buckets.settings.jobs_bucket, Key="jobs.json")
        made = rebuild_while_somebody_works(job_buckets, first, step)
        if not made:
            break
        assert differences(job_buckets) == []
        assert job_buckets.cards()[first.token]["rev"] == 2
        assert made[1].token in job_buckets.cards()
    assert step > 8


def rebuild_while_somebody_works(job_buckets: JobBuckets, first: Record, step: int) -> list[Record]:
    """The records written just before the rebuild's request of that number; none when it sent fewer."""
    wire, service = Wire(), job_buckets.job_service()
    made: list[Record] = []

    def meanwhile(_: AWSPreparedRequest) -> None:
        if len(wire.sent) == step + 1:
            made.append(service.change_status(first.token, 1, StatusChange(to="ready_for_pickup"), DISPATCHER))
            made.append(service.create_job(job_request(), DISPATCHER))

    wire.always = meanwhile
    run_in_one_thread(job_buckets, wire)
    return made


def test_a_rebuild_among_busy_dispatchers_loses_nothing(job_buckets: JobBuckets) -> None:
    def work(service: JobService) -> list[Record]:
        jobs = []
        for _ in range(4):
            made = service.create_job(job_request(), DISPATCHER)
            jobs.append(service.change_status(made.token, 1, StatusChange(to="ready_for_pickup"), DISPATCHER))
        return jobs

    with ThreadPoolExecutor(8) as pool:
        working = [pool.submit(work, job_buckets.job_service()) for _ in range(7)]
        run(job_buckets)
        jobs = [job for each in working for job in each.result()]
    run(job_buckets)
    assert_rebuilt(job_buckets, jobs)


def test_a_difference_as_text_has_its_token_redacted() -> None:
    found = Difference("api/track/fcdc1c82cb284dbe", "fcdc1c82cb284dbe", "is missing")
    assert str(found) == "api/track/fcdc…: is missing"
