"""The job service: every operation on jobs, for the API and for the operators' command line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from jobs.audit_trail import History, audit_trail
from jobs.bucket import StoredObject, StoreUnavailableError
from jobs.idempotency import IdempotencyStore, IdempotentRequest, NewJobIds
from jobs.public_view import View
from jobs.publish import Change, Projections, Published, publish, publish_within
from jobs.record import CUSTOMER, SCHEMA_VERSION, HistoryEntry, Provenance, Record
from jobs.record_store import Changed, JobNotFoundError, RecordStore, TokenTakenError
from jobs.requests import BookingRequest, JobRequest, StatusChange, patched
from jobs.retry import CHANGE_REQUESTS, CREATE_REQUESTS, RESTORE_BOARD_ATTEMPTS, TOKEN_ATTEMPTS
from jobs.status_flow import FLOW
from jobs.strict import Strict
from jobs.tokens import decoy_token, new_canary_token, new_token, new_write_id
from jobs.view_store import ExpectedView


class TransitionNotAllowedError(Exception):
    """The status flow has no transition from the job's status to the requested one."""

    def __init__(self, current: Record, to: str) -> None:
        super().__init__(f"{current.status} -> {to}")
        self.current = current
        self.to = to
        self.allowed = [transition.to for transition in FLOW.status(current.status).transitions]


class ReasonMissingError(Exception):
    """The request has no reason, which this change of status requires."""


@dataclass(frozen=True)
class JobService:
    """The operations on these stores.

    `on_board_deferred` is called with the error when the API leaves the board to the publisher. `now` is in UTC.
    """

    records: RecordStore
    idempotency: IdempotencyStore
    projections: Projections
    now: Callable[[], datetime]
    on_board_deferred: Callable[[Exception], None]

    def create_job(self, request: JobRequest, by: str, key: str | None = None) -> Record:
        """Create a dispatcher's job. When it returns, the customer's link works.

        `by` is the dispatcher, `key` the idempotency key. Raises IdempotencyKeyReusedError, StoreUnavailableError.
        """
        return self._create(
            partial(_first_revision, request, by, "dispatcher"), _idempotent(f"jobs {by}", key, request), new_token
        )

    def book(self, request: BookingRequest, key: str | None = None, *, canary: bool = False) -> tuple[Record, View]:
        """Create a customer's job; returns the record and its view. When it returns, the link works.

        A `canary` is the same with a canary's token, and is never on the board.
        Raises IdempotencyKeyReusedError, StoreUnavailableError.
        """
        record = self._create(
            partial(_first_revision, request, CUSTOMER, "booking"),
            _idempotent("canaries" if canary else "bookings", key, request),
            new_canary_token if canary else new_token,
        )
        return record, self.projections.views.view(record)

    def decoy_booking(self, request: BookingRequest, key: str | None = None) -> tuple[Record, View]:
        """The result that `book` would have, without storing anything: the token is that of no job.

        The same idempotency key gives the same token.
        """
        token = decoy_token(key) if key else new_token()
        record = _first_revision(request, CUSTOMER, "booking", NewJobIds(token, new_write_id(), self.now()))
        return record, self.projections.views.view(record)

    def change_status(self, token: str, expected_rev: int, change: StatusChange, by: str) -> Record:
        """Change the status of a job along the status flow, if the job is at the expected revision.

        Raises StaleRevisionError, TransitionNotAllowedError, ReasonMissingError, JobNotFoundError,
        UnreadableRecordError, StoreUnavailableError.
        """
        provenance = Provenance(operation="transition", by=by, why=change.why)
        return self._change(token, expected_rev, partial(_moved, change.to, provenance, self.now()))

    def confirm(self, token: str) -> tuple[Record, View]:
        """The customer confirms to be available; returns the record and its view.

        A repeated confirmation changes nothing, nor does one of a job that has a later status already.
        Raises TransitionNotAllowedError if the job has ended, JobNotFoundError, UnreadableRecordError,
        StoreUnavailableError.
        """
        record = self._change(token, None, partial(_confirmed, self.now()))
        return record, self.projections.views.view(record)

    def edit_job(self, token: str, expected_rev: int, patch: Any, by: str) -> Record:
        """Change the details of a job by a JSON merge patch (RFC 7396), if the job is at the expected revision.

        A patch without a change creates no revision. Raises InvalidFieldsError, StaleRevisionError,
        JobNotFoundError, UnreadableRecordError, StoreUnavailableError.
        """
        provenance = Provenance(operation="edit", by=by)
        return self._change(token, expected_rev, partial(_edited, patch, provenance, self.now()))

    def restore(self, token: str, version_id: str, seen_version_id: str, by: str, why: str) -> Record:
        """Write an earlier version of a job as a new revision. Nothing is deleted.

        `seen_version_id` is the current version in the audit trail that the operator saw; it may be unreadable or a
        delete marker. The history is that of the earlier version; later changes stay in the audit trail.
        Raises VersionsChangedError, VersionNotFoundError, JobNotFoundError, UnreadableRecordError,
        StoreUnavailableError.
        """
        at = self.now()

        def revise(earlier: Record, rev: int, write_id: str) -> Record:
            provenance = Provenance(operation="restore", by=by, why=why, restored_rev=earlier.rev)
            return Record.model_validate(
                {**dict(earlier), "rev": rev, "write_id": write_id, "provenance": provenance, "updated_at": at}
            )

        record = self.records.restore(token, version_id, seen_version_id, revise)
        self._report(publish([Change(record)], self.projections, RESTORE_BOARD_ATTEMPTS))
        return record

    def read_job(self, token: str) -> Record:
        """The current record. Raises JobNotFoundError, UnreadableRecordError, StoreUnavailableError."""
        return self.records.read(token)

    def read_history(self, token: str) -> History:
        """The history and the audit trail of a job. Raises JobNotFoundError, StoreUnavailableError."""
        versions = self.records.versions(token)
        if not versions:
            raise JobNotFoundError(token)
        current = versions[0].record
        return History(token=token, history=list(current.history) if current else [], audit=audit_trail(versions))

    def read_board(self, unless_etag: str | None) -> StoredObject:
        """The stored board.

        Raises NotModifiedError when it has the ETag `unless_etag`, UnreadableBoardError, StoreUnavailableError.
        """
        return self.projections.board.read(unless_etag)

    def _create(
        self,
        first_revision: Callable[[NewJobIds], Record],
        idempotent: IdempotentRequest | None,
        generate_token: Callable[[], str],
    ) -> Record:
        """Write the idempotency entry, then the record, then the projections.

        A repeated request continues where its earlier try stopped. It leaves the board to the publisher: the earlier
        try wrote it, or the publisher does on the record's event.
        """
        ids = generated = self._new_ids(generate_token)
        if idempotent:
            ids = self.idempotency.keep(idempotent, generated)
        for _ in range(TOKEN_ATTEMPTS):
            first, repeated = first_revision(ids), ids != generated
            try:
                record = (self._of_earlier_try(ids) if repeated else None) or self.records.create(first)
                break
            except TokenTakenError:
                generated = self._new_ids(generate_token)
                ids = self.idempotency.replace(idempotent, ids, generated) if idempotent else generated
        else:
            raise StoreUnavailableError("no free token")
        left = 0 if repeated else CREATE_REQUESTS - (2 if idempotent else 1)
        change = Change(record, ExpectedView.ABSENT if record is first else ExpectedView.UNKNOWN)
        self._report(publish_within(change, self.projections, left))
        return record

    def _of_earlier_try(self, ids: NewJobIds) -> Record | None:
        """The job that an earlier try of this request created, with all changes since; None when there is none.

        Raises TokenTakenError.
        """
        try:
            record = self.records.read(ids.token)
        except JobNotFoundError:
            return None
        if record.created_at != ids.at:
            raise TokenTakenError(record)
        return record

    def _new_ids(self, generate_token: Callable[[], str]) -> NewJobIds:
        return NewJobIds(generate_token(), new_write_id(), self.now())

    def _change(self, token: str, expected_rev: int | None, edit: Callable[[Record, str], Record]) -> Record:
        """Change the record and publish it. An unchanged record was published by its writer."""
        changed: Changed = self.records.change(token, expected_rev, edit)
        if changed.after is not changed.before:
            change = Change(changed.after, expected_view=changed.before)
            self._report(publish_within(change, self.projections, CHANGE_REQUESTS - changed.requests))
        return changed.after

    def _report(self, published: Published) -> None:
        """Raise an error of a view. One of the board goes to the callback, since the publisher writes the board."""
        if published.board_error:
            self.on_board_deferred(published.board_error)
        for error in published.view_errors.values():
            raise error


