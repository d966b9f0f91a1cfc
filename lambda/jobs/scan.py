"""A scan over every job there is, page by page in S3's order: its tokens, and each one's record and view."""

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
from jobs.retry import full_jitter
from jobs.tokens import is_token, redact

WORKERS = 16
"""As many as the S3 client keeps connections open."""
PAGE = 1000
"""Records; S3 lists no more in one request."""
_ATTEMPTS = 6
_LEADING_DIGITS = 8

Result = TypeVar("Result")


@dataclass(frozen=True)
class Progress:
    """How far a scan is: jobs done in this run, and which share of all jobs that is with those of earlier runs.

    The share needs no count of what is to come: tokens are random, so half of them begin with 0 to 7.
    """

    done: int
    share: float


@dataclass(frozen=True)
class Page:
    """The next tokens in order, those of views without a record among them. `cursor` is where the next page starts."""

    tokens: list[str]
    cursor: str
    share: float


@dataclass(frozen=True)
class Seen:
    """A job's view, and its record as it was after that: a view of a later revision is wrong, and not just newer."""

    token: str
    view: StoredObject | None
    record: Record | UnreadableRecordError | None


@dataclass(frozen=True)
class Scan:
    """What is scanned, and who hears of it: each unreadable record by name and reason, and the progress."""

    records: RecordStore
    projections: Projections
    on_unreadable: Callable[[str], None]
    on_progress: Callable[[Progress], None] = lambda progress: None
    page_size: int = PAGE
    sleep: Callable[[float], None] = time.sleep

    def pages(self, cursor: str = "") -> Iterator[Page]:
        """Every page after the cursor, each listed when it is asked for. Reports records that no token names."""
        done, more = 0, True
        while more:
            start = record_name(cursor)
            keys = self.patiently(partial(self.records.keys, cursor, self.page_size))
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

    def see(self, token: str) -> Seen:
        """A job's view, then its record. Raises StoreUnavailableError."""
        view = self.patiently(partial(self.projections.views.read, token))
        return Seen(token, view, self.read(token))

    def read(self, token: str) -> Record | UnreadableRecordError | None:
        """A job's record, why it cannot be read, or None when there is none. Raises StoreUnavailableError."""
        try:
            return self.patiently(partial(self.records.read, token))
        except JobNotFoundError:
            return None
        except UnreadableRecordError as error:
            return error

    def in_parallel(self, work: Callable[[str], Result], tokens: Iterable[str]) -> list[Result]:
        """What the work gives for each of the tokens, in their order."""
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(work, tokens))

    def patiently(self, ask: Callable[[], Result]) -> Result:
        """The answer, asked for again where S3 does not give one: a scan is long, and nobody waits for it."""
        for attempt in range(_ATTEMPTS):
            try:
                return ask()
            except StoreUnavailableError:
                if attempt == _ATTEMPTS - 1:
                    raise
                self.sleep(full_jitter(attempt))
        raise AssertionError("unreachable")

    def _views_between(self, start: str, end: str | None) -> Iterator[str]:
        """Tokens of views after `start`, up to `end` (None: to the last)."""
        while True:
            tokens = self.patiently(partial(self.projections.views.tokens, start, PAGE))
            for token in tokens:
                if end is not None and token > end:
                    return
                yield token
            if len(tokens) < PAGE:
                return
            start = tokens[-1]


def _share(name: str) -> float:
    """Where a token lies among all tokens, from 0 to 1."""
    digits = name[:_LEADING_DIGITS]
    return int(digits, 16) / 16 ** len(digits) if is_token(name) else 0.0
