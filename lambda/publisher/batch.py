"""Publishing a batch of events: each record read once, the board and the edge brought up to them once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from jobs.bucket import StoreUnavailableError
from jobs.publish import Change, Projections, publish
from jobs.record import Record, UnreadableRecordError
from jobs.record_store import JobNotFoundError, RecordStore, record_name
from jobs.retry import PUBLISHER_BOARD
from jobs.tokens import is_canary, is_token
from publisher.events import object_key
from publisher.invalidation import MAX_PATHS, InvalidationRefusedError, Invalidator

_PARALLEL_READS = 8


@dataclass(frozen=True)
class Report:
    """Where a batch says what it met: unreadable records, steps to be repeated with the reason, and what is done."""

    unreadable: Callable[[str], None]
    postponed: Callable[[str, str], None]
    published: Callable[[Record], None]


@dataclass(frozen=True)
class Publisher:
    """Brings board, views and edge up to the records that the messages are about.

    Only what the records say now counts: repeated, late and reordered messages change nothing.
    """

    records: RecordStore
    projections: Projections
    invalidator: Invalidator
    report: Report

    def publish_batch(self, messages: Sequence[dict[str, Any]]) -> list[str]:
        """The ids of the messages to be delivered again."""
        waiting, failed = self._sorted_by_token(messages)
        records, unread = self._read(list(waiting))
        late = unread | (self._publish(records) if records else set())
        return failed + [message for token in waiting if token in late for message in waiting[token]]

    def _sorted_by_token(self, messages: Sequence[dict[str, Any]]) -> tuple[dict[str, list[str]], list[str]]:
        """Message ids by token, and those of messages that are no events (for the dead-letter queue)."""
        waiting: dict[str, list[str]] = {}
        failed = []
        for message in messages:
            try:
                name = record_name(object_key(message))
            except ValueError as error:
                self.report.postponed("message", str(error))
                failed.append(message["messageId"])
                continue
            if is_token(name):
                waiting.setdefault(name, []).append(message["messageId"])
            else:
                self.report.unreadable(f"record {name[:4]}…: its name is no token")
        return waiting, failed

    def _read(self, tokens: Sequence[str]) -> tuple[list[Record], set[str]]:
        """The records that can be read, and the tokens whose reading must be repeated."""
        with ThreadPoolExecutor(_PARALLEL_READS) as pool:
            outcomes = list(pool.map(self._read_one, tokens))
        records = [outcome for outcome in outcomes if isinstance(outcome, Record)]
        late = {token for token, outcome in zip(tokens, outcomes, strict=True) if outcome == "late"}
        return records, late

    def _read_one(self, token: str) -> Record | Literal["late", "skip"]:
        try:
            return self.records.read(token)
        except StoreUnavailableError as error:
            self.report.postponed("record", str(error))
            return "late"
        except UnreadableRecordError as error:
            self.report.unreadable(str(error))
            return "skip"
        except JobNotFoundError:  # deleted since: nothing is left to publish
            return "skip"

    def _publish(self, records: list[Record]) -> set[str]:
        """The tokens to be published again. Views are written before the edge forgets the old ones."""
        published = publish([Change(record) for record in records], self.projections, PUBLISHER_BOARD)
        for error in published.unwritten_views.values():
            self.report.postponed("view", str(error))
        written = [record for record in records if record.token not in published.unwritten_views]
        late = set(published.unwritten_views) | self._invalidate([each.token for each in written if _may_be_old(each)])
        if published.unwritten_board:
            self.report.postponed("board", str(published.unwritten_board))
            late.update(record.token for record in records)
        for record in written:
            if record.token not in late:
                self.report.published(record)
        return late

    def _invalidate(self, tokens: list[str]) -> set[str]:
        """The tokens whose views are still to be invalidated: those over the quota, or all when refused."""
        if not tokens:
            return set()
        try:
            self.invalidator.invalidate_views(tokens[:MAX_PATHS])
        except InvalidationRefusedError as error:
            self.report.postponed("invalidation", str(error))
            return set(tokens)
        return set(tokens[MAX_PATHS:])


def _may_be_old(record: Record) -> bool:
    """Whether the edge may hold another view of this job than this one.

    There is none before a canary's first revision. A canary is booked every five minutes, and its invalidations would
    cost more than all the rest of it (docs/decisions/0021).
    """
    return record.rev > 1 or not is_canary(record.token)
