"""One version of a record, as S3 kept it: what it says, or why it cannot be read."""

import json
from dataclasses import dataclass
from datetime import datetime

from jobs.bucket import ObjectVersion
from jobs.record import MAX_REV, Record, UnreadableRecordError, record_from_bytes


@dataclass(frozen=True)
class RecordVersion:
    """A version by its S3 id, `at` the moment when S3 took it.

    One without a `record` is unreadable and says why, or is a deletion. `etag` is None for a deletion. `rev` is what
    the version says its revision is, which an unreadable one may still say.
    """

    id: str
    at: datetime
    etag: str | None
    rev: int | None
    record: Record | None
    unreadable: UnreadableRecordError | None


def record_version(token: str, version: ObjectVersion, body: bytes | None) -> RecordVersion:
    """The version with these bytes (None: a deletion)."""
    record = unreadable = None
    if body is not None:
        try:
            record = record_from_bytes(body, token)
        except UnreadableRecordError as error:
            unreadable = error
    rev = record.rev if record else _rev_of_unreadable(body)
    return RecordVersion(version.id, version.at, version.etag, rev, record, unreadable)


def _rev_of_unreadable(body: bytes | None) -> int | None:
    try:
        rev = json.loads(body or b"")["rev"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return rev if type(rev) is int and 1 <= rev < MAX_REV else None
