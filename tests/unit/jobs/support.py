"""What the tests of the domain, the API and the publisher share: sample jobs, and a hand on the wire to S3."""

import io
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HTTPHeaders
from botocore.config import Config
from botocore.httpsession import URLLib3Session
from mypy_boto3_s3 import S3Client

from jobs.booking_terms import BookingTerms
from jobs.bucket import Bucket
from jobs.checkpoints import CheckpointStore
from jobs.operations import Dispatch
from jobs.public_view import CACHE_CONTROL
from jobs.record import Record, record_from_bytes
from jobs.requests import BookingRequest, JobRequest
from jobs.settings import Settings
from jobs.stores import checkpoint_store, claim_store, projections, record_store
from jobs.sweep import Progress, Sweep
from jobs.times import utc_now
from tests.ministack import MiniStack

TOKEN = "fcdc1c82cb284dbe"
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
DISPATCHER = "dana@quickdumpnow.example"

CUSTOMER = {"name": "Mark", "phone": "(619) 555-0123", "email": "mark@example.com"}
ADDRESS = {"street": "3512 Soderblom Ave", "unit": "4B", "city": "San Diego", "zip": "92122"}
SERVICE = {"kind": "junk_removal", "address": ADDRESS, "notes": "gate code 4711"}
WINDOW = {"start": "2026-11-25T16:00:00Z", "end": "2026-11-25T18:00:00Z", "zone": "America/Los_Angeles"}
JOB: dict[str, Any] = {
    "customer": CUSTOMER,
    "service": SERVICE,
    "price": {"amount_cents": 60000, "currency": "USD"},
    "window": WINDOW,
}
TERMS = BookingTerms(("919", "920", "921"), "America/Los_Angeles", "+16195550142", lambda: NOW)
BOOKING: dict[str, Any] = {"customer": CUSTOMER, "service": SERVICE, "window": WINDOW}


def job_request(**fields: object) -> JobRequest:
    """A dispatcher's request with every field there is, some of them changed."""
    return JobRequest.model_validate({**JOB, **fields})


def booking_request() -> BookingRequest:
    """A customer's request with every field there is."""
    return BookingRequest.model_validate(BOOKING)


def record_document(**fields: object) -> dict[str, Any]:
    """A first revision as JSON, with every field there is, some of them changed; the caller's own to change."""
    return {
        **deepcopy(JOB),
        "schema_version": 2,
        "token": TOKEN,
        "rev": 1,
        "write_id": "0" * 32,
        "status": "pending_pickup",
        "history": [
            {"from": None, "to": "pending_pickup", "at": "2026-11-24T17:00:00Z", "by": DISPATCHER, "why": None}
        ],
        "source": "dispatcher",
        "provenance": {"operation": "create", "by": DISPATCHER, "why": None, "restored_rev": None},
        "created_at": "2026-11-24T17:00:00Z",
        "updated_at": "2026-11-24T17:00:00Z",
        **fields,
    }


def record(**fields: object) -> Record:
    """A first revision, with some fields changed."""
    return Record.model_validate(record_document(**fields))


def moved(*statuses: str, token: str = TOKEN, at: str = "2026-11-24T18:00:00Z") -> Record:
    """A record that went through these statuses after `pending_pickup`, each change one revision."""
    path: list[Any] = [None, "pending_pickup", *statuses]
    history = [{"from": left, "to": reached, "at": at, "by": DISPATCHER} for left, reached in pairwise(path)]
    return record(token=token, rev=len(history), status=path[-1], history=history, updated_at=at)


class Killed(BaseException):
    """The process ends here. No `except Exception` of the code under test catches it."""


@dataclass
class Wire:
    """Sees each request that a client sends (retries too) as `PUT jobs/<token>.json`, and can answer in S3's place."""

    sent: list[str] = field(default_factory=list)
    answers: list[Callable[[AWSPreparedRequest], AWSResponse | None]] = field(default_factory=list)
    always: Callable[[AWSPreparedRequest], AWSResponse | None] | None = None
    kill_before: int | None = None
    kill_after: int | None = None
    client: S3Client | None = None
    _lock: Lock = field(default_factory=Lock)

    def kill(self, before: int | None = None, after: int | None = None) -> None:
        """Forget what was sent, and end the process around the request of that number from now."""
        self.sent.clear()
        self.kill_before, self.kill_after = before, after

    def disarm(self) -> None:
        """Let every request through from now on."""
        self.answers.clear()
        self.always = self.kill_before = self.kill_after = None

    def attach(self, client: Any) -> None:
        """Start watching this client."""
        client.meta.events.register("before-send", self._before_send)
        client.meta.events.register("response-received", self._received)

    def _before_send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        path = unquote(urlsplit(request.url).path).removeprefix("/")
        with self._lock:
            if self.kill_before == len(self.sent):
                raise Killed
            self.sent.append(f"{request.method} {path.partition('/')[2]}")
            answer = self.answers.pop(0) if self.answers else self.always
        return answer(request) if answer else None

    def _received(self, **_: object) -> None:
        if self.kill_after == len(self.sent) - 1:
            raise Killed


