"""Measurements of this system, each against a reference that runs in the same process on the same S3."""

import sys
from pathlib import Path

# The runtime code is a source root of its own, `lambda/`; pytest and mypy are told so in pyproject.toml.
sys.path.insert(0, str(Path(__file__).parent.parent / "lambda"))
