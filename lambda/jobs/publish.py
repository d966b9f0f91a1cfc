"""Publishing: brings the projections of a record (view and board) up to date, for the API and for the publisher."""

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
    """A record to publish, and the expected stored view, which only saves a read (ViewStore.write)."""

    record: Record
    expected_view: Record | ExpectedView = ExpectedView.UNKNOWN


@dataclass(frozen=True)
class Projections:
    """The stores of the projections."""

    views: ViewStore
    board: BoardStore


@dataclass(frozen=True)
class Published:
    """The errors of a publication: those of views by token, and that of the board (None: it is up to date)."""

    view_errors: dict[str, StoreUnavailableError]
    board_error: Exception | None


def publish(changes: Sequence[Change], projections: Projections, board_attempts: int) -> Published:
    """Bring the views and then the board up to these records. The views come first: customers look at them.

    It can be repeated, in any order and concurrently: the revisions of the records guard both.
    """
    return Published(
        view_errors=_write_views(changes, projections.views),
        board_error=_write_board(changes, projections.board, board_attempts),
    )


def publish_within(change: Change, projections: Projections, requests: int) -> Published:
    """Bring the view up to this record, and the board if that takes at most so many requests to S3 in total.

    It bounds the time of a request to the API. All changes write the one board; the publisher writes in one batch what
    did not fit here.
    """
    try:
        used, view_errors = projections.views.write(change.record, change.expected_view), {}
    except StoreUnavailableError as error:
        used, view_errors = requests, {change.record.token: error}
    attempts = (requests - used) // REQUESTS_PER_ATTEMPT
    return Published(view_errors, _write_board([change], projections.board, max(attempts, 0)))


def _write_views(changes: Sequence[Change], views: ViewStore) -> dict[str, StoreUnavailableError]:
    def write(change: Change) -> StoreUnavailableError | None:
        try:
            views.write(change.record, change.expected_view)
        except StoreUnavailableError as error:
            return error
        return None

    if len(changes) == 1:
        errors = [write(changes[0])]
    else:
        with ThreadPoolExecutor(_PARALLEL_WRITES) as pool:
            errors = list(pool.map(write, changes))
    return {change.record.token: error for change, error in zip(changes, errors, strict=True) if error}


def _write_board(changes: Sequence[Change], board: BoardStore, attempts: int) -> Exception | None:
    try:
        board.put_on([change.record for change in changes], attempts)
    except (BoardBusyError, UnreadableBoardError, StoreUnavailableError) as error:
        return error
    return None
