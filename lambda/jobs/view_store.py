"""The view store: `api/track/<token>` in the views bucket, written by compare-and-swap and guarded by the revision."""

import hashlib
import json
import time
from collections.abc import Callable
from enum import Enum

from contract.names import VIEW_PREFIX, VIEW_TTL_S
from jobs.bucket import Bucket, StoredObject
from jobs.compare_and_swap import Decision, FirstAttempt, Keep, Swapped, Value, Write, compare_and_swap
from jobs.public_view import CompanyContact, View, public_view
from jobs.record import Record
from jobs.retry import REBUILD_SWAP, VIEW_SWAP

CACHE_CONTROL = f"max-age=0, s-maxage={VIEW_TTL_S}"
"""Kept at the edge for the TTL of its path; not in browsers, which invalidations do not reach."""


class ExpectedView(Enum):
    """The view that a writer expects to be stored, where it is not the view of an earlier record."""

    ABSENT = "no view"
    UNKNOWN = "any or no view"


class ViewStore:
    """Reads and writes views. `sleep` takes seconds."""

    def __init__(self, bucket: Bucket, company: CompanyContact, sleep: Callable[[float], None] = time.sleep) -> None:
        self._bucket = bucket
        self._company = company
        self._sleep = sleep

    def write(self, record: Record, expected: Record | ExpectedView = ExpectedView.UNKNOWN) -> int:
        """Store the view of this record unless the view of a later revision is stored; returns the number of requests.

        `expected` is the record whose view is expected to be stored. A right expectation saves the read before the
        write, a wrong one costs one refused write. Raises StoreUnavailableError.
        """
        write = Write(self.body(record), None)

        def decide(stored: StoredObject | None) -> Decision[None]:
            return Keep(None) if stored and _rev(stored.body) > record.rev else write

        first = None
        if isinstance(expected, Record):
            first = FirstAttempt(_etag(self.body(expected)), write)
        elif expected is ExpectedView.ABSENT:
            first = FirstAttempt(None, write)
        key = VIEW_PREFIX + record.token
        return compare_and_swap(self._bucket, key, decide, VIEW_SWAP, first=first, sleep=self._sleep).requests

    def read(self, token: str) -> StoredObject | None:
        """The stored view. Raises StoreUnavailableError."""
        return self._bucket.get(VIEW_PREFIX + token)

    def repair(
        self,
        token: str,
        decide: Callable[[StoredObject | None], Decision[Value]],
        read: Callable[[], StoredObject | None],
        sleep: Callable[[float], None],
    ) -> Swapped[Value]:
        """Apply the decision of `decide` to the view, for a rebuild (jobs/compare_and_swap.py has the parameters).

        The revision is no guard here: `decide` reads the record after the view, so a view of a later revision is wrong.
        Raises StoreUnavailableError.
        """
        return compare_and_swap(self._bucket, VIEW_PREFIX + token, decide, REBUILD_SWAP, read=read, sleep=sleep)

    def tokens(self, after: str, count: int) -> list[str]:
        """The next tokens that have a view, in S3's order, up to `count`. Fewer tokens: the last page."""
        return [key.removeprefix(VIEW_PREFIX) for key in self._bucket.keys(VIEW_PREFIX, VIEW_PREFIX + after, count)]

    def view(self, record: Record) -> View:
        """The view of a record, with this store's company."""
        return public_view(record, self._company)

    def body(self, record: Record) -> bytes:
        """The view of a record as stored. The same record gives the same bytes."""
        return self.view(record).to_bytes()


def _etag(body: bytes) -> str:
    """S3's ETag of an object that was written in one part without KMS: its MD5 (S3 API reference, "Object")."""
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def _rev(body: bytes) -> int:
    """The revision of a stored view; 0, which every revision replaces, when the bytes are not a view."""
    try:
        rev = json.loads(body)["rev"]
    except (ValueError, TypeError, KeyError):
        return 0
    return rev if isinstance(rev, int) else 0
