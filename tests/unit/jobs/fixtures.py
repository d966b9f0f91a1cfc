"""Fixtures shared by the tests of the domain, the API and the publisher."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest

from jobs.settings import Settings
from tests.ministack import MiniStack
from tests.unit.jobs.support import Stage, client


@pytest.fixture
def new_stage(ministack: MiniStack) -> Callable[[], Stage]:
    """Makes empty buckets, as often as it is called; the jobs bucket keeps versions as the deployed one does."""
    s3 = client(ministack)

    def make() -> Stage:
        name = uuid4().hex
        settings = Settings(f"jobs-{name}", f"views-{name}", "QuickDumpNow", "+16195550142", "America/Los_Angeles", 7)
        for bucket in (settings.jobs_bucket, settings.views_bucket):
            s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=settings.jobs_bucket, VersioningConfiguration={"Status": "Enabled"})
        return Stage(ministack, s3, settings)

    return make


@pytest.fixture
def stage(new_stage: Callable[[], Stage]) -> Stage:
    """Empty buckets of this test's own."""
    return new_stage()


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore's own retries wait up to a second; the tests do not."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None, time=time.time))
