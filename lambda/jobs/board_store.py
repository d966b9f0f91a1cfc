"""The board store: `jobs.json` in the jobs bucket, changed by compare-and-swap."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from contract.names import BOARD_KEY
from jobs.board import Cards, board_bytes, cards_from_bytes, merged
from jobs.bucket import Bucket, NotModifiedError, StoredObject
from jobs.compare_and_swap import ContentionError, Decision, Value, Write, compare_and_swap
from jobs.record import Record
from jobs.retry import REBUILD_SWAP, SwapLimits, board_swap

REQUESTS_PER_ATTEMPT = 2
EMPTY_ETAG = '"empty"'


class BoardBusyError(Exception):
    """Other writers changed the board during every attempt; nothing was written."""


class BoardStore:
    """Reads the board and puts records on it. `now` is in UTC, `sleep` takes seconds."""

    def __init__(
        self,
        bucket: Bucket,
        now: Callable[[], datetime],
        ended_days: int,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`ended_days`: how long an ended job stays on the board. At least 1, because of writers that are late."""
        if ended_days < 1:
            raise ValueError("a job that ended stays on the board for at least one day")
        self._bucket = bucket
        self._now = now
        self._ended_for = timedelta(days=ended_days)
        self._sleep = sleep

    def read(self, unless_etag: str | None = None) -> StoredObject:
        """The stored board; an empty one with EMPTY_ETAG before the first job.

        Raises NotModifiedError when it has the ETag `unless_etag`, UnreadableBoardError, StoreUnavailableError.
        """
        stored = self._bucket.get(BOARD_KEY, unless_etag)
        if stored:
            cards_from_bytes(stored.body)
            return stored
        if unless_etag == EMPTY_ETAG:
            raise NotModifiedError
        return StoredObject(board_bytes({}), EMPTY_ETAG)

    def current(self) -> StoredObject | None:
        """The stored object, readable or not; None when there is none. Raises StoreUnavailableError."""
        return self._bucket.get(BOARD_KEY)

    def with_records(self, cards: Cards, records: Iterable[Record]) -> Cards:
        """The cards with these records on them, without the jobs that ended too long ago."""
        return merged(cards, records, self._now() - self._ended_for)

    def shows(self, record: Record) -> bool:
        """Whether the job belongs on the board: it is open, or ended lately."""
        return bool(self.with_records({}, [record]))

    def put_on(self, records: Iterable[Record], attempts: int) -> None:
        """Put the records on the board, with at most that many attempts. Nothing is written when nothing changes.

        Raises BoardBusyError, UnreadableBoardError, StoreUnavailableError.
        """
        records = list(records)

        def decide(stored: StoredObject | None) -> Decision[None]:
            cards = cards_from_bytes(stored.body) if stored else {}
            return Write(board_bytes(self.with_records(cards, records)), None)

        self._swap(decide, board_swap(attempts), self.current, self._sleep)

    def repair(
        self,
        decide: Callable[[StoredObject | None], Decision[Value]],
        read: Callable[[], StoredObject | None],
        sleep: Callable[[float], None],
    ) -> bool:
        """Apply the decision of `decide` to the board, for a rebuild (jobs/compare_and_swap.py has the parameters).

        Returns whether it was changed. Raises BoardBusyError, StoreUnavailableError.
        """
        return self._swap(decide, REBUILD_SWAP, read, sleep)

    def _swap(
        self,
        decide: Callable[[StoredObject | None], Decision[Value]],
        limits: SwapLimits,
        read: Callable[[], StoredObject | None],
        sleep: Callable[[float], None],
    ) -> bool:
        try:
            return compare_and_swap(self._bucket, BOARD_KEY, decide, limits, read=read, sleep=sleep).changed
        except ContentionError:
            raise BoardBusyError(f"{limits.attempts} attempts") from None
