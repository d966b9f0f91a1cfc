"""Verifying that board and views are what the records say: every difference, and nothing is changed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contract.names import BOARD_KEY, VIEW_PREFIX
from jobs.board import UnreadableBoardError, cards_from_bytes
from jobs.card import card
from jobs.record import Record, UnreadableRecordError
from jobs.scan import Scan, Seen
from jobs.tokens import is_canary, redact


@dataclass(frozen=True)
class Difference:
    """Where a projection is not what the record says. `token` is None where it is the board as a whole.

    Names fields and never repeats what they hold; as text it holds no whole token.
    """

    where: str
    token: str | None
    what: str

    def __str__(self) -> str:
        return redact(f"{self.where}: {self.what}")


def audit(scan: Scan, now: datetime, grace: timedelta = timedelta(0)) -> list[Difference]:
    """Every difference between board and views and what the records say.

    Looks twice before it calls something a difference, and leaves out a job that changed within `grace` before `now`:
    what is being published at the moment is no difference. Canaries are nobody's jobs and left out too. Unreadable
    records are reported and otherwise left out; ended jobs that are due to leave the board are pruned before the two
    are compared.
    Raises StoreUnavailableError.
    """
    settling = _Settling(now - grace, now)
    on_board: set[str] = set()
    doubtful: list[str] = []
    for page in scan.pages():
        for seen in scan.in_parallel(scan.see, page.tokens):
            if isinstance(seen.record, UnreadableRecordError):
                scan.on_unreadable(str(seen.record))
            elif seen.record and scan.projections.board.shows(seen.record):
                on_board.add(seen.token)
            if _view_difference(scan, seen, settling):
                doubtful.append(seen.token)
    again = scan.in_parallel(scan.see, doubtful)
    differences = [difference for seen in again if (difference := _view_difference(scan, seen, settling))]
    return differences + _board_differences(scan, on_board, settling)


@dataclass(frozen=True)
class _Settling:
    """The time in which a change may still be on its way. One that is dated later is not: its clock was wrong."""

    start: datetime
    end: datetime

    def is_over(self, record: Record | UnreadableRecordError | None) -> bool:
        """Whether the projections can be held to this record."""
        if isinstance(record, UnreadableRecordError):
            return False
        return record is None or not self.start < record.updated_at <= self.end


def _view_difference(scan: Scan, seen: Seen, settling: _Settling) -> Difference | None:
    if is_canary(seen.token) or not settling.is_over(seen.record):
        return None
    stored = seen.view.body if seen.view else None
    wanted = scan.projections.views.body(seen.record) if isinstance(seen.record, Record) else None
    if stored == wanted:
        return None
    if stored is None:
        what = "is missing"
    elif wanted is None:
        what = "belongs to no record"
    else:
        what = _differing(_json(stored), _json(wanted))
    return Difference(f"{VIEW_PREFIX}{seen.token}", seen.token, what)


def _board_differences(scan: Scan, on_board: set[str], settling: _Settling) -> list[Difference]:
    first = _compare_board(scan, on_board, settling, add_stored=True)
    tokens = {difference.token for difference in first if difference.token}
    if first and not tokens:
        return first
    return _compare_board(scan, tokens, settling, add_stored=False) if tokens else []


def _compare_board(scan: Scan, tokens: set[str], settling: _Settling, add_stored: bool) -> list[Difference]:
    """Differences on the board for these jobs, and (`add_stored`) for those that have a card."""
    board = scan.projections.board
    stored = scan.patiently(board.current)
    try:
        cards = board.with_records(cards_from_bytes(stored.body) if stored else {}, [])
    except UnreadableBoardError:
        return [Difference(BOARD_KEY, None, "is no board; rebuild it")]
    asked = sorted(tokens | (cards.keys() if add_stored else set()))
    differences = []
    for token, record in zip(asked, scan.in_parallel(scan.read, asked), strict=True):
        if not settling.is_over(record):
            continue
        wanted = card(record) if isinstance(record, Record) and board.shows(record) else None
        if cards.get(token) != wanted:
            differences.append(Difference(f"{BOARD_KEY} {token}", token, _card_difference(cards.get(token), wanted)))
    return differences


def _card_difference(stored: Any, wanted: Any) -> str:
    if stored is None:
        return "the card is missing"
    if wanted is None:
        return "the card belongs to no job that is to be on the board"
    return _differing(stored, wanted)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _differing(stored: Any, wanted: Any) -> str:
    return "differs in " + (", ".join(_pointers(stored, wanted, "")) or "its form alone")


def _pointers(stored: Any, wanted: Any, at: str) -> Iterable[str]:
    """JSON pointers to what differs."""
    if isinstance(stored, dict) and isinstance(wanted, dict):
        for name in sorted(stored.keys() | wanted.keys()):
            if (name in stored) != (name in wanted):
                yield f"{at}/{name}"
            else:
                yield from _pointers(stored[name], wanted[name], f"{at}/{name}")
    elif stored != wanted:
        yield at or "everything"
