"""The rebuild: makes views and board from the records, in parallel, and continues where an earlier run was stopped."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from jobs.board import UnreadableBoardError, board_bytes, cards_from_bytes
from jobs.bucket import StoredObject
from jobs.card import CardDocument, card
from jobs.checkpoints import CheckpointStore
from jobs.compare_and_swap import Decision, Keep, Remove, Write
from jobs.record import Record, UnreadableRecordError
from jobs.scan import Scan


@dataclass(frozen=True)
class Rebuilt:
    """The changes of a rebuild: the tokens of the changed views, and whether the board was changed.

    The edge still has the old views; the caller invalidates them. `resumed`: an earlier run had done the first part;
    `views` does not include its views.
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
    """Make every view, and then the board, from the records, while the system runs.

    An unreadable record is reported; its view and its card stay. A view without a record is removed.
    An interrupted run is continued after its last page. A second run at the same time takes over; the first one ends
    with PreconditionFailedError. Raises StoreUnavailableError, BoardBusyError.
    """
    begun = scan.with_retries(lambda: checkpoints.load(now))
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

    def decide(stored: StoredObject | None) -> Decision[bool]:
        """The value is whether the job belongs on the board. The record is read after the view."""
        record = scan.read_record(token)
        if isinstance(record, UnreadableRecordError):
            scan.on_unreadable(str(record))
            return Keep(False)
        return Write(views.body(record), board.shows(record)) if record else Remove(False)

    repaired = views.repair(token, decide, partial(scan.read_view, token), scan.sleep)
    return _Repair(token, repaired.changed, on_board=repaired.value)


def _repair_board(scan: Scan, on_board: set[str]) -> bool:
    """Whether the board had to be written.

    Every record is read after the board that it replaces, and read again where a newer board has another card for it:
    no card that a request puts on the board meanwhile is lost.
    """
    board = scan.projections.board
    records: dict[str, Record | UnreadableRecordError | None] = {}

    def decide(stored: StoredObject | None) -> Decision[None]:
        try:
            cards, readable = cards_from_bytes(stored.body) if stored else {}, True
        except UnreadableBoardError:
            cards, readable = {}, False
        unsure = [
            token
            for token in on_board | cards.keys()
            if token not in records or (token in cards and not _agrees(records[token], cards[token]))
        ]
        records.update(zip(unsure, scan.in_parallel(scan.read_record, unsure), strict=True))
        kept = {token: shown for token, shown in cards.items() if isinstance(records[token], UnreadableRecordError)}
        rebuilt = board.with_records(kept, [record for record in records.values() if isinstance(record, Record)])
        if readable and board.with_records(cards, []) == rebuilt:
            return Keep(None)
        return Write(board_bytes(rebuilt), None)

    return board.repair(decide, partial(scan.with_retries, board.current), scan.sleep)


def _agrees(record: Record | UnreadableRecordError | None, shown: CardDocument) -> bool:
    return isinstance(record, Record) and card(record) == shown
