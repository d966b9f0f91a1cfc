"""Canaries: booked and tracked like any job, on no board, and the only jobs that are ever removed."""

import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest

from contract.names import CANARY_TOKEN_PREFIX
from jobs import stores
from jobs.audit import audit
from jobs.canaries import CanaryStore
from jobs.record_store import JobNotFoundError
from jobs.tokens import is_canary, new_token
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.sample_jobs import NOW, booking_request, job_request


def test_a_canary_is_booked_followed_and_confirmed_like_any_job(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    record, view = service.book(booking_request(), "key", canary=True)
    assert is_canary(record.token)
    assert (view.status, service.book(booking_request(), "key", canary=True)[0]) == ("pending_pickup", record)
    assert service.confirm(record.token)[1].status == "ready_for_pickup"
    assert job_buckets.view(record.token)["rev"] == 2


def test_a_canary_is_on_no_board_and_no_difference_in_an_audit(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    job = service.create_job(job_request(), "dana@quickdumpnow.example")
    service.book(booking_request(), canary=True)
    assert set(job_buckets.cards()) == {job.token}
    assert audit(job_buckets.scan(), NOW + timedelta(hours=1)) == []


def canaries_of(job_buckets: JobBuckets) -> CanaryStore:
    settings = job_buckets.settings
    return stores.canary_store(job_buckets.s3, jobs_bucket=settings.jobs_bucket, views_bucket=settings.views_bucket)


def test_a_removed_canary_leaves_neither_record_nor_view(job_buckets: JobBuckets) -> None:
    service = job_buckets.job_service()
    record, _ = service.book(booking_request(), canary=True)
    canaries = canaries_of(job_buckets)
    canaries.remove(record.token)
    canaries.remove(record.token)
    with pytest.raises(JobNotFoundError):
        service.read_job(record.token)
    assert job_buckets.keys(job_buckets.settings.views_bucket) == []


def test_no_other_job_can_be_removed(job_buckets: JobBuckets) -> None:
    record, _ = job_buckets.job_service().book(booking_request())
    with pytest.raises(ValueError, match="only canaries are removed"):
        canaries_of(job_buckets).remove(record.token)
    assert job_buckets.job_service().read_job(record.token) == record


def test_a_customers_token_is_never_a_canarys(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: Iterator[str] = iter(
        [f"{CANARY_TOKEN_PREFIX}00000001", f"{CANARY_TOKEN_PREFIX}00000002", "fcdc1c82cb284dbe"]
    )
    monkeypatch.setattr(secrets, "token_hex", lambda count: next(drawn))
    assert new_token() == "fcdc1c82cb284dbe"
