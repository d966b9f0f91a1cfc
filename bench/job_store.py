"""The cost of a change in the job store with few and with many jobs, compared with a single `jobs.json` of all jobs."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError

from bench.job_buckets import PERSON, REQUEST, JobBuckets
from jobs.bucket import NotModifiedError
from jobs.card import card
from jobs.record import Record
from jobs.requests import StatusChange

WRITERS = 8
OPEN_JOBS = 10
REFERENCE_KEY = "reference/jobs.json"
_BACK_AND_FORTH = ("ready_for_pickup", "pending_pickup")


@dataclass(frozen=True)
class Size:
    """The medians for one number of jobs in the bucket; rates are per second, `deferred` is a share."""

    jobs: int
    changes: float
    deferred: float
    swaps: float
    reference: float | None
    memory_mib: float


@dataclass(frozen=True)
class Effort:
    """The length of a measurement: rounds, and in each round the changes of a writer and the reference's seconds."""

    rounds: int
    changes: int
    reference_s: float


@dataclass(frozen=True)
class Pace:
    """Completed status changes per second, and the share of them that leave the board to the publisher."""

    per_s: float
    deferred: float


def changes_per_s(buckets: JobBuckets, jobs: Sequence[Record], changes: int) -> Pace:
    """Each writer changes the status of a job of its own back and forth, `changes` times."""
    buckets.restore(jobs)
    deferred: list[Exception] = []

    def move(job: Record) -> None:
        service = buckets.job_service(deferred)
        for step in range(changes):
            job = service.change_status(job.token, job.rev, StatusChange(to=_BACK_AND_FORTH[step % 2]), PERSON)

    done = WRITERS * changes
    return Pace(done / _seconds(move, jobs[:WRITERS]), len(deferred) / done)


def swaps_per_s(buckets: JobBuckets, jobs: Sequence[Record], changes: int) -> float:
    """Bare compare-and-swaps of records: a change without its view and its card."""
    buckets.restore(jobs)

    def swap(job: Record) -> None:
        store = buckets.job_service().records
        for _ in range(changes):
            store.change(job.token, None, lambda record, write_id: record.revised(write_id))

    return WRITERS * changes / _seconds(swap, jobs[:WRITERS])


def reference_per_s(buckets: JobBuckets, job: Record, jobs: int, seconds: float) -> float:
    """Changes per second in one `jobs.json` with this number of jobs, read, changed and written under `If-Match`."""
    bucket = buckets.settings.jobs_bucket
    cards = dict.fromkeys((f"{number:016x}" for number in range(jobs)), card(job))
    body = json.dumps({"schema_version": 1, "jobs": cards}, separators=(",", ":")).encode()
    buckets.s3.put_object(Bucket=bucket, Key=REFERENCE_KEY, Body=body)
    changed = [0] * WRITERS
    end = time.perf_counter() + seconds

    def write(writer: int) -> None:
        while time.perf_counter() < end:
            changed[writer] += _change_in_place(buckets, f"{writer:016x}")

    took = _seconds(write, range(WRITERS))
    buckets.s3.delete_object(Bucket=bucket, Key=REFERENCE_KEY)
    return sum(changed) / took


def _change_in_place(buckets: JobBuckets, token: str) -> bool:
    """One attempt; returns whether the write succeeded."""
    bucket = buckets.settings.jobs_bucket
    response = buckets.s3.get_object(Bucket=bucket, Key=REFERENCE_KEY)
    board = json.loads(response["Body"].read())
    shown = board["jobs"][token]
    shown["status"] = _BACK_AND_FORTH[shown["status"] == _BACK_AND_FORTH[0]]
    body = json.dumps(board, separators=(",", ":")).encode()
    try:
        buckets.s3.put_object(Bucket=bucket, Key=REFERENCE_KEY, Body=body, IfMatch=response["ETag"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "PreconditionFailed":
            raise
        return False
    return True


def _seconds(work: Callable[[Any], None], each: Sequence[Any]) -> float:
    """The duration of `work` for all of `each`, which start at the same time."""
    ready = threading.Barrier(len(each) + 1)

    def start(one: Any) -> None:
        ready.wait()
        work(one)

    with ThreadPoolExecutor(len(each)) as pool:
        working = [pool.submit(start, one) for one in each]
        ready.wait()
        began = time.perf_counter()
        for one in working:
            one.result()
        return time.perf_counter() - began


def requests_counted(buckets: JobBuckets) -> list[tuple[str, int]]:
    """The number of requests to S3 by operation."""
    service = buckets.job_service()
    jobs: list[Record] = []

    def create(key: str | None) -> None:
        jobs.append(service.create_job(REQUEST, PERSON, key))

    def poll() -> None:
        try:
            service.read_board(etag)
        except NotModifiedError:
            return
        raise AssertionError("the board has changed")

    priced = [
        ("create", _count_requests(buckets, lambda: create(None))),
        ("create with an Idempotency-Key", _count_requests(buckets, lambda: create("key"))),
        ("the same again, repeated", _count_requests(buckets, lambda: create("key"))),
        ("confirm", _count_requests(buckets, lambda: service.confirm(jobs[0].token))),
        (
            "change status",
            _count_requests(
                buckets, lambda: service.change_status(jobs[0].token, 2, StatusChange(to="in_progress"), PERSON)
            ),
        ),
        ("edit", _count_requests(buckets, lambda: service.edit_job(jobs[0].token, 3, {"price": None}, PERSON))),
    ]
    etag = service.read_board(None).etag
    return [*priced, ("board poll that changed nothing", _count_requests(buckets, poll))]


def _count_requests(buckets: JobBuckets, operation: Callable[[], object]) -> int:
    with _sent(buckets) as sent:
        operation()
    return len(sent)


@contextmanager
def _sent(buckets: JobBuckets) -> Iterator[list[str]]:
    """The requests that the client sends while the block runs."""
    sent: list[str] = []

    def note(request: AWSPreparedRequest, **_: object) -> None:
        sent.append(unquote(urlsplit(request.url).path))

    buckets.s3.meta.events.register("before-send", note)
    try:
        yield sent
    finally:
        buckets.s3.meta.events.unregister("before-send", note)
