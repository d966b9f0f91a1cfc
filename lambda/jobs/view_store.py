"""The stored views (`api/track/<token>` in the views bucket): written with a condition, guarded by revision."""

import hashlib
import json
import time
from collections.abc import Callable
from enum import Enum

from contract.names import VIEW_PREFIX
from jobs.bucket import Bucket, ConditionalConflictError, PreconditionFailedError, StoredObject, StoreUnavailableError
from jobs.public_view import Company, View, public_view
from jobs.record import Record
from jobs.retry import full_jitter

CACHE_CONTROL = "max-age=0, s-maxage=300"
"""Five minutes at the edge, invalidated on change; none in browsers, which no invalidation reaches."""
_ATTEMPTS = 8


class ExpectedView(Enum):
    """What a writer believes is stored as the view, when it is not the view of an earlier record."""

    ABSENT = "there is none yet"
    UNKNOWN = "read it first"


class ViewStore:
    """Writes views, rev-guarded: an older revision never replaces a newer one."""

    def __init__(self, bucket: Bucket, company: Company, sleep: Callable[[float], None] = time.sleep) -> None:
        self._bucket = bucket
        self._company = company
        self._sleep = sleep

    def write(self, record: Record, expected: Record | ExpectedView = ExpectedView.UNKNOWN) -> int:
        """Make the stored view that of this record, unless a newer one is there: how many requests that took.

        A right belief saves the read before the write, a wrong one costs nothing but a refused write.
        Raises StoreUnavailableError.
        """
        key = VIEW_PREFIX + record.token
        body = self.body(record)
        known, etag = self._expected(expected)
        requests = 0
        for attempt in range(_ATTEMPTS):
            if not known:
                requests += 1
                stored = self._bucket.get(key)
                if stored and (stored.body == body or _rev(stored.body) > record.rev):
                    return requests
                etag = stored.etag if stored else None
            try:
                requests += 1
                self._bucket.put(key, body, replaces=etag)
                return requests
            except PreconditionFailedError:
                known = False
            except ConditionalConflictError:
                known = False
                self._sleep(full_jitter(attempt))
        raise StoreUnavailableError("conflicting writes")

    def read(self, token: str) -> StoredObject | None:
        """The view as it is stored. Raises StoreUnavailableError."""
        return self._bucket.get(VIEW_PREFIX + token)

    def replace(self, record: Record, stored: StoredObject | None) -> None:
        """Write the view of a record in place of what was read, whatever revision that has.

        Right only for a record that was read after it. Raises PreconditionFailedError, ConditionalConflictError,
        StoreUnavailableError.
        """
        self._bucket.put(VIEW_PREFIX + record.token, self.body(record), stored.etag if stored else None)

    def remove(self, token: str, stored: StoredObject) -> None:
        """Remove the view of a job that has no record any more, if it is what was read. Raises as `replace`."""
        self._bucket.delete(VIEW_PREFIX + token, stored.etag)

    def tokens(self, after: str, count: int) -> list[str]:
        """The next tokens that have a view, in S3's order, up to `count`; fewer when there are no more."""
        return [key.removeprefix(VIEW_PREFIX) for key in self._bucket.keys(VIEW_PREFIX, VIEW_PREFIX + after, count)]

    def view(self, record: Record) -> View:
        """The view of a record as this store writes it."""
        return public_view(record, self._company)

    def body(self, record: Record) -> bytes:
        """The view of a record as it is stored: the same record gives the same bytes."""
        return json.dumps(self.view(record), ensure_ascii=False, separators=(",", ":")).encode()

    def _expected(self, expected: Record | ExpectedView) -> tuple[bool, str | None]:
        """Whether the stored view's ETag can be told without reading it, and that ETag (None: no object).

        S3's ETag of an object in one part without KMS is its MD5 (S3 API reference, "Object").
        """
        if isinstance(expected, Record):
            digest = hashlib.md5(self.body(expected), usedforsecurity=False).hexdigest()
            return True, f'"{digest}"'
        return expected is ExpectedView.ABSENT, None


def _rev(body: bytes) -> int:
    """The revision of a stored view; 0, which anything replaces, when it is no view."""
    try:
        rev = json.loads(body)["rev"]
    except (ValueError, TypeError, KeyError):
        return 0
    return rev if isinstance(rev, int) else 0
