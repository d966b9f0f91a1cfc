"""Sixteen dispatchers at once, for as long as it takes to meet what is rare."""

import pytest

from tests.testkit.concurrent_run import ConcurrentRun, assert_exact, outcomes
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets

pytestmark = pytest.mark.stress


@pytest.mark.parametrize("seed", range(100, 108))
@pytest.mark.parametrize("crash_rate", [0.0, 0.3])
def test_sixteen_dispatchers_at_once_with_random_operations(
    job_buckets: JobBuckets, distribution: Distribution, seed: int, crash_rate: float
) -> None:
    run = ConcurrentRun(job_buckets, distribution.invalidator, seed, operations=40, crash_rate=crash_rate)
    run.work()
    assert_exact(run)
    ended = outcomes(run)
    assert ended.total() == run.dispatchers * run.operations
    assert (ended["crashed"] > 0) == (crash_rate > 0)
    assert ended["StaleRevisionError"] > 0
    assert ended["TransitionNotAllowedError"] > 0
