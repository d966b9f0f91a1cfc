"""Sixteen dispatchers at once: legal histories without a gap, no acknowledged write is lost, the board is right."""

from tests.testkit.concurrent_run import ConcurrentRun, assert_exact, outcomes
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets


def test_sixteen_dispatchers_at_once_with_random_operations(
    job_buckets: JobBuckets, distribution: Distribution
) -> None:
    run = ConcurrentRun(job_buckets, distribution.invalidator, seed=1)
    run.work()
    assert_exact(run)
    ended = outcomes(run)
    assert ended.total() == run.dispatchers * run.operations
    assert ended["Record"] > ended.total() / 3
    assert ended["StaleRevisionError"] > 0
    assert ended["crashed"] > 0
