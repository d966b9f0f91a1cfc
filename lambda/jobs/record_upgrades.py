"""How a stored record of an older schema version becomes one of the next: pure, applied in turn by every reader."""

from collections.abc import Callable
from typing import Any

Raw = dict[str, Any]


def _tell_what_made_it(raw: Raw) -> Raw:
    """1 to 2: `provenance`. Until then every revision was one entry of the history, so the last one tells it."""
    last = raw["history"][-1]
    operation = "create" if last["from"] is None else "transition"
    provenance = {"operation": operation, "by": last["by"], "why": last.get("why")}
    return {**raw, "schema_version": 2, "provenance": provenance}


UPGRADES: dict[int, Callable[[Raw], Raw]] = {1: _tell_what_made_it}
"""By the version that they upgrade from. What is stored stays as it is until the record's next revision."""
