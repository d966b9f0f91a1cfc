"""Sixteen dispatchers at once: legal histories without a gap, no acknowledged write is lost, the board is right."""

from tests.testkit.busy_yard import Yard, assert_exact, outcomes
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets


def test_sixteen_dispatchers_at_once_with_random_operations(
    job_buckets: JobBuckets, distribution: Distribution
) -> None:
    yard = Yard(job_buckets, distribution.invalidator, seed=1)
    yard.work()
    assert_exact(yard)
    ended = outcomes(yard)
    assert ended.total() == yard.dispatchers * yard.operations
    assert ended["Record"] > ended.total() / 3
    assert ended["StaleRevisionError"] > 0
    assert ended["died"] > 0
