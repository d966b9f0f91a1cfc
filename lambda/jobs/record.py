"""The record: the model of one job, the only truth about it, and its conversion from and to stored bytes."""

import json
import re
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from jobs.field_errors import field_errors
from jobs.record_upgrades import UPGRADES
from jobs.rules import HIDDEN, OneOf, TextRule, is_unicode, trimmed
from jobs.services import SERVICES
from jobs.status_flow import FLOW, StatusId
from jobs.strict import Strict
from jobs.times import UtcTime
from jobs.tokens import TOKEN_PATTERN, redact
from jobs.us_formats import PHONE_PATTERN, ZIP_PATTERN, normalise_phone, normalise_zip
from words.texts import TEXTS

SCHEMA_VERSION = 2

MAX_PRICE_CENTS = 10_000_000
CUSTOMER = "customer"
"""The value of `by` for an operation of the customer. For one of the staff it is their e-mail address."""
MAX_REV = 999_999_999
"""The highest revision that If-Match can hold; also a record that was edited by hand cannot exceed it."""

_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PLAIN_TEXT = rf"^[^\u0000-\u0008\u000b-\u001f\u007f{HIDDEN}]*$"
_SPACE_OR_INVISIBLE = r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff"
_EMAIL = rf'^[^{_SPACE_OR_INVISIBLE}@<>"(),:;\\]+@[^{_SPACE_OR_INVISIBLE}@.,]+(?:\.[^{_SPACE_OR_INVISIBLE}@.,]+)+$'
_ZONE = r"^[A-Za-z_]+(?:/[A-Za-z0-9_+\-]+){0,2}$"


class UnreadableRecordError(Exception):
    """A stored record is not JSON, does not fit the schema, or has a newer schema version."""

    def __init__(self, token: str, reason: str) -> None:
        super().__init__(f"record {redact(token)}: {reason}")


def _blank_is_none(value: object) -> object:
    return trimmed(value) or None if isinstance(value, str) else value


def _plain_text(text: str) -> str:
    if _CONTROL_IN_TEXT.search(text) or not is_unicode(text):
        raise ValueError(TEXTS.error("why", "pattern"))
    return text


def _zone(text: str) -> str:
    if not re.fullmatch(_ZONE, text):
        raise ValueError(TEXTS.error("zone", "pattern"))
    return text


BlankIsNone = BeforeValidator(_blank_is_none)

Name = Annotated[str, TextRule("name", 120)]
Phone = Annotated[str, TextRule("phone", 40, pattern=PHONE_PATTERN, stored=normalise_phone)]
Email = Annotated[str, TextRule("email", 254, required=False, pattern=_EMAIL)]
Kind = Annotated[str, OneOf("kind", tuple(SERVICES.ids()))]
Street = Annotated[str, TextRule("street", 200)]
Unit = Annotated[str, TextRule("unit", 40, required=False)]
City = Annotated[str, TextRule("city", 80, required=False)]
Zip = Annotated[str, TextRule("zip", 10, required=False, pattern=ZIP_PATTERN, stored=normalise_zip)]
Notes = Annotated[str, TextRule("notes", 2000, required=False, pattern=_PLAIN_TEXT)]
Why = Annotated[str, Field(max_length=500), AfterValidator(_plain_text)]
Rev = Annotated[int, Field(ge=1, le=MAX_REV)]
Person = Annotated[str, Field(min_length=1, max_length=254)]
Token = Annotated[str, Field(pattern=TOKEN_PATTERN)]


class Customer(Strict):
    """The customer of a job. The phone is E.164 after normalisation."""

    name: Name
    phone: Phone
    email: Annotated[Email | None, BlankIsNone] = None


class Address(Strict):
    """The address of a job."""

    street: Street
    unit: Annotated[Unit | None, BlankIsNone] = None
    city: Annotated[City | None, BlankIsNone] = None
    zip: Annotated[Zip | None, BlankIsNone] = None


class Service(Strict):
    """The service of a job: its kind, address and notes."""

    kind: Kind
    address: Address
    notes: Notes = ""


class Price(Strict):
    """The price of a job, in US cents."""

    amount_cents: Annotated[int, Field(ge=0, le=MAX_PRICE_CENTS)]
    currency: Literal["USD"] = "USD"


