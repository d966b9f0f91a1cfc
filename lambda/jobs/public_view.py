"""The public view: what the customer's page reads about a job (`api/track/<token>`). An allow-list builds it."""

from typing import Annotated, Literal

from pydantic import Field

from jobs.record import Kind, Record, Rev, Window
from jobs.status_flow import FLOW, StatusId
from jobs.street import street_without_number
from jobs.strict import Strict
from jobs.times import UtcTime
from words.texts import TEXTS

_Status = Annotated[StatusId, Field(json_schema_extra={"enum": list(FLOW.ids())})]


class CompanyContact(Strict):
    """The company's name, phone (E.164) and time zone (IANA name), as a view shows them."""

    name: str
    phone: str
    time_zone: str


class Step(Strict):
    """A status that led to the present one, its text in English, and when the job came to it."""

    status: _Status
    label: str
    at: UtcTime


class PublicService(Strict):
    """The kind of job, and its name in English."""

    kind: Kind
    label: str


class View(Strict):
    """The public view of a job, for anybody with the link. No field identifies the customer."""

    # In the order in which they are stored: the ETag that the view store expects depends on it.

    schema_version: Literal[1] = 1
    rev: Rev
    status: _Status
    label: str
    next: str
    can_confirm: bool
    timeline: list[Step]
    window: Window | None
    service: PublicService
    street: str
    company: CompanyContact
    updated_at: UtcTime

    def to_bytes(self) -> bytes:
        """The view as it is stored: the same view gives the same bytes."""
        return self.model_dump_json().encode()


def public_view(record: Record, company: CompanyContact) -> View:
    """The view of a record: never the customer's name, phone, e-mail, house number, unit, notes or price."""
    words = TEXTS.statuses[record.status]
    return View(
        rev=record.rev,
        status=record.status,
        label=words.label,
        next=words.next_step(record.window is not None),
        can_confirm=record.awaits_confirmation(),
        timeline=_timeline(record),
        window=record.window,
        service=PublicService(kind=record.service.kind, label=TEXTS.services[record.service.kind].label),
        street=street_without_number(record.service.address.street),
        company=company,
        updated_at=record.updated_at,
    )


def _timeline(record: Record) -> list[Step]:
    """The statuses that led to the present one, without steps that were undone."""
    path: list[Step] = []
    for entry in record.history:
        step = entry.from_status and FLOW.transition(entry.from_status, entry.to)
        if step and step.kind == "undo" and len(path) > 1 and path[-2].status == entry.to:
            path.pop()
        else:
            path.append(Step(status=entry.to, label=TEXTS.statuses[entry.to].label, at=entry.at))
    return path
