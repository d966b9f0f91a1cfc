"""The public view: what the customer's page reads about a job (`api/track/<token>`), by an allow-list."""

from dataclasses import dataclass
from typing import Any

from jobs.record import Record
from jobs.status_flow import FLOW
from jobs.street import street_without_number
from jobs.times import format_utc
from words.texts import TEXTS

View = dict[str, Any]


@dataclass(frozen=True)
class Company:
    """Whom the customer can call, and by which clock it works. The phone is E.164, the zone an IANA name."""

    name: str
    phone: str
    time_zone: str


def public_view(record: Record, company: Company) -> View:
    """The view of a record: never the customer's name, phone, e-mail, house number, unit, notes or price."""
    words = TEXTS.statuses[record.status]
    return {
        "schema_version": 1,
        "rev": record.rev,
        "status": record.status,
        "label": words.label,
        "next": words.next_step(record.window is not None),
        "can_confirm": record.awaits_confirmation(),
        "timeline": _timeline(record),
        "window": record.window and record.window.model_dump(mode="json"),
        "service": {"kind": record.service.kind, "label": TEXTS.services[record.service.kind].label},
        "street": street_without_number(record.service.address.street),
        "company": {"name": company.name, "phone": company.phone, "time_zone": company.time_zone},
        "updated_at": format_utc(record.updated_at),
    }


def _timeline(record: Record) -> list[dict[str, str]]:
    """The statuses that led to the present one. A step that was undone is gone: it was a slip."""
    path: list[tuple[str, str]] = []
    for entry in record.history:
        step = entry.from_status and FLOW.transition(entry.from_status, entry.to)
        if step and step.kind == "undo" and len(path) > 1 and path[-2][0] == entry.to:
            path.pop()
        else:
            path.append((entry.to, format_utc(entry.at)))
    return [{"status": status, "label": TEXTS.statuses[status].label, "at": at} for status, at in path]
