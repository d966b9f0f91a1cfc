"""The stored board: read it, and put records on it by compare-and-swap."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from contract.names import BOARD_KEY
from jobs.board import Cards, board_bytes, cards_from_bytes, merged
from jobs.bucket import Bucket, ConditionalConflictError, NotModifiedError, PreconditionFailedError, StoredObject
from jobs.record import Record
from jobs.retry import full_jitter

REQUESTS_PER_ATTEMPT = 2
EMPTY_ETAG = '"empty"'


class BoardBusyError(Exception):
    """Others kept changing the board; nothing was written."""


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
