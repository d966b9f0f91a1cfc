"""Rebuilding board and views from the records: parallel, and taken up where it stopped."""

from dataclasses import dataclass
from datetime import datetime

from jobs.board import UnreadableBoardError, cards_from_bytes
from jobs.board_store import BoardBusyError
from jobs.bucket import ConditionalConflictError, PreconditionFailedError, StoreUnavailableError
from jobs.card import Card, card
from jobs.checkpoints import CheckpointStore
from jobs.record import Record, UnreadableRecordError
from jobs.retry import full_jitter
from jobs.scan import Scan

_ATTEMPTS = 20


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild has changed: the views of which jobs, and whether the board.

    The edge still has the old views; whoever called invalidates them. `resumed` says that an earlier run had done the
    first part; its views are not in `views`.
    """

    views: list[str]
    board: bool
    resumed: bool


@dataclass(frozen=True)
class _Repair:
    token: str
    changed: bool
    on_board: bool


def rebuild(scan: Scan, checkpoints: CheckpointStore, now: datetime) -> Rebuilt:
    """Make every view, and then the board, what the records say, while the system runs.

    A job whose record is unreadable is reported, its view and its card stay. A view without a record is removed.
    A run that died is taken up after its last page; a second run at once takes the first one's place, which ends with
    PreconditionFailedError. Raises StoreUnavailableError, BoardBusyError.
    """
    begun = scan.patiently(lambda: checkpoints.load(now))
    on_board = set(begun.on_board)
    views: list[str] = []
    checkpoint = begun
    for page in scan.pages(begun.cursor):
        repairs = scan.in_parallel(lambda token: _repair_view(scan, token), page.tokens)
        views += [repair.token for repair in repairs if repair.changed]
        on_board.update(repair.token for repair in repairs if repair.on_board)
        checkpoint = checkpoints.save(checkpoint, page.cursor, on_board, now)
    board = _repair_board(scan, on_board)
    checkpoints.clear(checkpoint)
    return Rebuilt(views, board, resumed=begun.cursor != "")


def _repair_view(scan: Scan, token: str) -> _Repair:
    views, board = scan.projections.views, scan.projections.board
    for attempt in range(_ATTEMPTS):
        seen = scan.see(token)
        if isinstance(seen.record, UnreadableRecordError):
            scan.on_unreadable(str(seen.record))
            return _Repair(token, changed=False, on_board=False)
        shown = seen.record is not None and board.shows(seen.record)
        try:
            if seen.record and not (seen.view and seen.view.body == views.body(seen.record)):
                views.replace(seen.record, seen.view)
            elif not seen.record and seen.view:
                views.remove(token, seen.view)
            else:
                return _Repair(token, changed=False, on_board=shown)
            return _Repair(token, changed=True, on_board=shown)
        except (PreconditionFailedError, ConditionalConflictError, StoreUnavailableError):
            scan.sleep(full_jitter(attempt))
    raise StoreUnavailableError("conflicting writes")


def _repair_board(scan: Scan, on_board: set[str]) -> bool:
    """Whether the board had to be written.

    Every record is read after the board that it replaces, and again where a newer board has another card for it: a
    card that a request puts on meanwhile is never lost.
    """
    board = scan.projections.board
    records: dict[str, Record | UnreadableRecordError | None] = {}
    for attempt in range(_ATTEMPTS):
        stored = scan.patiently(board.current)
        try:
            cards, sound = cards_from_bytes(stored.body) if stored else {}, True
        except UnreadableBoardError:
            cards, sound = {}, False
        doubtful = [
            token
            for token in on_board | cards.keys()
            if token not in records or (token in cards and not _agrees(records[token], cards[token]))
        ]
        records.update(zip(doubtful, scan.in_parallel(scan.read, doubtful), strict=True))
        kept = {token: shown for token, shown in cards.items() if isinstance(records[token], UnreadableRecordError)}
        wanted = board.with_records(kept, [record for record in records.values() if isinstance(record, Record)])
        if sound and board.with_records(cards, []) == wanted:
            return False
        try:
            board.replace(wanted, stored)
            return True
        except (PreconditionFailedError, ConditionalConflictError, StoreUnavailableError):
            scan.sleep(full_jitter(attempt))
    raise BoardBusyError(f"{_ATTEMPTS} attempts")


def _agrees(record: Record | UnreadableRecordError | None, shown: Card) -> bool:
    return isinstance(record, Record) and card(record) == shown
