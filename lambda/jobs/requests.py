"""Requests: a new job, a booking, an edit, a change of status. They share fields and rules with the record."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import (
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic_core import core_schema

from jobs.booking_terms import WINDOWS, BookingTerms
from jobs.field_errors import InvalidFieldsError, field_errors
from jobs.record import Address, BlankIsNone, Customer, JobDetails, Service, Why, Window
from jobs.rules import WORDS, TextRule, rule_error
from jobs.status_flow import StatusId
from jobs.strict import Strict
from jobs.us_formats import ZIP_PATTERN, normalise_zip, phone_text
from words.texts import TEXTS, fill

AREA = "area"
_AREA_WORDS = {AREA: TEXTS.error("zip", AREA)}
_WINDOW_WORDS = {
    code: fill(TEXTS.error("window", code), days_ahead=WINDOWS.days_ahead, longest_hours=WINDOWS.longest_hours)
    for code in ("zone", "soon", "far", "long")
}
MIN_FORM_MS = 2_000
"""The shortest time in which a person completes the form, with the browser filling in the fields. A faster request
counts as automated."""


class JobRequest(JobDetails):
    """A job as a dispatcher enters it."""


_ANY_VALUE: dict[str, Any] = dict.fromkeys(JobDetails.model_fields, (Any, None))
JobPatch = create_model(
    "JobPatch",
    __base__=Strict,
    __doc__="A JSON merge patch of a JobRequest: an absent field stays unchanged, null removes one.",
    **_ANY_VALUE,
)
"""The schema of the request of an edit. `patched` applies it and validates the result, not the patch."""


@dataclass(frozen=True)
class _InServiceArea:
    """A ZIP code within the service area of the BookingTerms in the validation's context."""

    def check(self, zip_code: str, info: ValidationInfo) -> str:
        terms = info.context
        if isinstance(terms, BookingTerms) and not terms.in_service_area(zip_code):
            raise rule_error(AREA, _AREA_WORDS, {"zip": zip_code[:5], "phone": phone_text(terms.phone)})
        return zip_code

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        rule = handler(schema)
        return {**rule, WORDS: {**rule[WORDS], **_AREA_WORDS}}


class BookingAddress(Address):
    """An address whose city and ZIP code are required."""

    city: Annotated[str, TextRule("city", 80)]
    zip: Annotated[str, TextRule("zip", 10, pattern=ZIP_PATTERN, stored=normalise_zip), _InServiceArea()]


class BookingService(Service):
    """The service that a customer books, and its address."""

    address: BookingAddress


class BookingWindow(Window):
    """The time window that a customer requests: in the company's zone, not too soon, too far ahead or too long."""

    model_config = ConfigDict(json_schema_extra={WORDS: dict[str, Any](_WINDOW_WORDS)})

    @model_validator(mode="after")
    def _is_offered(self, info: ValidationInfo) -> Self:
        terms = info.context
        if not isinstance(terms, BookingTerms):
            return self
        now = terms.now()
        wrong = {
            "zone": self.zone != terms.time_zone,
            "soon": self.start < WINDOWS.earliest(now),
            "far": self.start > WINDOWS.latest(now),
            "long": self.end - self.start > timedelta(hours=WINDOWS.longest_hours),
        }
        for code, is_wrong in wrong.items():
            if is_wrong:
                raise rule_error(code, _WINDOW_WORDS, {"zone": terms.time_zone})
        return self


class FormSigns(Strict):
    """Signs of automation in a booking. `topic` is a hidden field, which people leave empty; `spent_ms` is the time in
    milliseconds that the page was open.
    """

    topic: str
    spent_ms: int


class BookingRequest(Strict):
    """A job as a customer books it."""

    # Window and ZIP code are checked only when BookingTerms are the context of the validation.

    customer: Customer
    service: BookingService
    window: BookingWindow | None = None
    # Excluded: it is not stored with the job, and a repeated request counts as the same although its form differs.
    form: Annotated[FormSigns | None, Field(exclude=True)] = None

    def sign_of_automation(self) -> str | None:
        """The sign that a program sent this: `honeypot` or `too_fast`; None without such a sign."""
        if self.form is None:
            return None
        if self.form.topic.strip():
            return "honeypot"
        return "too_fast" if self.form.spent_ms < MIN_FORM_MS else None


def patched(details: JobRequest, patch: Any) -> JobRequest:
    """The details of a job after a JSON merge patch (RFC 7396). Raises InvalidFieldsError."""
    unknown = patch.keys() - JobRequest.model_fields if isinstance(patch, dict) else set()
    document = merge_patch(details.model_dump(mode="json"), patch)
    if isinstance(document, dict):
        document |= dict.fromkeys(unknown)  # null removes a field, but an unknown field is an error even then
    try:
        return JobRequest.model_validate(document)
    except ValidationError as invalid:
        raise InvalidFieldsError(field_errors(invalid, JobRequest)) from None


def merge_patch(target: Any, patch: Any) -> Any:
    """The target with the patch applied (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


class StatusChange(Strict):
    """The new status of a job, and the reason."""

    to: StatusId
    why: Annotated[Why | None, BlankIsNone] = None
