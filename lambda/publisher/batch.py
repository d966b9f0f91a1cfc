"""Publishing a batch of messages: each record is read once, the board written once, the edge invalidated once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from jobs.bucket import StoreUnavailableError
from jobs.publish import Change, Projections, publish
from jobs.record import Record, UnreadableRecordError
from jobs.record_store import JobNotFoundError, RecordStore, record_name
from jobs.retry import PUBLISHER_BOARD_ATTEMPTS
from jobs.tokens import is_canary, is_token
from publisher.events import object_key
from publisher.invalidation import MAX_PATHS, InvalidationRefusedError, Invalidator

_PARALLEL_READS = 8


@dataclass(frozen=True)
class Report:
    """Callbacks: an unreadable record (name and reason), a step to repeat (step and reason), a published record."""

    unreadable: Callable[[str], None]
    postponed: Callable[[str, str], None]
    published: Callable[[Record], None]


@dataclass(frozen=True)
class Publisher:
    """Brings views, board and edge up to date with the records that the messages name.

    It publishes the records as they are when they are read, so repeated, late and reordered messages do no harm.
    """

    records: RecordStore
    projections: Projections
    invalidator: Invalidator
    report: Report

    def publish_batch(self, messages: Sequence[dict[str, Any]]) -> list[str]:
        """Publish the records of these messages; returns the ids of the messages that SQS is to deliver again."""
        waiting, failed = self._sorted_by_token(messages)
        records, unread = self._read(list(waiting))
        late = unread | (self._publish(records) if records else set())
        return failed + [message for token in waiting if token in late for message in waiting[token]]

    def _sorted_by_token(self, messages: Sequence[dict[str, Any]]) -> tuple[dict[str, list[str]], list[str]]:
        """Message ids by token, and the ids of messages that are not events (they end in the dead-letter queue)."""
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
        """The readable records, and the tokens whose record could not be read for now."""
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
        except JobNotFoundError:  # deleted meanwhile: there is nothing to publish
            return "skip"

    def _publish(self, records: list[Record]) -> set[str]:
        """The tokens to publish again. Views are written before the old ones are invalidated."""
        published = publish([Change(record) for record in records], self.projections, PUBLISHER_BOARD_ATTEMPTS)
        for error in published.view_errors.values():
            self.report.postponed("view", str(error))
        written = [record for record in records if record.token not in published.view_errors]
        late = set(published.view_errors) | self._invalidate([each.token for each in written if _may_be_old(each)])
        if published.board_error:
            self.report.postponed("board", str(published.board_error))
            late.update(record.token for record in records)
        for record in written:
            if record.token not in late:
                self.report.published(record)
        return late

    def _invalidate(self, tokens: list[str]) -> set[str]:
        """The tokens whose views are not invalidated yet: those over the quota, or all when CloudFront refused."""
        if not tokens:
            return set()
        try:
            self.invalidator.invalidate_views(tokens[:MAX_PATHS])
        except InvalidationRefusedError as error:
            self.report.postponed("invalidation", str(error))
            return set(tokens)
        return set(tokens[MAX_PATHS:])


def _may_be_old(record: Record) -> bool:
    """Whether the edge may have an older view of this job.

    Before a canary's first revision there is none. A canary is booked every five minutes; invalidations would cost more
    than the rest of its run (docs/decisions/0021).
    """
    return record.rev > 1 or not is_canary(record.token)
