"""Two crashes in a row: the operation's process at any request, and then the publisher's at any request."""

from itertools import count

import pytest

from jobs.audit import audit
from jobs.times import utc_now
from tests.testkit.crashes import OPERATIONS, Operation, World, deliver_late_twice_and_out_of_order, run_until_killed
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.s3_wire import Killed

pytestmark = pytest.mark.stress


@pytest.mark.parametrize("operation", OPERATIONS)
def test_after_a_crash_of_the_operation_and_one_of_the_publisher_projections_match_the_records(
    job_buckets: JobBuckets, distribution: Distribution, operation: Operation
) -> None:
    world = World(job_buckets, distribution)
    crashes = 0
    for first in count():
        completed = False
        for second in count():
            tokens, acknowledged, completed = run_until_killed(world, operation, first)
            world.kill_before(second)
            try:
                deliver_late_twice_and_out_of_order(world, tokens, seed=100 * first + second)
                crashed = False
            except Killed:
                crashed = True
            world.disarm()
            deliver_late_twice_and_out_of_order(world, tokens, seed=second)
            for token in tokens:
                world.assert_agreed(token)
            if acknowledged:
                assert world.job_buckets.stored_record(acknowledged.token) == acknowledged
            crashes += crashed
            if not crashed:
                break
        if completed:
            break
    assert crashes > 40
    assert audit(world.job_buckets.scan(), utc_now()) == []
