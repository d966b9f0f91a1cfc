"""Buckets with any number of jobs for a measurement: a few are open, the others ended a year ago."""

import http.client
import json
import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.session import get_session

from contract.names import BOARD_KEY, VIEW_PREFIX, FunctionName, Variable
from jobs.board import board_bytes
from jobs.card import card
from jobs.function_settings import FunctionSettings
from jobs.job_service import JobService
from jobs.record import Record
from jobs.record_store import record_key
from jobs.requests import JobRequest
from jobs.stores import idempotency_store, projections, record_store
from jobs.times import utc_now
from tooling import aws

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LOADERS = 4
PERSON = "dana@quickdumpnow.example"
REQUEST = JobRequest.model_validate(
    {
        "customer": {"name": "Mark", "phone": "+16195550123", "email": "mark@example.com"},
        "service": {
            "kind": "junk_removal",
            "address": {"street": "3512 Soderblom Ave", "unit": "4B", "city": "San Diego", "zip": "92122"},
            "notes": "gate code 4711",
        },
        "price": {"amount_cents": 60000},
        "window": {"start": "2026-11-25T16:00:00Z", "end": "2026-11-25T18:00:00Z", "zone": "America/Los_Angeles"},
    }
)


@dataclass(frozen=True)
class JobBuckets:
    """The jobs bucket and the views bucket at an endpoint."""

    endpoint: str
    settings: FunctionSettings

    @cached_property
    def s3(self) -> "S3Client":
        """One client for all threads, with enough connections."""
        client = get_session().create_client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(max_pool_connections=32),
        )
        return cast("S3Client", client)

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of a function that uses these buckets."""
        return {
            **os.environ,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            Variable.JOBS_BUCKET: self.settings.jobs_bucket,
            Variable.VIEWS_BUCKET: self.settings.views_bucket,
            Variable.COMPANY_NAME: self.settings.company_name,
            Variable.COMPANY_PHONE: self.settings.company_phone,
            Variable.ORIGIN_KEYS: "bench",
            Variable.COMPANY_TIME_ZONE: self.settings.company_time_zone,
            Variable.BOARD_ENDED_DAYS: str(self.settings.board_ended_days),
            Variable.SERVICE_AREA: "",
            Variable.SERVICE: FunctionName.JOB_API,
        }

    def job_service(self, deferred: list[Exception] | None = None) -> JobService:
        """The operations; whenever a board is left to the publisher, `deferred` grows."""
        return JobService(
            records=record_store(self.s3, self.settings),
            idempotency=idempotency_store(self.s3, self.settings),
            projections=projections(self.s3, self.settings),
            now=utc_now,
            on_board_deferred=(deferred if deferred is not None else []).append,
        )

    def open_jobs(self, count: int) -> list[Record]:
        """Create `count` open jobs."""
        return [self.job_service().create_job(REQUEST, PERSON) for _ in range(count)]

    def restore(self, jobs: Sequence[Record]) -> None:
        """Write these jobs as they were, and a board with them only, so that every round starts in the same state."""
        views = self.job_service().projections.views
        for job in jobs:
            self.s3.put_object(Bucket=self.settings.jobs_bucket, Key=record_key(job.token), Body=job.to_bytes())
            self.s3.put_object(Bucket=self.settings.views_bucket, Key=VIEW_PREFIX + job.token, Body=views.body(job))
        board = board_bytes({job.token: card(job) for job in jobs})
        self.s3.put_object(Bucket=self.settings.jobs_bucket, Key=BOARD_KEY, Body=board)

    def ended_jobs(self, count: int) -> None:
        """Write `count` jobs that were cancelled a year ago, and their views, as copies of one job with other tokens.

        It uses plain HTTP, which sends five times as many requests per second as a botocore client.
        """
        template = _ended()
        view = self.job_service().projections.views.body(template)
        tokens = [secrets.token_hex(8) for _ in range(count)]
        with ThreadPoolExecutor(LOADERS) as pool:
            loads = [
                pool.submit(self._load, tokens[each::LOADERS], template.to_bytes(), template.token, view)
                for each in range(LOADERS)
            ]
            for load in loads:
                load.result()

    def _load(self, tokens: Sequence[str], record: bytes, token: str, view: bytes) -> None:
        address = urlsplit(self.endpoint)
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        headers = {"Content-Type": "application/json", **aws.authorization("s3")}
        for each in tokens:
            body = record.replace(token.encode(), each.encode())
            for bucket, key, content in (
                (self.settings.jobs_bucket, record_key(each), body),
                (self.settings.views_bucket, VIEW_PREFIX + each, view),
            ):
                connection.request("PUT", f"/{bucket}/{key}", content, headers)
                response = connection.getresponse()
                response.read()
                if response.status != http.client.OK:
                    raise RuntimeError(f"a job could not be written: {response.status}")
        connection.close()


def new_job_buckets(endpoint: str) -> JobBuckets:
    """Empty buckets. They are not versioned, because the versions of the reference would fill the memory."""
    name = secrets.token_hex(4)
    buckets = JobBuckets(
        endpoint,
        FunctionSettings(f"jobs-{name}", f"views-{name}", "QuickDumpNow", "+16195550142", "America/Los_Angeles", 7),
    )
    for bucket in (buckets.settings.jobs_bucket, buckets.settings.views_bucket):
        buckets.s3.create_bucket(Bucket=bucket)
    return buckets


def _ended() -> Record:
    """A job that was created and cancelled a year ago; it is in no bucket."""
    a_year_ago = utc_now() - timedelta(days=365)
    history: list[dict[str, Any]] = [
        {"from": None, "to": "pending_pickup", "at": a_year_ago, "by": PERSON},
        {"from": "pending_pickup", "to": "cancelled", "at": a_year_ago, "by": PERSON, "why": "no access"},
    ]
    return Record.model_validate(
        {
            **json.loads(REQUEST.model_dump_json()),
            "schema_version": 2,
            "token": secrets.token_hex(8),
            "rev": 2,
            "write_id": secrets.token_hex(16),
            "status": "cancelled",
            "history": history,
            "source": "dispatcher",
            "provenance": {"operation": "transition", "by": PERSON, "why": "no access"},
            "created_at": a_year_ago,
            "updated_at": a_year_ago,
        }
    )
