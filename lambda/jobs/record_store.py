"""The record store: `jobs/<token>.json`, one object a job, changed by compare-and-swap on its ETag."""

import time
from collections.abc import Callable

from jobs.backoff import full_jitter
from jobs.bucket import Bucket, ConditionalConflict, PreconditionFailed, StoreUnavailable
from jobs.record import Record, record_from_bytes
from jobs.tokens import new_write_id, redact

PREFIX = "jobs/"
SUFFIX = ".json"
_ATTEMPTS = 5


class JobNotFound(Exception):
    """No record has that token."""

    def __init__(self, token: str) -> None:
        super().__init__(redact(token))


class TokenTaken(Exception):
    """Another record already has that token; `current` is that record."""

    def __init__(self, current: Record) -> None:
        super().__init__(redact(current.token))
        self.current = current


class StaleRevision(Exception):
    """The job has changed since the revision that the person saw; `current` is the record as it is now."""

    def __init__(self, current: Record) -> None:
        super().__init__(f"{redact(current.token)} is at revision {current.rev}")
        self.current = current


class RecordStore:
    """Reads and writes records. `sleep` takes seconds and is called between attempts only."""

    def __init__(self, bucket: Bucket, sleep: Callable[[float], None] = time.sleep) -> None:
        self._bucket = bucket
        self._sleep = sleep

    def read(self, token: str) -> Record:
        """The current record. Raises JobNotFound, UnreadableRecord, StoreUnavailable."""
        return self._read(token)[0]

    def create(self, record: Record) -> Record:
        """Write a first revision, if no record has its token. A try of the same write that had landed counts.

        Raises TokenTaken, UnreadableRecord, StoreUnavailable.
        """
        for attempt in range(_ATTEMPTS):
            try:
                self._bucket.put(_key(record.token), record.to_bytes(), replaces=None)
                return record
            except PreconditionFailed:
                current = self.read(record.token)
                if current.write_id == record.write_id:
                    return current
                raise TokenTaken(current) from None
            except ConditionalConflict:
                self._sleep(full_jitter(attempt))
        raise StoreUnavailable("conflicting writes")

    def change(self, token: str, expected_rev: int, edit: Callable[[Record, str], Record]) -> tuple[Record, Record]:
        """Change the record that is at `expected_rev`: the record before, and the one that is stored now.

        `edit` gets the current record and the write id to use, and returns the next revision; what it raises
        goes to the caller. Raises StaleRevision, JobNotFound, UnreadableRecord, StoreUnavailable.
        """
        write_id = new_write_id()
        written: tuple[Record, Record] | None = None
        for attempt in range(_ATTEMPTS):
            current, etag = self._read(token)
            if written and current.write_id == write_id:
                return written
            if current.rev != expected_rev:
                raise StaleRevision(current)
            written = (current, edit(current, write_id))
            try:
                self._bucket.put(_key(token), written[1].to_bytes(), replaces=etag)
                return written
            except PreconditionFailed:
                continue  # read again: it was changed by somebody, or by a try of ours whose answer was lost
            except ConditionalConflict:
                self._sleep(full_jitter(attempt))
        raise StoreUnavailable("conflicting writes")

    def _read(self, token: str) -> tuple[Record, str]:
        stored = self._bucket.get(_key(token))
        if stored is None:
            raise JobNotFound(token)
        return record_from_bytes(stored.body, token), stored.etag


def _key(token: str) -> str:
    return f"{PREFIX}{token}{SUFFIX}"
