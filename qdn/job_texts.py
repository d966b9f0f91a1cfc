"""The text output of jobs: the lines of a record, a table of cards, and the audit trail."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from rich.table import Table
from rich.text import Text

from jobs.audit_trail import AuditEntry
from jobs.card import CardDocument
from jobs.record import JobDetails, Record, Window
from jobs.status_flow import FLOW
from jobs.times import parse_utc
from jobs.us_formats import phone_text
from qdn.printing import plain_table
from words.texts import TEXTS

_ENTRY = ("rev", "what", "by", "why")


def label(status_id: str) -> str:
    """The dispatchers' label of a status; the id itself if the flow does not define it."""
    return next((status.label for status in FLOW.statuses if status.id == status_id), status_id)


def job_lines(record: Record, tracking_url: str) -> list[str]:
    """The lines of the output about one job."""
    customer, service, address = record.customer, record.service, record.service.address
    street = ", ".join(
        filter(None, (address.street, address.unit, " ".join(filter(None, (address.city, address.zip)))))
    )
    last = record.provenance
    lines = {
        "Job": f"{record.token}, revision {record.rev}",
        "Status": label(record.status),
        "Customer": ", ".join(filter(None, (customer.name, phone_text(customer.phone), customer.email))),
        "Service": f"{TEXTS.services[service.kind].label}, {street}",
        **_further(customer, {"name", "phone", "email"}),
        **_further(service, {"kind", "address"}),
        **_further(address, {"street", "unit", "city", "zip"}),
        **_further(record, Record.model_fields.keys() - JobDetails.model_fields.keys()),
        "Window": _window(record.window),
        "Price": _price(record.price.amount_cents) if record.price else "",
        "Last change": f"{last.operation} by {last.by} at {record.updated_at:%Y-%m-%dT%H:%M:%SZ}"
        + (f": {last.why}" if last.why else ""),
        "Tracking": tracking_url,
    }
    return [f"{name + ':':<13}{text}" for name, text in lines.items() if text]


def _further(model: BaseModel, shown: set[str]) -> dict[str, str]:
    """The texts of the fields that are not among those `shown` elsewhere, by title, each on one line."""
    texts = {name: value for name, value in model if name not in shown and isinstance(value, str)}
    return {name.replace("_", " ").capitalize(): " / ".join(text.splitlines()) for name, text in texts.items()}


def cards_table(cards: Iterable[CardDocument]) -> Table:
    """A table of jobs, one per row."""
    table = plain_table("token", "status", "customer", "phone", "street", "window", "price")
    table.columns[0].no_wrap = True
    for card in cards:
        window, price = card.get("window"), card.get("price")
        table.add_row(
            *map(
                Text,
                (
                    card["token"],
                    label(card["status"]),
                    card["customer"]["name"],
                    phone_text(card["customer"]["phone"]),
                    card["service"]["address"]["street"],
                    _window(Window.model_validate(window)) if window else "",
                    _price(price["amount_cents"]) if price else "",
                ),
            )
        )
    return table


def audit_table(entries: Iterable[tuple[str, AuditEntry]]) -> Table:
    """The audit trail of several jobs, one entry per row."""
    table = plain_table("at", "token", *_ENTRY)
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for token, entry in entries:
        table.add_row(*map(Text, (entry.at, token, *_entry(entry))))
    return table


def history_table(entries: Iterable[AuditEntry]) -> Table:
    """The audit trail of one job, one entry per row, with the version id that `qdn job restore` takes."""
    table = plain_table("at", *_ENTRY, "version")
    table.columns[0].no_wrap = table.columns[-1].no_wrap = True
    for entry in entries:
        table.add_row(*map(Text, (entry.at, *_entry(entry), entry.version_id)))
    return table


def matches(card: Mapping[str, Any], text: str) -> bool:
    """Whether every word of the text is in the job's name, phone, street or token."""
    customer, address = card["customer"], card["service"]["address"]
    there = " ".join(
        (card["token"], customer["name"], customer["phone"], phone_text(customer["phone"]), address["street"])
    )
    return all(word in there.casefold() for word in text.casefold().split())


def _entry(entry: AuditEntry) -> tuple[str, ...]:
    return str(entry.rev or ""), _what(entry), entry.by or "", entry.why or ""


def _what(entry: AuditEntry) -> str:
    if entry.from_status != entry.to and entry.to:
        return f"{entry.operation}: {entry.to}"
    changed = f": {', '.join(entry.changed)}" if entry.changed else ""
    back = f" (revision {entry.restored_rev})" if entry.restored_rev else ""
    return entry.operation + changed + back


def _price(cents: int) -> str:
    return f"${cents / 100:,.2f}"


def _window(window: Window | None) -> str:
    if window is None:
        return ""
    try:
        zone = ZoneInfo(window.zone)
    except (KeyError, ValueError, OSError):  # a valid name of a zone that does not exist
        return f"{window.start:%Y-%m-%d %H:%M} to {window.end:%Y-%m-%d %H:%M} (UTC)"
    start, end = (parse_utc(moment).astimezone(zone) for moment in (window.start, window.end))
    until = _clock(end) if end.date() == start.date() else f"{end:%b} {end.day}, {_clock(end)}"
    return f"{start:%a, %b} {start.day}, {_clock(start)} to {until}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M %p}"
