"""Publishing: the one way from records to their projections, for the API and for the publisher."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from jobs.board import UnreadableBoardError
from jobs.board_store import REQUESTS_PER_ATTEMPT, BoardBusyError, BoardStore
from jobs.bucket import StoreUnavailableError
from jobs.record import Record
from jobs.view_store import ExpectedView, ViewStore

_PARALLEL_WRITES = 8


@dataclass(frozen=True)
class Change:
    """A record to publish, and what its writer believes that the stored view is (which only saves a read)."""

    record: Record
    expected_view: Record | ExpectedView = ExpectedView.UNKNOWN


@dataclass(frozen=True)
class Projections:
    """Where records are published."""

    views: ViewStore
    board: BoardStore


@dataclass(frozen=True)
class Published:
    """What could not be written: the views, by token, and the board as a whole (None: it was)."""

    unwritten_views: dict[str, StoreUnavailableError]
    unwritten_board: Exception | None


def publish(changes: Sequence[Change], projections: Projections, board_attempts: int) -> Published:
    """Bring the views and the board up to these records; views first, since a customer may be waiting.

    Safe to repeat, in any order, by any number at once: both are guarded by the records' revisions.
    """
    return Published(
        unwritten_views=_write_views(changes, projections.views),
        unwritten_board=_write_board(changes, projections.board, board_attempts),
    )


def publish_within(change: Change, projections: Projections, requests: int) -> Published:
    """Bring the view up to this record, and the board if that fits into so many requests to S3.

    For whoever waits for an answer: many changes at once all want the one board, and the publisher puts on it in one
    batch what did not fit here.
    """
    try:
        spent, unwritten_views = projections.views.write(change.record, change.expected_view), {}
    except StoreUnavailableError as error:
        spent, unwritten_views = requests, {change.record.token: error}
    attempts = (requests - spent) // REQUESTS_PER_ATTEMPT
    return Published(unwritten_views, _write_board([change], projections.board, max(attempts, 0)))


def _write_views(changes: Sequence[Change], views: ViewStore) -> dict[str, StoreUnavailableError]:
    def unwritten(change: Change) -> StoreUnavailableError | None:
        try:
            views.write(change.record, change.expected_view)
        except StoreUnavailableError as error:
            return error
        return None

    if len(changes) == 1:
        errors = [unwritten(changes[0])]
    else:
        with ThreadPoolExecutor(_PARALLEL_WRITES) as pool:
            errors = list(pool.map(unwritten, changes))
    return {change.record.token: error for change, error in zip(changes, errors, strict=True) if error}


def _write_board(changes: Sequence[Change], board: BoardStore, attempts: int) -> Exception | None:
    try:
        board.put_on([change.record for change in changes], attempts)
    except (BoardBusyError, UnreadableBoardError, StoreUnavailableError) as error:
        return error
    return None
