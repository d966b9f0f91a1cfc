"""The slow suites, which only `pytest -m stress` runs: the quick ones of tests/unit, for longer."""

from tests.ministack import ministack
from tests.unit.jobs.fixtures import new_stage, no_waits, stage
from tests.unit.publisher.distribution import distribution

__all__ = ["distribution", "ministack", "new_stage", "no_waits", "stage"]
