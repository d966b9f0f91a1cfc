"""The card: what the board shows of one job; and the board document, which is made of cards."""

from typing import Any, Literal

from jobs.record import HistoryEntry, Job, Record
from jobs.strict import Strict

BOARD_SCHEMA_VERSION = 1


class Card(Job):
    """A job on the board: the record without its history, provenance and write id, and the history's last entry."""

    last_change: HistoryEntry


class Board(Strict):
    """The board: a card for every job that belongs on it, by token."""

    schema_version: Literal[1]
    jobs: dict[str, Card]


CardDocument = dict[str, Any]
"""A card as JSON. The store keeps cards in this form: validating a thousand of them for each change would be slow, and
a card that a newer release wrote has to survive."""

_NOT_ON_CARD = Record.model_fields.keys() - Card.model_fields.keys()


def card(record: Record) -> CardDocument:
    """The card of a record, as JSON."""
    fields = record.model_dump(mode="json", exclude=set(_NOT_ON_CARD))
    return {**fields, "last_change": record.history[-1].model_dump(mode="json")}