class Window(Strict):
    """The time window of a job: start and end in UTC, and the IANA time zone in which they are shown."""

    start: UtcTime
    end: UtcTime
    zone: Annotated[str, Field(max_length=60, json_schema_extra={"pattern": _ZONE}), AfterValidator(_zone)]

    @field_validator("end")
    @classmethod
    def _after_its_start(cls, end: datetime, info: ValidationInfo) -> datetime:
        start = info.data.get("start")
        if start is not None and end <= start:
            raise ValueError(TEXTS.error("window", "order"))
        return end


class HistoryEntry(Strict):
    """One change of status: previous status (null in the first entry), new status, time, person and reason."""

    from_status: Annotated[StatusId | None, Field(alias="from")]
    to: StatusId
    at: UtcTime
    by: Person
    why: Annotated[Why | None, BlankIsNone] = None


class Provenance(Strict):
    """The origin of a revision: operation, person and reason; for a restore, the restored revision."""

    operation: Literal["create", "transition", "confirmation", "edit", "restore"]
    by: Person
    why: Annotated[Why | None, BlankIsNone] = None
    restored_rev: Rev | None = None


class JobDetails(Strict):
    """The fields that a dispatcher enters and can edit. `JobRequest`, `Card` and `Record` inherit them."""

    customer: Customer
    service: Service
    price: Price | None = None
    window: Window | None = None


class Revision(Strict):
    """The token of a job and the number of its revision. `rev` counts from 1."""

    schema_version: Literal[2]
    token: Token
    rev: Rev


# The order of the bases is the order of the stored fields, from right to left: the token comes first in a file.
class Job(JobDetails, Revision):
    """The fields that a record and its card on the board have in common."""

    status: StatusId
    source: Literal["dispatcher", "booking", "import"]
    created_at: UtcTime
    updated_at: UtcTime


class Record(Job):
    """One job. `write_id` names the write of this revision; `provenance` has its operation, person and reason."""

    write_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    history: Annotated[list[HistoryEntry], Field(min_length=1)]
    provenance: Provenance

    @model_validator(mode="after")
    def _history_leads_to_status(self) -> Self:
        gaps = any(before.to != after.from_status for before, after in pairwise(self.history))
        if gaps or self.history[0].from_status is not None or self.history[-1].to != self.status:
            raise ValueError("The history must begin at null, have no gap and end at the status.")
        return self

    def confirmed(self) -> bool:
        """Whether the customer has ever confirmed to be available, also if a dispatcher has undone it since."""
        step = FLOW.confirmation()
        return any(entry.by == CUSTOMER and (entry.from_status, entry.to) == step for entry in self.history)

    def awaits_confirmation(self) -> bool:
        """Whether the customer may confirm now."""
        return self.status == FLOW.confirmation()[0] and not self.confirmed()

    def revised(self, write_id: str, **changes: object) -> "Record":
        """The next revision of this record, with these fields changed; validated as a whole."""
        return Record.model_validate({**dict(self), **changes, "rev": self.rev + 1, "write_id": write_id})

    def to_bytes(self) -> bytes:
        """The record as it is stored."""
        return self.model_dump_json(indent=2).encode()


def record_from_bytes(body: bytes, token: str) -> Record:
    """The record stored under that token, brought up to the present schema version.

    Raises UnreadableRecordError, whose message names fields but never repeats their values.
    """
    try:
        raw = json.loads(body)
        version = raw["schema_version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnreadableRecordError(token, "is not a JSON object with a schema_version") from None
    oldest = min(UPGRADES, default=SCHEMA_VERSION)
    if type(version) is not int or not oldest <= version <= SCHEMA_VERSION:
        raise UnreadableRecordError(token, f"its schema version is none from {oldest} to {SCHEMA_VERSION}")
    try:
        for older in range(version, SCHEMA_VERSION):
            raw = UPGRADES[older](raw)
        record = Record.model_validate(raw)
    except (LookupError, TypeError, AttributeError):
        raise UnreadableRecordError(token, f"is not a complete record of schema version {version}") from None
    except ValidationError as invalid:
        reasons = "; ".join(f"{error.pointer} {error.detail}" for error in field_errors(invalid))
        raise UnreadableRecordError(token, reasons) from None
    if record.token != token:
        raise UnreadableRecordError(token, "holds another token than its name")
    return record