def through(_: AWSPreparedRequest) -> None:
    """Let S3 answer."""


def refusal(status: int, code: str, method: str = "") -> Callable[[AWSPreparedRequest], AWSResponse | None]:
    """S3's answer with that status and error code, to requests of that method; they do not reach S3."""

    def answer(request: AWSPreparedRequest) -> AWSResponse | None:
        if method not in ("", request.method):
            return None
        body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        return AWSResponse(request.url, status, HTTPHeaders(), _Raw(body))

    return answer


def lost_answer(request: AWSPreparedRequest) -> AWSResponse | None:
    """The request reaches S3, its answer does not come back: the client sees a 500 and tries again."""
    URLLib3Session().send(request)
    return refusal(500, "InternalError")(request)


class _Raw(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


def client(ministack: MiniStack, wire: Wire | None = None) -> S3Client:
    """An S3 client of MiniStack: one for all, since they are slow to make, or one with that wire."""
    if wire is None:
        return _shared_client(ministack)
    if wire.client is None:
        wire.client = _new_client(ministack)
        wire.attach(wire.client)
    return wire.client


@cache
def _shared_client(ministack: MiniStack) -> S3Client:
    return _new_client(ministack)


def _new_client(ministack: MiniStack) -> S3Client:
    return boto3.client(
        "s3",
        endpoint_url=ministack.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"mode": "standard", "total_max_attempts": 3}, max_pool_connections=32),
    )


@dataclass(frozen=True)
class Stage:
    """A jobs bucket and a views bucket of one test, and everything that works on them."""

    ministack: MiniStack
    s3: S3Client
    settings: Settings

    def dispatch(
        self,
        wire: Wire | None = None,
        on_board_deferred: Callable[[Exception], None] = lambda reason: None,
        now: Callable[[], datetime] = utc_now,
    ) -> Dispatch:
        """The operations, through a client of their own."""
        s3 = client(self.ministack, wire)
        return Dispatch(
            records=record_store(s3, self.settings),
            claims=claim_store(s3, self.settings),
            projections=projections(s3, self.settings),
            now=now,
            on_board_deferred=on_board_deferred,
        )

    def jobs_bucket(self, wire: Wire | None = None) -> Bucket:
        """The jobs bucket, through a client of its own."""
        return Bucket(client(self.ministack, wire), self.settings.jobs_bucket)

    def views_bucket(self, wire: Wire | None = None) -> Bucket:
        """The views bucket, through a client of its own."""
        return Bucket(client(self.ministack, wire), self.settings.views_bucket, CACHE_CONTROL)

    def unreachable_bucket(self) -> Bucket:
        """A bucket at a port where nobody listens."""
        nowhere = MiniStack("http://127.0.0.1:1")
        return Bucket(client(nowhere), self.settings.jobs_bucket)

    def sweep(
        self,
        wire: Wire | None = None,
        on_unreadable: Callable[[str], None] = lambda reason: None,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        page_size: int = 1000,
    ) -> Sweep:
        """A sweep over both buckets, through a client of its own."""
        s3 = client(self.ministack, wire)
        return Sweep(
            records=record_store(s3, self.settings),
            projections=projections(s3, self.settings),
            on_unreadable=on_unreadable,
            on_progress=on_progress,
            page_size=page_size,
            sleep=lambda seconds: None,
        )

    def checkpoints(self, wire: Wire | None = None) -> CheckpointStore:
        """A rebuild's checkpoint, through a client of its own."""
        return checkpoint_store(client(self.ministack, wire), self.settings)

    def put(self, key: str, body: bytes) -> None:
        """Write into the jobs bucket, without a condition."""
        self.s3.put_object(Bucket=self.settings.jobs_bucket, Key=key, Body=body)

    def put_view(self, token: str, body: bytes) -> None:
        """Write into the views bucket, without a condition."""
        self.s3.put_object(Bucket=self.settings.views_bucket, Key=f"api/track/{token}", Body=body)

    def cards(self) -> dict[str, Any]:
        """The cards on the stored board."""
        cards: dict[str, Any] = json.loads(self.body(self.settings.jobs_bucket, "jobs.json"))["jobs"]
        return cards

    def view(self, token: str) -> dict[str, Any]:
        """The stored view of a job."""
        view: dict[str, Any] = json.loads(self.body(self.settings.views_bucket, f"api/track/{token}"))
        return view

    def stored_record(self, token: str) -> Record:
        """The record as it is in S3."""
        return record_from_bytes(self.body(self.settings.jobs_bucket, f"jobs/{token}.json"), token)

    def body(self, bucket: str, key: str) -> bytes:
        """The bytes of an object. Raises NoSuchKey."""
        return self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    def keys(self, bucket: str) -> list[str]:
        """Every key of a bucket."""
        return [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
