"""The buckets of one test, and the runtime code that works on them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from mypy_boto3_s3 import S3Client

from jobs.bucket import Bucket
from jobs.checkpoints import CheckpointStore
from jobs.function_settings import FunctionSettings
from jobs.job_service import JobService
from jobs.record import Record, record_from_bytes
from jobs.scan import Progress, Scan
from jobs.stores import checkpoint_store, idempotency_store, projections, record_store
from jobs.times import utc_now
from jobs.view_store import CACHE_CONTROL
from tests.testkit.ministack import MiniStack
from tests.testkit.s3_wire import Wire, client


@dataclass(frozen=True)
class JobBuckets:
    """A jobs bucket and a views bucket of one test, and everything that works on them."""

    ministack: MiniStack
    s3: S3Client
    settings: FunctionSettings

    def job_service(
        self,
        wire: Wire | None = None,
        on_board_deferred: Callable[[Exception], None] = lambda reason: None,
        now: Callable[[], datetime] = utc_now,
    ) -> JobService:
        """The operations, through a client of their own."""
        s3 = client(self.ministack, wire)
        return JobService(
            records=record_store(s3, self.settings),
            idempotency=idempotency_store(s3, self.settings),
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
        """A bucket at a port without a listener."""
        nowhere = MiniStack("http://127.0.0.1:1")
        return Bucket(client(nowhere), self.settings.jobs_bucket)

    def scan(
        self,
        wire: Wire | None = None,
        on_unreadable: Callable[[str], None] = lambda reason: None,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        page_size: int = 1000,
    ) -> Scan:
        """A scan over both buckets, through a client of its own."""
        s3 = client(self.ministack, wire)
        return Scan(
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


def new_buckets(ministack: MiniStack) -> JobBuckets:
    """Empty buckets; the jobs bucket keeps versions as the deployed one does."""
    s3 = client(ministack)
    name = uuid4().hex
    settings = FunctionSettings(
        f"jobs-{name}", f"views-{name}", "QuickDumpNow", "+16195550142", "America/Los_Angeles", 7
    )
    for bucket in (settings.jobs_bucket, settings.views_bucket):
        s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=settings.jobs_bucket, VersioningConfiguration={"Status": "Enabled"})
    return JobBuckets(ministack, s3, settings)
