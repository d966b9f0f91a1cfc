"""The scan: a pass over all jobs, page by page in S3's order, with each job's record and view."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from jobs.bucket import StoredObject, StoreUnavailableError
from jobs.publish import Projections
from jobs.record import Record, UnreadableRecordError
from jobs.record_store import JobNotFoundError, RecordStore, record_name
from jobs.retry import SCAN_READ_ATTEMPTS, full_jitter
from jobs.tokens import is_token, redact

WORKERS = 16
"""As many as the S3 client has connections (jobs/aws_clients.py)."""
PAGE = 1000
"""Records per page: the most that S3 lists in one request."""
_LEADING_DIGITS = 8

Result = TypeVar("Result")


@dataclass(frozen=True)
class Progress:
    """The jobs that this run has done, and the share of all jobs (0 to 1) that this and earlier runs have done.

    The share needs no count of the jobs: tokens are random, so half of them begin with 0 to 7.
    """

    done: int
    share: float


@dataclass(frozen=True)
class Page:
    """The next tokens in order, including those of views without a record. The next page starts after `cursor`."""

    tokens: list[str]
    cursor: str
    share: float


@dataclass(frozen=True)
class ViewAndRecord:
    """A job's view and its record, which was read after the view: a view of a later revision is wrong, not newer."""

    token: str
    view: StoredObject | None
    record: Record | UnreadableRecordError | None


@dataclass(frozen=True)
class Scan:
    """A scan of these stores. `on_unreadable` is called with the name and reason of each unreadable record."""

    records: RecordStore
    projections: Projections
    on_unreadable: Callable[[str], None]
    on_progress: Callable[[Progress], None] = lambda progress: None
    page_size: int = PAGE
    sleep: Callable[[float], None] = time.sleep

    def pages(self, cursor: str = "") -> Iterator[Page]:
        """Every page after the cursor, listed on demand. Reports record keys whose name is not a token."""
        done, more = 0, True
        while more:
            start = record_name(cursor)
            keys = self.with_retries(partial(self.records.keys, cursor, self.page_size))
            more = len(keys) == self.page_size
            names = [record_name(key) for key in keys]
            for name in names:
                if not is_token(name):
                    self.on_unreadable(f"record {redact(name)}: its name is no token")
            tokens = {name for name in names if is_token(name)}
            tokens.update(self._views_between(start, names[-1] if more else None))
            cursor = keys[-1] if keys else cursor
            share = _share(names[-1]) if more else 1.0
            yield Page(sorted(tokens), cursor, share)
            done += len(tokens)
            self.on_progress(Progress(done, share))

    def read_view_and_record(self, token: str) -> ViewAndRecord:
        """A job's view, then its record. Raises StoreUnavailableError."""
        view = self.read_view(token)
        return ViewAndRecord(token, view, self.read_record(token))

    def read_view(self, token: str) -> StoredObject | None:
        """A job's view; None when there is none. Raises StoreUnavailableError."""
        return self.with_retries(partial(self.projections.views.read, token))

    def read_record(self, token: str) -> Record | UnreadableRecordError | None:
        """A job's record, the error when it is unreadable, None when there is none. Raises StoreUnavailableError."""
        try:
            return self.with_retries(partial(self.records.read, token))
        except JobNotFoundError:
            return None
        except UnreadableRecordError as error:
            return error

    def in_parallel(self, work: Callable[[str], Result], tokens: Iterable[str]) -> list[Result]:
        """The results of the work for each token, in the tokens' order."""
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(work, tokens))

    def with_retries(self, read: Callable[[], Result]) -> Result:
        """The result of a read that is repeated while S3 is unavailable: a scan is long, and no client waits for it.

        Raises StoreUnavailableError after the last attempt.
        """
        for attempt in range(SCAN_READ_ATTEMPTS):
            try:
                return read()
            except StoreUnavailableError:
                if attempt == SCAN_READ_ATTEMPTS - 1:
                    raise
                self.sleep(full_jitter(attempt))
        raise AssertionError("unreachable")

    def _views_between(self, start: str, end: str | None) -> Iterator[str]:
        """Tokens of views after `start`, up to `end` (None: to the last one)."""
        while True:
            tokens = self.with_retries(partial(self.projections.views.tokens, start, PAGE))
            for token in tokens:
                if end is not None and token > end:
                    return
                yield token
            if len(tokens) < PAGE:
                return
            start = tokens[-1]


def _share(name: str) -> float:
    """The position of a token among all possible tokens, from 0 to 1."""
    digits = name[:_LEADING_DIGITS]
    return int(digits, 16) / 16 ** len(digits) if is_token(name) else 0.0
