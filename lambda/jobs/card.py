"""The card: what the board shows of one job."""

from typing import Any

from jobs.record import Record

Card = dict[str, Any]


def card(record: Record) -> Card:
    """What the board shows of a record: all but its history and what made it, and the history's last entry."""
    fields = record.model_dump(mode="json", exclude={"history", "write_id", "provenance"})
    return {**fields, "last_change": record.history[-1].model_dump(mode="json")}
