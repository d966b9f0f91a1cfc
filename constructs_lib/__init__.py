"""Constructs: the reusable parts of the stacks.

They share names and models with the runtime code, whose source root `lambda/` is no package. This is the one place that
puts it on the path of a synth: `cdk`, `make`, the review and the tests all import it before they import a stack.
(pytest and mypy have the folder in pyproject.toml. Tools use tooling/source_root.py, which constructs may not import.)
"""

import sys
from pathlib import Path

_SOURCE_ROOT = str(Path(__file__).parent.parent / "lambda")

if _SOURCE_ROOT not in sys.path:
    sys.path.append(_SOURCE_ROOT)
