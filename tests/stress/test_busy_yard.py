"""Sixteen dispatchers at once, for as long as it takes to meet what is rare."""

import pytest

from tests.testkit.busy_yard import Yard, assert_exact, outcomes
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets

pytestmark = pytest.mark.stress


@pytest.mark.parametrize("seed", range(100, 108))
@pytest.mark.parametrize("deaths", [0.0, 0.3])
def test_sixteen_dispatchers_at_once_with_random_operations(
    job_buckets: JobBuckets, distribution: Distribution, seed: int, deaths: float
) -> None:
    yard = Yard(job_buckets, distribution.invalidator, seed, operations=40, deaths=deaths)
    yard.work()
    assert_exact(yard)
    ended = outcomes(yard)
    assert ended.total() == yard.dispatchers * yard.operations
    assert (ended["died"] > 0) == (deaths > 0)
    assert ended["StaleRevisionError"] > 0
    assert ended["TransitionNotAllowedError"] > 0
