"""Factories of the stores, by the functions' settings, for the functions and for the operators' command line."""

from typing import TYPE_CHECKING

from jobs.board_store import BoardStore
from jobs.bucket import Bucket
from jobs.canaries import CanaryStore
from jobs.checkpoints import CheckpointStore
from jobs.function_settings import FunctionSettings
from jobs.idempotency import IdempotencyStore
from jobs.public_view import CompanyContact
from jobs.publish import Projections
from jobs.record_store import RecordStore
from jobs.times import utc_now
from jobs.view_store import CACHE_CONTROL, ViewStore

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def record_store(s3: "S3Client", settings: FunctionSettings) -> RecordStore:
    """The records, in the jobs bucket."""
    return RecordStore(Bucket(s3, settings.jobs_bucket))


def idempotency_store(s3: "S3Client", settings: FunctionSettings) -> IdempotencyStore:
    """The idempotency entries, in the jobs bucket."""
    return IdempotencyStore(Bucket(s3, settings.jobs_bucket))


def checkpoint_store(s3: "S3Client", settings: FunctionSettings) -> CheckpointStore:
    """The checkpoint of a rebuild, in the jobs bucket."""
    return CheckpointStore(Bucket(s3, settings.jobs_bucket))


def canary_store(s3: "S3Client", *, jobs_bucket: str, views_bucket: str) -> CanaryStore:
    """The records and views of canaries. It takes the names of the buckets, since canary and smoke test have no other
    settings.
    """
    return CanaryStore(Bucket(s3, jobs_bucket), Bucket(s3, views_bucket))


def projections(s3: "S3Client", settings: FunctionSettings) -> Projections:
    """The views, in the views bucket, and the board, in the jobs bucket."""
    company = CompanyContact(
        name=settings.company_name, phone=settings.company_phone, time_zone=settings.company_time_zone
    )
    return Projections(
        views=ViewStore(Bucket(s3, settings.views_bucket, CACHE_CONTROL), company),
        board=BoardStore(Bucket(s3, settings.jobs_bucket), utc_now, settings.board_ended_days),
    )
