"""The record store: `jobs/<token>.json`, one object a job, changed by compare-and-swap on its ETag."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from contract.names import RECORD_PREFIX, RECORD_SUFFIX
from jobs.bucket import Bucket, ConditionalConflictError, PreconditionFailedError, StoreUnavailableError
from jobs.record import Record, record_from_bytes
from jobs.record_version import RecordVersion, record_version
from jobs.retry import full_jitter
from jobs.tokens import new_write_id, redact

_ATTEMPTS = 5
_PARALLEL_READS = 8


class JobNotFoundError(Exception):
    """No record has that token."""

    def __init__(self, token: str) -> None:
        super().__init__(redact(token))


class TokenTakenError(Exception):
    """Another record already has that token; `current` is that record."""

    def __init__(self, current: Record) -> None:
        super().__init__(redact(current.token))
        self.current = current


class StaleRevisionError(Exception):
    """The job has changed since the revision that the person saw; `current` is the record as it is now."""

    def __init__(self, current: Record) -> None:
        super().__init__(f"{redact(current.token)} is at revision {current.rev}")
        self.current = current


class VersionsChangedError(Exception):
    """The record has got another version since the person looked at its versions."""


class VersionNotFoundError(Exception):
    """The record has no version of that id, or one that was a deletion."""


@dataclass(frozen=True)
class Changed:
    """The record before, the one that is stored now, and how many requests that took.

    The two are one and the same when there was nothing to change.
    """

    before: Record
    after: Record
    requests: int


class RecordStore:
    """Reads and writes records. `sleep` takes seconds and is called between attempts only."""

    def __init__(self, bucket: Bucket, sleep: Callable[[float], None] = time.sleep) -> None:
        self._bucket = bucket
        self._sleep = sleep

    def read(self, token: str) -> Record:
        """The current record. Raises JobNotFoundError, UnreadableRecordError, StoreUnavailableError."""
        return self._read(token)[0]

    def create(self, record: Record) -> Record:
        """Write a first revision, if no record has its token. A try of the same write that had landed counts.

        Raises TokenTakenError, UnreadableRecordError, StoreUnavailableError.
        """
        for attempt in range(_ATTEMPTS):
            try:
                self._bucket.put(record_key(record.token), record.to_bytes(), replaces=None)
                return record
            except PreconditionFailedError:
                current = self.read(record.token)
                if current.write_id == record.write_id:
                    return current
                raise TokenTakenError(current) from None
            except ConditionalConflictError:
                self._sleep(full_jitter(attempt))
        raise StoreUnavailableError("conflicting writes")

    def change(self, token: str, expected_rev: int | None, edit: Callable[[Record, str], Record]) -> Changed:
        """Change the record that is at `expected_rev` (None: wherever it is).

        `edit` gets the current record and the write id to use, and returns the next revision, or the current
        record when there is nothing to change; what it raises goes to the caller.
        Raises StaleRevisionError, JobNotFoundError, UnreadableRecordError, StoreUnavailableError.
        """
        write_id = new_write_id()
        before: Record | None = None
        for attempt in range(_ATTEMPTS):
            current, etag = self._read(token)
            requests = 2 * attempt + 1
            if before and current.write_id == write_id:
                return Changed(before, current, requests)
            if expected_rev not in (None, current.rev):
                raise StaleRevisionError(current)
            after = edit(current, write_id)
            if after is current:
                return Changed(current, current, requests)
            before = current
            try:
                self._bucket.put(record_key(token), after.to_bytes(), replaces=etag)
                return Changed(before, after, requests + 1)
            except PreconditionFailedError:
                continue  # read again: it was changed by somebody, or by a try of ours whose answer was lost
            except ConditionalConflictError:
                self._sleep(full_jitter(attempt))
        raise StoreUnavailableError("conflicting writes")

    def versions(self, token: str) -> list[RecordVersion]:
        """Every version of the record, the present one first, deletions and unreadable ones too.

        Empty when there never was such a record. Raises StoreUnavailableError.
        """
        stored = self._bucket.versions(record_key(token))
        with ThreadPoolExecutor(_PARALLEL_READS) as pool:
            bodies = pool.map(lambda one: one.etag and self._bucket.get_version(record_key(token), one.id), stored)
            return [record_version(token, one, body) for one, body in zip(stored, bodies, strict=True)]

    def restore(
        self, token: str, version_id: str, seen_version_id: str, revise: Callable[[Record, int, str], Record]
    ) -> Record:
        """Write an earlier version again, as a new revision, if the present version is the one that the person saw.

        `revise` gets the earlier record, the revision's number and the write id to use. The number follows every
        version that tells its own, so it counts up even where the present version is unreadable or a deletion.
        Raises JobNotFoundError, VersionNotFoundError, VersionsChangedError, UnreadableRecordError,
        StoreUnavailableError.
        """
        write_id = new_write_id()
        for attempt in range(_ATTEMPTS):
            versions = self.versions(token)
            if not versions:
                raise JobNotFoundError(token)
            present, earlier = versions[0], _readable(versions, version_id)
            if present.record and present.record.write_id == write_id:
                return present.record
            if present.id != seen_version_id:
                raise VersionsChangedError(redact(token))
            if present.id == version_id:
                return earlier
            restored = revise(earlier, 1 + max(one.rev or 0 for one in versions), write_id)
            try:
                self._bucket.put(record_key(token), restored.to_bytes(), replaces=present.etag)
                return restored
            except PreconditionFailedError:
                continue
            except ConditionalConflictError:
                self._sleep(full_jitter(attempt))
        raise StoreUnavailableError("conflicting writes")

    def keys(self, after: str, count: int) -> list[str]:
        """The next keys of records in S3's order, up to `count`; fewer when there are no more."""
        return self._bucket.keys(RECORD_PREFIX, after, count)

    def changed_keys(self, since: datetime, until: datetime) -> list[str]:
        """The keys of records that were written or deleted from `since` to `until`. Raises StoreUnavailableError."""
        return self._bucket.changed_keys(RECORD_PREFIX, since, until)

    def _read(self, token: str) -> tuple[Record, str]:
        stored = self._bucket.get(record_key(token))
        if stored is None:
            raise JobNotFoundError(token)
        return record_from_bytes(stored.body, token), stored.etag


def record_name(key: str) -> str:
    """`jobs/fcdc1c82cb284dbe.json` -> `fcdc1c82cb284dbe`: a token, if it is named rightly."""
    return key.removeprefix(RECORD_PREFIX).removesuffix(RECORD_SUFFIX)


def _readable(versions: list[RecordVersion], version_id: str) -> Record:
    """The record of that version. Raises VersionNotFoundError, UnreadableRecordError."""
    for version in versions:
        if version.id == version_id and version.unreadable:
            raise version.unreadable
        if version.id == version_id and version.record:
            return version.record
    raise VersionNotFoundError


def record_key(token: str) -> str:
    """`fcdc1c82cb284dbe` -> `jobs/fcdc1c82cb284dbe.json`."""
    return f"{RECORD_PREFIX}{token}{RECORD_SUFFIX}"
