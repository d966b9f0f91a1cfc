"""The record store: `jobs/<token>.json`, one object per job, written by compare-and-swap alone."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from contract.names import RECORD_PREFIX
from jobs.bucket import Bucket, StoredObject
from jobs.compare_and_swap import Decision, FirstAttempt, Keep, Write, compare_and_swap
from jobs.record import Record, record_from_bytes
from jobs.record_version import RecordVersion, record_version
from jobs.retry import RECORD_SWAP
from jobs.tokens import new_write_id, redact

_SUFFIX = ".json"
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
    """The job is no longer at the revision that the client expects; `current` is the current record."""

    def __init__(self, current: Record) -> None:
        super().__init__(f"{redact(current.token)} is at revision {current.rev}")
        self.current = current


class VersionsChangedError(Exception):
    """The record has a newer version than the one that the client saw as the current one."""


class VersionNotFoundError(Exception):
    """The record has no version with that id, or it is a delete marker."""


@dataclass(frozen=True)
class Changed:
    """The record before a change and after it, and the number of requests. The two are the same object when there was
    nothing to change.
    """

    before: Record
    after: Record
    requests: int


class RecordStore:
    """Reads and writes records. `sleep` takes seconds."""

    def __init__(self, bucket: Bucket, sleep: Callable[[float], None] = time.sleep) -> None:
        self._bucket = bucket
        self._sleep = sleep

    def read(self, token: str) -> Record:
        """The current record. Raises JobNotFoundError, UnreadableRecordError, StoreUnavailableError."""
        return _record(token, self._bucket.get(record_key(token)))

    def create(self, record: Record) -> Record:
        """Write a first revision if no record has its token. A stored record with the same write id is that write.

        Raises TokenTakenError, UnreadableRecordError, StoreUnavailableError.
        """
        write = Write(record.to_bytes(), record)

        def decide(stored: StoredObject | None) -> Decision[Record]:
            if stored is None:
                return write
            current = record_from_bytes(stored.body, record.token)
            if current.write_id != record.write_id:
                raise TokenTakenError(current)
            return Keep(current)

        key, first = record_key(record.token), FirstAttempt(None, write)
        return compare_and_swap(self._bucket, key, decide, RECORD_SWAP, first=first, sleep=self._sleep).value

    def change(self, token: str, expected_rev: int | None, edit: Callable[[Record, str], Record]) -> Changed:
        """Change the record if it is at `expected_rev` (None: at any revision).

        `edit` takes the current record and the write id; it returns the next revision, or the current record when
        there is nothing to change. Its exceptions go to the caller.
        Raises StaleRevisionError, JobNotFoundError, UnreadableRecordError, StoreUnavailableError.
        """
        write_id = new_write_id()

        def decide(stored: StoredObject | None) -> Decision[tuple[Record, Record]]:
            current = _record(token, stored)
            if expected_rev not in (None, current.rev):
                raise StaleRevisionError(current)
            after = edit(current, write_id)
            return Keep((current, current)) if after is current else Write(after.to_bytes(), (current, after))

        swapped = compare_and_swap(self._bucket, record_key(token), decide, RECORD_SWAP, sleep=self._sleep)
        before, after = swapped.value
        return Changed(before, after, swapped.requests)

    def versions(self, token: str) -> list[RecordVersion]:
        """Every version of the record, the current one first, with delete markers and unreadable versions.

        Empty when there never was such a record. Raises StoreUnavailableError.
        """
        stored = self._bucket.versions(record_key(token))
        with ThreadPoolExecutor(_PARALLEL_READS) as pool:
            bodies = pool.map(lambda one: one.etag and self._bucket.get_version(record_key(token), one.id), stored)
            return [record_version(token, one, body) for one, body in zip(stored, bodies, strict=True)]

    def restore(
        self, token: str, version_id: str, seen_version_id: str, revise: Callable[[Record, int, str], Record]
    ) -> Record:
        """Write an earlier version as a new revision, if the current version is `seen_version_id`.

        `revise` takes the earlier record, the new revision number and the write id. The number follows the highest one
        of all versions that have one, so it grows even if the current version is unreadable or a delete marker.
        Raises JobNotFoundError, VersionNotFoundError, VersionsChangedError, UnreadableRecordError,
        StoreUnavailableError.
        """
        write_id = new_write_id()
        versions: list[RecordVersion] = []

        def read() -> StoredObject | None:
            versions[:] = self.versions(token)
            return versions[0].stored if versions else None

        def decide(stored: StoredObject | None) -> Decision[Record]:
            if not versions:
                raise JobNotFoundError(token)
            earlier = _readable(versions, version_id)
            if versions[0].id != seen_version_id:
                raise VersionsChangedError(redact(token))
            if versions[0].id == version_id:
                return Keep(earlier)
            restored = revise(earlier, 1 + max(one.rev or 0 for one in versions), write_id)
            return Write(restored.to_bytes(), restored)

        key = record_key(token)
        return compare_and_swap(self._bucket, key, decide, RECORD_SWAP, read=read, sleep=self._sleep).value

    def keys(self, after: str, count: int) -> list[str]:
        """The next keys of records in S3's order, up to `count`. Fewer keys: the last page."""
        return self._bucket.keys(RECORD_PREFIX, after, count)

    def changed_keys(self, since: datetime, until: datetime) -> list[str]:
        """The keys of records that were written or deleted from `since` to `until`. Raises StoreUnavailableError."""
        return self._bucket.changed_keys(RECORD_PREFIX, since, until)


def record_key(token: str) -> str:
    """`fcdc1c82cb284dbe` -> `jobs/fcdc1c82cb284dbe.json`."""
    return f"{RECORD_PREFIX}{token}{_SUFFIX}"


def record_name(key: str) -> str:
    """`jobs/fcdc1c82cb284dbe.json` -> `fcdc1c82cb284dbe`. Other keys give a name that is not a token."""
    return key.removeprefix(RECORD_PREFIX).removesuffix(_SUFFIX)


def _record(token: str, stored: StoredObject | None) -> Record:
    if stored is None:
        raise JobNotFoundError(token)
    return record_from_bytes(stored.body, token)


def _readable(versions: list[RecordVersion], version_id: str) -> Record:
    """The record of that version. Raises VersionNotFoundError, UnreadableRecordError."""
    for version in versions:
        if version.id == version_id and version.unreadable:
            raise version.unreadable
        if version.id == version_id and version.record:
            return version.record
    raise VersionNotFoundError
