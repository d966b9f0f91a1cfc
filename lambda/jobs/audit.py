"""The audit: compares board and views with the records and reports every difference. It changes nothing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contract.names import BOARD_KEY, VIEW_PREFIX
from jobs.board import UnreadableBoardError, cards_from_bytes
from jobs.card import card
from jobs.record import Record, UnreadableRecordError
from jobs.scan import Scan, ViewAndRecord
from jobs.tokens import is_canary, redact


@dataclass(frozen=True)
class Difference:
    """A difference between a projection and the record. `token` is None for the board as a whole.

    It names fields, never their values. Its text has all tokens redacted.
    """

    where: str
    token: str | None
    what: str

    def __str__(self) -> str:
        return redact(f"{self.where}: {self.what}")


def audit(scan: Scan, now: datetime, grace: timedelta = timedelta(0)) -> list[Difference]:
    """Every difference between board and views and the records.

    A difference is reported if it is still there at a second look and the job did not change within `grace` before
    `now`: a change that is being published is not a difference. Canaries are left out. Unreadable records go to the
    scan's `on_unreadable` and are left out. Ended jobs that are due to leave the board are removed before the
    comparison.
    Raises StoreUnavailableError.
    """
    settling = _Settling(now - grace, now)
    on_board: set[str] = set()
    doubtful: list[str] = []
    for page in scan.pages():
        for job in scan.in_parallel(scan.read_view_and_record, page.tokens):
            if isinstance(job.record, UnreadableRecordError):
                scan.on_unreadable(str(job.record))
            elif job.record and scan.projections.board.shows(job.record):
                on_board.add(job.token)
            if _view_difference(scan, job, settling):
                doubtful.append(job.token)
    again = scan.in_parallel(scan.read_view_and_record, doubtful)
    differences = [difference for job in again if (difference := _view_difference(scan, job, settling))]
    return differences + _board_differences(scan, on_board, settling)


@dataclass(frozen=True)
class _Settling:
    """The period in which a change may still be in the publisher's queue. A later date comes from a wrong clock."""

    start: datetime
    end: datetime

    def is_over(self, record: Record | UnreadableRecordError | None) -> bool:
        """Whether the projections of this record are due."""
        if isinstance(record, UnreadableRecordError):
            return False
        return record is None or not self.start < record.updated_at <= self.end


def _view_difference(scan: Scan, job: ViewAndRecord, settling: _Settling) -> Difference | None:
    if is_canary(job.token) or not settling.is_over(job.record):
        return None
    stored = job.view.body if job.view else None
    expected = scan.projections.views.body(job.record) if isinstance(job.record, Record) else None
    if stored == expected:
        return None
    if stored is None:
        what = "is missing"
    elif expected is None:
        what = "belongs to no record"
    else:
        what = _differing(_json(stored), _json(expected))
    return Difference(f"{VIEW_PREFIX}{job.token}", job.token, what)


def _board_differences(scan: Scan, on_board: set[str], settling: _Settling) -> list[Difference]:
    first = _compare_board(scan, on_board, settling, add_stored=True)
    tokens = {difference.token for difference in first if difference.token}
    if first and not tokens:
        return first
    return _compare_board(scan, tokens, settling, add_stored=False) if tokens else []


def _compare_board(scan: Scan, tokens: set[str], settling: _Settling, add_stored: bool) -> list[Difference]:
    """Differences on the board for these jobs and, with `add_stored`, for all jobs that have a card."""
    board = scan.projections.board
    stored = scan.with_retries(board.current)
    try:
        cards = board.with_records(cards_from_bytes(stored.body) if stored else {}, [])
    except UnreadableBoardError:
        return [Difference(BOARD_KEY, None, "is no board; rebuild it")]
    compared = sorted(tokens | (cards.keys() if add_stored else set()))
    differences = []
    for token, record in zip(compared, scan.in_parallel(scan.read_record, compared), strict=True):
        if not settling.is_over(record):
            continue
        expected = card(record) if isinstance(record, Record) and board.shows(record) else None
        if cards.get(token) != expected:
            differences.append(Difference(f"{BOARD_KEY} {token}", token, _card_difference(cards.get(token), expected)))
    return differences


def _card_difference(stored: Any, expected: Any) -> str:
    if stored is None:
        return "the card is missing"
    if expected is None:
        return "the card belongs to no job that is to be on the board"
    return _differing(stored, expected)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _differing(stored: Any, expected: Any) -> str:
    return "differs in " + (", ".join(_pointers(stored, expected, "")) or "its form alone")


def _pointers(stored: Any, expected: Any, at: str) -> Iterable[str]:
    """JSON pointers to the values that differ."""
    if isinstance(stored, dict) and isinstance(expected, dict):
        for name in sorted(stored.keys() | expected.keys()):
            if (name in stored) != (name in expected):
                yield f"{at}/{name}"
            else:
                yield from _pointers(stored[name], expected[name], f"{at}/{name}")
    elif stored != expected:
        yield at or "everything"
