"""The audit trail of a job: what each version of its record changed, who did that, when and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from jobs.record import HistoryEntry, JobDetails, Record, Token
from jobs.strict import Strict
from jobs.times import UtcText, format_utc

if TYPE_CHECKING:  # the infrastructure code imports these models, and has no AWS library to import with them
    from jobs.record_version import RecordVersion

OUTSIDE = "outside"
DELETED = "deleted"
UNREADABLE = "unreadable"


class AuditEntry(Strict):
    """One stored version of the record.

    `version_id` is S3's, `at` the moment when S3 stored it. `operation` comes from the version's provenance; it is
    `outside` for a version that this system did not write (`by` is then null), `deleted`, or `unreadable` with the
    reason in `why`. `from` and `to` are the statuses before and after, `changed` names the details that differ.
    """

    version_id: str
    at: UtcText
    rev: int | None
    operation: str
    by: str | None
    why: str | None
    from_status: Annotated[str | None, Field(serialization_alias="from")]  # `from` is a keyword of Python
    to: str | None
    changed: list[str]
    restored_rev: int | None


class History(Strict):
    """A job's changes of status and its audit trail, both oldest first.

    `history` is empty where the present version cannot be read or is a deletion.
    """

    token: Token
    history: list[HistoryEntry]
    audit: list[AuditEntry]


def audit_trail(versions: "Sequence[RecordVersion]") -> list[AuditEntry]:
    """The audit entries of a record, oldest first. `versions` are newest first, as in the record store."""
    trail = []
    before: Record | None = None
    writes: set[str] = set()
    for version in reversed(versions):
        trail.append(_entry(version, before, writes))
        if version.record:
            before = version.record
            writes.add(before.write_id)
    return trail


def _entry(version: "RecordVersion", before: Record | None, writes: set[str]) -> AuditEntry:
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
    return [name for name in JobDetails.model_fields if getattr(before, name) != getattr(after, name)]
