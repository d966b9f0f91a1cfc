"""The board document `jobs.json`: the cards of all open and lately ended jobs, by token. No I/O."""

import json
from collections.abc import Iterable
from datetime import datetime

from contract.names import BOARD_KEY
from jobs.card import BOARD_SCHEMA_VERSION, CardDocument, card
from jobs.record import Record
from jobs.status_flow import FLOW
from jobs.times import format_utc
from jobs.tokens import is_canary

Cards = dict[str, CardDocument]


class UnreadableBoardError(Exception):
    """`jobs.json` is not a board of this schema version. A rebuild replaces it."""


def merged(cards: Cards, records: Iterable[Record], ended_since: datetime) -> Cards:
    """The cards with those of the records added, without jobs that ended before `ended_since` and without canaries.

    An older revision never replaces a newer one, so the order and the repetition of calls do not matter.
    """
    board = dict(cards)
    for record in records:
        if is_canary(record.token):
            continue
        shown = board.get(record.token)
        if shown is None or shown["rev"] <= record.rev:
            board[record.token] = card(record)
    cutoff = format_utc(ended_since)
    return {token: board[token] for token in sorted(board) if not _ended_before(board[token], cutoff)}


def board_bytes(cards: Cards) -> bytes:
    """The board as stored. The same cards give the same bytes."""
    board = {"schema_version": BOARD_SCHEMA_VERSION, "jobs": cards}
    return json.dumps(board, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def cards_from_bytes(body: bytes) -> Cards:
    """The cards of a stored board. Raises UnreadableBoardError.

    Only the fields that `merged` uses are checked, so that cards of a newer release stay as they are.
    """
    try:
        board = json.loads(body)
        cards: Cards = board["jobs"]
        sound = board["schema_version"] == BOARD_SCHEMA_VERSION and all(map(_is_card, cards.values()))
    except (ValueError, TypeError, KeyError, AttributeError):
        sound = False
    if not sound:
        raise UnreadableBoardError(BOARD_KEY)
    return cards


def _is_card(value: CardDocument) -> bool:
    return type(value["rev"]) is int and type(value["status"]) is type(value["last_change"]["at"]) is str


def _ended_before(shown: CardDocument, cutoff: str) -> bool:
    ended = any(status.ends for status in FLOW.statuses if status.id == shown["status"])
    return ended and shown["last_change"]["at"] < cutoff
