"""Upgrades of stored records from one schema version to the next: pure functions that every reader applies in turn."""

from collections.abc import Callable
from typing import Any

Raw = dict[str, Any]


def _add_provenance(raw: Raw) -> Raw:
    """1 to 2: adds `provenance`. In version 1 every revision added an entry to the history; the last one has it."""
    last = raw["history"][-1]
    operation = "create" if last["from"] is None else "transition"
    provenance = {"operation": operation, "by": last["by"], "why": last.get("why")}
    return {**raw, "schema_version": 2, "provenance": provenance}


UPGRADES: dict[int, Callable[[Raw], Raw]] = {1: _add_provenance}
"""By the version that they upgrade from. The stored bytes stay as they are until the record's next revision."""
