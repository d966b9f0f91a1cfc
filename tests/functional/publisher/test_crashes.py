"""Crashes: a process ends before any request to S3 or CloudFront, and record, board, view and edge agree afterwards.

A crash after one request is a crash before the next one. So each test crashes before every request in turn of an
operation and then of the publisher, until both complete. Then the events of all writes are delivered late, twice and
out of order.
"""

from itertools import count

import pytest

from jobs.audit import audit
from jobs.times import utc_now
from tests.testkit.crashes import (
    OPERATIONS,
    Operation,
    World,
    deliver_late_twice_and_out_of_order,
    run_until_killed,
)
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets


@pytest.fixture
def world(job_buckets: JobBuckets, distribution: Distribution) -> World:
    return World(job_buckets, distribution)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_after_a_crash_at_any_request_record_board_view_and_edge_agree(world: World, operation: Operation) -> None:
    acknowledged_kills = 0
    for step in count():
        tokens, acknowledged, completed = run_until_killed(world, operation, step)
        deliver_late_twice_and_out_of_order(world, tokens, step)
        for token in tokens:
            world.assert_agreed(token)
            assert world.job_buckets.stored_record(token).rev <= 3
        if acknowledged:
            acknowledged_kills += not completed
            assert world.job_buckets.stored_record(acknowledged.token) == acknowledged
        if completed:
            break
    assert acknowledged_kills == 4  # the publisher's: record, view and board read, edge invalidated
    assert step - acknowledged_kills >= 5
    assert audit(world.job_buckets.scan(), utc_now()) == []
