"""Folders of the repository."""

from tooling.paths import REPOSITORY

__all__ = ["LAMBDA", "REPOSITORY"]

LAMBDA = REPOSITORY / "lambda"
"""The source root of the functions' code."""
