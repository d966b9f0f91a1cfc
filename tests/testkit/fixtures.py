"""Fixtures of more than one suite; tests/conftest.py makes them available to all."""

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets, new_buckets
from tests.testkit.ministack import MiniStack
from tooling.ports import unused_port
from tooling.throwaway import emulator


@pytest.fixture(scope="session")
def ministack() -> Iterator[MiniStack]:
    """One emulator for the whole test run, started by the first test that requests it."""
    with emulator() as endpoint_url:
        yield MiniStack(endpoint_url)


@pytest.fixture
def new_job_buckets(ministack: MiniStack) -> Callable[[], JobBuckets]:
    """Makes empty buckets, as often as it is called; the jobs bucket keeps versions as the deployed one does."""
    return lambda: new_buckets(ministack)


@pytest.fixture
def job_buckets(new_job_buckets: Callable[[], JobBuckets]) -> JobBuckets:
    """Empty buckets of this test's own."""
    return new_job_buckets()


@pytest.fixture
def distribution(ministack: MiniStack) -> Distribution:
    """A distribution of this test's own."""
    return Distribution(ministack)


@pytest.fixture
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore's own retries wait up to a second; the tests do not."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None, time=time.time))


@pytest.fixture
def free_port() -> int:
    return unused_port()


@pytest.fixture
def another_free_port() -> int:
    return unused_port()
