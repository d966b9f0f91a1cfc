"""Sample jobs: requests and records with every field set, some of them changed."""

from copy import deepcopy
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from jobs.booking_terms import BookingTerms
from jobs.record import Record
from jobs.requests import BookingRequest, JobRequest

TOKEN = "fcdc1c82cb284dbe"
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
DISPATCHER = "dana@quickdumpnow.example"

CUSTOMER = {"name": "Mark", "phone": "(619) 555-0123", "email": "mark@example.com"}
ADDRESS = {"street": "3512 Soderblom Ave", "unit": "4B", "city": "San Diego", "zip": "92122"}
SERVICE = {"kind": "junk_removal", "address": ADDRESS, "notes": "gate code 4711"}
WINDOW = {"start": "2026-11-25T16:00:00Z", "end": "2026-11-25T18:00:00Z", "zone": "America/Los_Angeles"}
JOB: dict[str, Any] = {
    "customer": CUSTOMER,
    "service": SERVICE,
    "price": {"amount_cents": 60000, "currency": "USD"},
    "window": WINDOW,
}
TERMS = BookingTerms(("919", "920", "921"), "America/Los_Angeles", "+16195550142", lambda: NOW)
BOOKING: dict[str, Any] = {"customer": CUSTOMER, "service": SERVICE, "window": WINDOW}


def job_request(**fields: object) -> JobRequest:
    """A dispatcher's request with every field there is, some of them changed."""
    return JobRequest.model_validate({**JOB, **fields})


def booking_request() -> BookingRequest:
    """A customer's request with every field there is."""
    return BookingRequest.model_validate(BOOKING)


def record_document(**fields: object) -> dict[str, Any]:
    """A first revision as JSON, with every field there is, some of them changed; the caller's own to change."""
    return {
        **deepcopy(JOB),
        "schema_version": 2,
        "token": TOKEN,
        "rev": 1,
        "write_id": "0" * 32,
        "status": "pending_pickup",
        "history": [
            {"from": None, "to": "pending_pickup", "at": "2026-11-24T17:00:00Z", "by": DISPATCHER, "why": None}
        ],
        "source": "dispatcher",
        "provenance": {"operation": "create", "by": DISPATCHER, "why": None, "restored_rev": None},
        "created_at": "2026-11-24T17:00:00Z",
        "updated_at": "2026-11-24T17:00:00Z",
        **fields,
    }


def record(**fields: object) -> Record:
    """A first revision, with some fields changed."""
    return Record.model_validate(record_document(**fields))


def moved(*statuses: str, token: str = TOKEN, at: str = "2026-11-24T18:00:00Z") -> Record:
    """A record that went through these statuses after `pending_pickup`, each change one revision."""
    path: list[Any] = [None, "pending_pickup", *statuses]
    history = [{"from": left, "to": reached, "at": at, "by": DISPATCHER} for left, reached in pairwise(path)]
    return record(token=token, rev=len(history), status=path[-1], history=history, updated_at=at)
