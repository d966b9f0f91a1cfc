"""Folders of the repository."""

from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
LAMBDA = REPOSITORY / "lambda"
"""The source root of the functions' code."""
