"""The board: `jobs.json`, every open job and those that ended lately, keyed by token."""

import json
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from contract.names import BOARD_KEY
from jobs.backoff import full_jitter
from jobs.bucket import Bucket, ConditionalConflictError, NotModifiedError, PreconditionFailedError, StoredObject
from jobs.record import Record
from jobs.status_flow import FLOW
from jobs.times import format_utc
from jobs.tokens import is_canary

SCHEMA_VERSION = 1
REQUESTS_PER_ATTEMPT = 2
EMPTY_ETAG = '"empty"'

Card = dict[str, Any]
Cards = dict[str, Card]


class BoardBusyError(Exception):
    """Others kept changing the board; nothing was written."""


class UnreadableBoardError(Exception):
    """`jobs.json` is no board of this schema version. Rebuild it from the records."""


def card(record: Record) -> Card:
    """What the board shows of a record: all but its history and what made it, and the history's last entry."""
    fields = record.model_dump(mode="json", exclude={"history", "write_id", "provenance"})
    return {**fields, "last_change": record.history[-1].model_dump(mode="json")}


def merged(cards: Cards, records: Iterable[Record], ended_since: datetime) -> Cards:
    """The cards with these records on them, without the jobs that ended before `ended_since`, and without canaries.

    An older revision never replaces a newer one, so order and repetition do not matter.
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
    """The board as it is stored: the same cards give the same bytes."""
    board = {"schema_version": SCHEMA_VERSION, "jobs": cards}
    return json.dumps(board, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def cards_from_bytes(body: bytes) -> Cards:
    """The cards of a stored board. Raises UnreadableBoardError.

    Cards are checked only for what `merged` needs: it hands on what a newer version of this program wrote.
    """
    try:
        board = json.loads(body)
        cards: Cards = board["jobs"]
        sound = board["schema_version"] == SCHEMA_VERSION and all(map(_is_card, cards.values()))
    except (ValueError, TypeError, KeyError, AttributeError):
        sound = False
    if not sound:
        raise UnreadableBoardError(BOARD_KEY)
    return cards


def _is_card(value: Card) -> bool:
    return type(value["rev"]) is int and type(value["status"]) is type(value["last_change"]["at"]) is str


def _ended_before(shown: Card, cutoff: str) -> bool:
    ended = any(status.ends for status in FLOW.statuses if status.id == shown["status"])
    return ended and shown["last_change"]["at"] < cutoff


class BoardStore:
    """Reads the board, and puts records on it by compare-and-swap."""

    def __init__(
        self,
        bucket: Bucket,
        now: Callable[[], datetime],
        ended_days: int,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`ended_days`: how long a job that ended stays on the board. At least 1: late writers."""
        if ended_days < 1:
            raise ValueError("a job that ended stays on the board for at least one day")
        self._bucket = bucket
        self._now = now
        self._ended_for = timedelta(days=ended_days)
        self._sleep = sleep

    def read(self, unless_etag: str | None = None) -> StoredObject:
        """The board's bytes as stored.

        Raises NotModifiedError when the reader has that ETag, UnreadableBoardError, StoreUnavailableError.
        """
        stored = self._bucket.get(BOARD_KEY, unless_etag)
        if stored:
            cards_from_bytes(stored.body)
            return stored
        if unless_etag == EMPTY_ETAG:
            raise NotModifiedError
        return StoredObject(board_bytes({}), EMPTY_ETAG)

    def current(self) -> StoredObject | None:
        """The board as it is stored, whatever that is. Raises StoreUnavailableError."""
        return self._bucket.get(BOARD_KEY)

    def replace(self, cards: Cards, stored: StoredObject | None) -> None:
        """Write these cards in place of what was read. Raises PreconditionFailedError, ConditionalConflictError,
        StoreUnavailableError.
        """
        self._bucket.put(BOARD_KEY, board_bytes(cards), stored.etag if stored else None)

    def with_records(self, cards: Cards, records: Iterable[Record]) -> Cards:
        """The cards with these records on them, and without the jobs that ended too long ago."""
        return merged(cards, records, self._now() - self._ended_for)

    def shows(self, record: Record) -> bool:
        """Whether the job belongs on the board: it is open, or ended lately."""
        return bool(self.with_records({}, [record]))

    def put_on(self, records: Iterable[Record], attempts: int) -> None:
        """Put the records on the board, trying that many times. Writes nothing when nothing changes.

        Raises BoardBusyError, UnreadableBoardError, StoreUnavailableError.
        """
        records = list(records)
        for attempt in range(attempts):
            if attempt:
                self._sleep(full_jitter(attempt - 1))
            stored = self.current()
            cards = cards_from_bytes(stored.body) if stored else {}
            wanted = self.with_records(cards, records)
            if stored and stored.body == board_bytes(wanted):
                return
            try:
                self.replace(wanted, stored)
                return
            except (PreconditionFailedError, ConditionalConflictError):
                continue
        raise BoardBusyError(f"{attempts} attempts")
