"""Fixtures of the tests of the origin key."""

from tests.ministack import ministack

__all__ = ["ministack"]
