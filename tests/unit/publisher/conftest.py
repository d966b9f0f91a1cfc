"""Fixtures of the tests of the publisher."""

from tests.ministack import ministack
from tests.unit.jobs.fixtures import new_stage, no_waits, stage
from tests.unit.publisher.distribution import distribution

__all__ = ["distribution", "ministack", "new_stage", "no_waits", "stage"]
