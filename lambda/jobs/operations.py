"""The service's operations on jobs: create, book, change status, read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from jobs.bucket import StoredObject, StoreUnavailable
from jobs.claims import Birth, ClaimStore, IdempotentRequest
from jobs.public_view import Believed, View
from jobs.publish import Change, Projections, publish
from jobs.record import SCHEMA_VERSION, HistoryEntry, Record, Strict
from jobs.record_store import RecordStore, TokenTaken
from jobs.requests import BookingRequest, JobRequest, StatusChange
from jobs.status_flow import FLOW
from jobs.tokens import new_token, new_write_id

CUSTOMER = "customer"
_BOARD_ATTEMPTS = 2
_TOKEN_DRAWS = 4


class TransitionRefused(Exception):
    """The status flow does not lead from the job's status to the one asked for."""

    def __init__(self, current: Record, to: str) -> None:
        super().__init__(f"{current.status} -> {to}")
        self.current = current
        self.to = to
        self.allowed = [transition.to for transition in FLOW.status(current.status).transitions]


class ReasonMissing(Exception):
    """This change of status needs a reason."""


@dataclass(frozen=True)
class Dispatch:
    """The operations, on these stores. `on_board_deferred` hears why the board was left to the publisher."""

    records: RecordStore
    claims: ClaimStore
    projections: Projections
    now: Callable[[], datetime]
    on_board_deferred: Callable[[Exception], None]

    def create_job(self, request: JobRequest, by: str, key: str | None = None) -> Record:
        """A dispatcher's new job. When it returns, the customer's link works.

        Raises KeyReused, StoreUnavailable.
        """
        return self._create(
            partial(_first_revision, request, by, "dispatcher"), _idempotent(f"jobs {by}", key, request)
        )

    def book(self, request: BookingRequest, key: str | None = None) -> tuple[Record, View]:
        """A customer's request, and its public view. When it returns, the link works.

        Raises KeyReused, StoreUnavailable.
        """
        record = self._create(
            partial(_first_revision, request, CUSTOMER, "booking"), _idempotent("bookings", key, request)
        )
        return record, self.projections.views.view(record)

    def change_status(self, token: str, expected_rev: int, change: StatusChange, by: str) -> Record:
        """Move a job along the status flow, if it is still at the revision that the person saw.

        Raises StaleRevision, TransitionRefused, ReasonMissing, JobNotFound, UnreadableRecord,
        StoreUnavailable.
        """
        at = self.now()
        before, after = self.records.change(
            token, expected_rev, lambda record, write_id: _moved(record, change, by, at, write_id)
        )
        self._publish(Change(after, believed_view=before))
        return after

    def read_job(self, token: str) -> Record:
        """The current record. Raises JobNotFound, UnreadableRecord, StoreUnavailable."""
        return self.records.read(token)

    def read_board(self, unless_etag: str | None) -> StoredObject:
        """The board as stored. Raises NotModified when the reader has that ETag, StoreUnavailable."""
        return self.projections.board.read(unless_etag)

    def _create(self, first_revision: Callable[[Birth], Record], idempotent: IdempotentRequest | None) -> Record:
        """Claim, write, publish. A repeated request takes up its earlier try wherever that one stopped."""
        birth = drawn = self._draw()
        if idempotent:
            birth = self.claims.claim(idempotent, drawn)
        for _ in range(_TOKEN_DRAWS):
            try:
                record = self.records.create(first_revision(birth))
                break
            except TokenTaken as taken:
                if birth is not drawn and taken.current.created_at == birth.at:
                    record = taken.current  # the job of the earlier try, changed since
                    break
                drawn = self._draw()
                birth = self.claims.redraw(idempotent, birth, drawn) if idempotent else drawn
        else:
            raise StoreUnavailable("no free token")
        self._publish(Change(record, Believed.ABSENT if birth is drawn else Believed.UNKNOWN))
        return record

    def _draw(self) -> Birth:
        return Birth(new_token(), new_write_id(), self.now())

    def _publish(self, change: Change) -> None:
        """Raises StoreUnavailable when the view is not written; the board may be left to the publisher."""
        published = publish([change], self.projections, _BOARD_ATTEMPTS)
        if published.unwritten_board:
            self.on_board_deferred(published.unwritten_board)
        for error in published.unwritten_views.values():
            raise error


def _idempotent(owner: str, key: str | None, request: Strict) -> IdempotentRequest | None:
    """The fields that the client sent decide what the same request is; a default added later does not."""
    return IdempotentRequest(owner, key, request.model_dump_json(exclude_unset=True)) if key else None


def _first_revision(request: JobRequest | BookingRequest, by: str, source: str, birth: Birth) -> Record:
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
            "created_at": birth.at,
            "updated_at": birth.at,
        }
    )


def _moved(record: Record, change: StatusChange, by: str, at: datetime, write_id: str) -> Record:
    transition = FLOW.transition(record.status, change.to)
    if transition is None:
        raise TransitionRefused(record, change.to)
    if transition.kind == "cancel" and change.why is None:
        raise ReasonMissing
    step = HistoryEntry.model_validate({"from": record.status, "to": change.to, "at": at, "by": by, "why": change.why})
    return record.revised(write_id, status=change.to, history=[*record.history, step], updated_at=at)
