"""The audit trail of a job: what each version of its record changed, who did that, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jobs.record import Record
from jobs.record_version import RecordVersion
from jobs.requests import JobRequest
from jobs.times import format_utc

OUTSIDE = "outside"
DELETED = "deleted"
UNREADABLE = "unreadable"


@dataclass(frozen=True)
class AuditEntry:
    """One version of the record, by S3's `version_id`; `at` is when S3 took it.

    `operation` is what the version's provenance says; or `outside` when it was not written by this system, in which
    case nobody is named; or `deleted`, or `unreadable` with the reason in `why`. `from_status` and `to` are the
    statuses before and after, `changed` names the details that are not what they were.
    """

    version_id: str
    at: str
    rev: int | None
    operation: str
    by: str | None
    why: str | None
    from_status: str | None
    to: str | None
    changed: list[str]
    restored_rev: int | None

    def to_document(self) -> dict[str, Any]:
        """As the API answers: `from`, which is no name in Python, as in the record's history."""
        document = {**vars(self), "from": self.from_status}
        del document["from_status"]
        return document


def audit_trail(versions: Sequence[RecordVersion]) -> list[AuditEntry]:
    """What happened, the oldest first, from the versions as the record store gives them."""
    trail = []
    before: Record | None = None
    writes: set[str] = set()
    for version in reversed(versions):
        trail.append(_entry(version, before, writes))
        if version.record:
            before = version.record
            writes.add(before.write_id)
    return trail


def _entry(version: RecordVersion, before: Record | None, writes: set[str]) -> AuditEntry:
    record = version.record
    if record is None:
        operation, by, why = UNREADABLE if version.unreadable else DELETED, None, None
        if version.unreadable:
            why = str(version.unreadable)
    elif record.write_id in writes:
        # Every write has an id of its own: this one was copied from an earlier version, and so was its provenance.
        operation, by, why = OUTSIDE, None, None
    else:
        operation, by, why = record.provenance.operation, record.provenance.by, record.provenance.why
    return AuditEntry(
        version_id=version.id,
        at=format_utc(version.at),
        rev=version.rev,
        operation=operation,
        by=by,
        why=why,
        from_status=before.status if before else None,
        to=record.status if record else None,
        changed=_changed(before, record) if before and record else [],
        restored_rev=record.provenance.restored_rev if record and operation != OUTSIDE else None,
    )


def _changed(before: Record, after: Record) -> list[str]:
    return [name for name in JobRequest.model_fields if getattr(before, name) != getattr(after, name)]
