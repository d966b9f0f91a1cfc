"""Puts `lambda/`, the source root of the runtime code, on the path of tools that are started without pytest."""

import sys

from tooling.paths import REPOSITORY


def add_source_root() -> None:
    """Append it once. bench, codegen, qdn and the screenshots call this in their `__init__.py`."""
    source_root = str(REPOSITORY / "lambda")
    if source_root not in sys.path:
        sys.path.append(source_root)
