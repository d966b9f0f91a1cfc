"""Fixtures of the operator's commands: an AWS to run them against."""

from tests.ministack import ministack

__all__ = ["ministack"]
