"""Fixtures of the tests of the auditor."""

from tests.ministack import ministack
from tests.unit.jobs.fixtures import new_stage, no_waits, stage

__all__ = ["ministack", "new_stage", "no_waits", "stage"]
