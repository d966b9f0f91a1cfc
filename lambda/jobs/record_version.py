"""One version of a record, as S3 keeps it: the record, or the reason why it cannot be read."""

import json
from dataclasses import dataclass
from datetime import datetime

from jobs.bucket import ObjectVersion, StoredObject
from jobs.record import MAX_REV, Record, UnreadableRecordError, record_from_bytes


@dataclass(frozen=True)
class RecordVersion:
    """A version by its S3 id; `at` is S3's time of the write.

    `stored` is None for a delete marker. `record` is None for a delete marker and for an unreadable version, whose
    reason is `unreadable`. `rev` is the revision number in the bytes, which an unreadable version may have as well.
    """

    id: str
    at: datetime
    stored: StoredObject | None
    rev: int | None
    record: Record | None
    unreadable: UnreadableRecordError | None


def record_version(token: str, version: ObjectVersion, body: bytes | None) -> RecordVersion:
    """The version with these bytes (None: a delete marker)."""
    record = unreadable = None
    if body is not None:
        try:
            record = record_from_bytes(body, token)
        except UnreadableRecordError as error:
            unreadable = error
    rev = record.rev if record else _rev_of_unreadable(body)
    stored = StoredObject(body, version.etag) if body is not None and version.etag else None
    return RecordVersion(version.id, version.at, stored, rev, record, unreadable)


def _rev_of_unreadable(body: bytes | None) -> int | None:
    try:
        rev = json.loads(body or b"")["rev"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return rev if type(rev) is int and 1 <= rev < MAX_REV else None
