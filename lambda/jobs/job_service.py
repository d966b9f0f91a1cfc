"""The service's operations on jobs: create, book, confirm, edit, change status, restore, read."""

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
from jobs.retry import CHANGE_REQUESTS, CREATE_REQUESTS, RESTORE_BOARD, TOKEN_ATTEMPTS
from jobs.status_flow import FLOW
from jobs.strict import Strict
from jobs.tokens import decoy_token, new_canary_token, new_token, new_write_id
from jobs.view_store import ExpectedView


class TransitionNotAllowedError(Exception):
    """The status flow does not lead from the job's status to the one asked for."""

    def __init__(self, current: Record, to: str) -> None:
        super().__init__(f"{current.status} -> {to}")
        self.current = current
        self.to = to
        self.allowed = [transition.to for transition in FLOW.status(current.status).transitions]


class ReasonMissingError(Exception):
    """This change of status needs a reason."""


@dataclass(frozen=True)
class JobService:
    """The operations, on these stores. `on_board_deferred` hears why the board was left to the publisher."""

    records: RecordStore
    idempotency: IdempotencyStore
    projections: Projections
    now: Callable[[], datetime]
    on_board_deferred: Callable[[Exception], None]

    def create_job(self, request: JobRequest, by: str, key: str | None = None) -> Record:
        """A dispatcher's new job. When it returns, the customer's link works.

        Raises IdempotencyKeyReusedError, StoreUnavailableError.
        """
        return self._create(
            partial(_first_revision, request, by, "dispatcher"), _idempotent(f"jobs {by}", key, request), new_token
        )

    def book(self, request: BookingRequest, key: str | None = None, *, canary: bool = False) -> tuple[Record, View]:
        """A customer's request, and its public view. When it returns, the link works.

        A `canary` goes the same way and is never on the board. Raises IdempotencyKeyReusedError, StoreUnavailableError.
        """
        record = self._create(
            partial(_first_revision, request, CUSTOMER, "booking"),
            _idempotent("canaries" if canary else "bookings", key, request),
            new_canary_token if canary else new_token,
        )
        return record, self.projections.views.view(record)

    def pretend(self, request: BookingRequest, key: str | None = None) -> tuple[Record, View]:
        """What `book` would answer, of a job that is not made: a token that leads nowhere. Nothing is stored.

        With one key the token is the same again, as it would be.
        """
        token = decoy_token(key) if key else new_token()
        record = _first_revision(request, CUSTOMER, "booking", NewJobIds(token, new_write_id(), self.now()))
        return record, self.projections.views.view(record)

    def change_status(self, token: str, expected_rev: int, change: StatusChange, by: str) -> Record:
        """Move a job along the status flow, if it is still at the revision that the person saw.

        Raises StaleRevisionError, TransitionNotAllowedError, ReasonMissingError, JobNotFoundError,
        UnreadableRecordError, StoreUnavailableError.
        """
        provenance = Provenance(operation="transition", by=by, why=change.why)
        return self._change(token, expected_rev, partial(_moved, change.to, provenance, self.now()))

    def confirm(self, token: str) -> tuple[Record, View]:
        """The customer confirms to be available, and gets the public view.

        That counts once. Pressed again it succeeds and changes nothing; the same where the job is further already.
        Raises TransitionNotAllowedError where the job has ended, JobNotFoundError, UnreadableRecordError,
        StoreUnavailableError.
        """
        record = self._change(token, None, partial(_confirmed, self.now()))
        return record, self.projections.views.view(record)

    def edit_job(self, token: str, expected_rev: int, patch: Any, by: str) -> Record:
        """Change customer, service, price or window by a JSON merge patch, if the job is still at that revision.

        A patch that changes nothing makes no revision. Raises InvalidDetailsError, StaleRevisionError,
        JobNotFoundError, UnreadableRecordError, StoreUnavailableError.
        """
        provenance = Provenance(operation="edit", by=by)
        return self._change(token, expected_rev, partial(_edited, patch, provenance, self.now()))

    def restore(self, token: str, version_id: str, seen_version_id: str, by: str, why: str) -> Record:
        """Bring an earlier version of a job back, as a new revision; nothing is deleted.

        `seen_version_id` is the present version as the person saw it in the audit trail; it may be unreadable or a
        deletion. The history comes back as it was: what happened since stays in the audit trail.
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
        self._settle(publish([Change(record)], self.projections, RESTORE_BOARD))
        return record

    def read_job(self, token: str) -> Record:
        """The current record. Raises JobNotFoundError, UnreadableRecordError, StoreUnavailableError."""
        return self.records.read(token)

    def read_history(self, token: str) -> History:
        """What happened to a job. Raises JobNotFoundError, StoreUnavailableError."""
        versions = self.records.versions(token)
        if not versions:
            raise JobNotFoundError(token)
        present = versions[0].record
        return History(token=token, history=list(present.history) if present else [], audit=audit_trail(versions))

    def read_board(self, unless_etag: str | None) -> StoredObject:
        """The board as stored.

        Raises NotModifiedError when the reader has that ETag, UnreadableBoardError, StoreUnavailableError.
        """
        return self.projections.board.read(unless_etag)

    def _create(
        self,
        first_revision: Callable[[NewJobIds], Record],
        idempotent: IdempotentRequest | None,
        draw_token: Callable[[], str],
    ) -> Record:
        """Claim, write, publish. A repeated request takes up its earlier try wherever that one stopped.

        Its board is the publisher's: the earlier try wrote it, or the event of the record brings it.
        """
        birth = drawn = self._draw(draw_token)
        if idempotent:
            birth = self.idempotency.keep(idempotent, drawn)
        for _ in range(TOKEN_ATTEMPTS):
            first, repeated = first_revision(birth), birth != drawn
            try:
                record = (self._of_earlier_try(birth) if repeated else None) or self.records.create(first)
                break
            except TokenTakenError:
                drawn = self._draw(draw_token)
                birth = self.idempotency.replace(idempotent, birth, drawn) if idempotent else drawn
        else:
            raise StoreUnavailableError("no free token")
        left = 0 if repeated else CREATE_REQUESTS - (2 if idempotent else 1)
        change = Change(record, ExpectedView.ABSENT if record is first else ExpectedView.UNKNOWN)
        self._settle(publish_within(change, self.projections, left))
        return record

    def _of_earlier_try(self, birth: NewJobIds) -> Record | None:
        """The job that an earlier try of this request has made, changed since or not. Raises TokenTakenError."""
        try:
            record = self.records.read(birth.token)
        except JobNotFoundError:
            return None
        if record.created_at != birth.at:
            raise TokenTakenError(record)
        return record

    def _draw(self, token: Callable[[], str]) -> NewJobIds:
        return NewJobIds(token(), new_write_id(), self.now())

    def _change(self, token: str, expected_rev: int | None, edit: Callable[[Record, str], Record]) -> Record:
        """Change the record and publish it. What was there already was published by whoever wrote it."""
        changed: Changed = self.records.change(token, expected_rev, edit)
        if changed.after is not changed.before:
            change = Change(changed.after, expected_view=changed.before)
            self._settle(publish_within(change, self.projections, CHANGE_REQUESTS - changed.requests))
        return changed.after

    def _settle(self, published: Published) -> None:
        """Raises StoreUnavailableError when the view is not written; the board may be left to the publisher."""
        if published.board_error:
            self.on_board_deferred(published.board_error)
        for error in published.view_errors.values():
            raise error


def _idempotent(owner: str, key: str | None, request: Strict) -> IdempotentRequest | None:
    """The fields that the client sent decide what the same request is; a default added later does not."""
    return IdempotentRequest(owner, key, request.model_dump_json(exclude_unset=True)) if key else None


def _first_revision(request: JobRequest | BookingRequest, by: str, source: str, birth: NewJobIds) -> Record:
    return Record.model_validate(
        {
            **request.model_dump(),
            "schema_version": SCHEMA_VERSION,
            "token": birth.token,
            "rev": 1,
            "write_id": birth.write_id,
            "status": FLOW.initial,
            "history": [{"from": None, "to": FLOW.initial, "at": birth.at, "by": by}],
            "source": source,
            "provenance": {"operation": "create", "by": by},
            "created_at": birth.at,
            "updated_at": birth.at,
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
    wanted = patched(details, patch)
    if wanted == details:
        return record
    return record.revised(write_id, **dict(wanted), provenance=provenance, updated_at=at)