def _idempotent(owner: str, key: str | None, request: Strict) -> IdempotentRequest | None:
    """Two requests are the same if the client sent the same fields; defaults do not count, since they may change."""
    return IdempotentRequest(owner, key, request.model_dump_json(exclude_unset=True)) if key else None


def _first_revision(request: JobRequest | BookingRequest, by: str, source: str, ids: NewJobIds) -> Record:
    return Record.model_validate(
        {
            **request.model_dump(),
            "schema_version": SCHEMA_VERSION,
            "token": ids.token,
            "rev": 1,
            "write_id": ids.write_id,
            "status": FLOW.initial,
            "history": [{"from": None, "to": FLOW.initial, "at": ids.at, "by": by}],
            "source": source,
            "provenance": {"operation": "create", "by": by},
            "created_at": ids.at,
            "updated_at": ids.at,
        }
    )


def _moved(to: str, provenance: Provenance, at: datetime, record: Record, write_id: str) -> Record:
    transition = FLOW.transition(record.status, to)
    if transition is None:
        raise TransitionNotAllowedError(record, to)
    if transition.kind == "cancel" and provenance.why is None:
        raise ReasonMissingError
    step = HistoryEntry.model_validate(
        {"from": record.status, "to": to, "at": at, "by": provenance.by, "why": provenance.why}
    )
    return record.revised(write_id, status=to, history=[*record.history, step], provenance=provenance, updated_at=at)


def _confirmed(at: datetime, record: Record, write_id: str) -> Record:
    _, to = FLOW.confirmation()
    if record.awaits_confirmation():
        return _moved(to, Provenance(operation="confirmation", by=CUSTOMER), at, record, write_id)
    if FLOW.status(record.status).ends and not record.confirmed():
        raise TransitionNotAllowedError(record, to)
    return record


def _edited(patch: Any, provenance: Provenance, at: datetime, record: Record, write_id: str) -> Record:
    details = JobRequest.model_validate({name: getattr(record, name) for name in JobRequest.model_fields})
    edited = patched(details, patch)
    if edited == details:
        return record
    return record.revised(write_id, **dict(edited), provenance=provenance, updated_at=at)
