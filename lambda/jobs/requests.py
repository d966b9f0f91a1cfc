"""What people ask for: a job, a booking, other details, another status. The same words and rules as the record's."""

from typing import Annotated, Any

from pydantic import ValidationError

from jobs.field_errors import FieldError, field_errors
from jobs.record import Address, BlankIsNone, City, Customer, Price, Service, Strict, Why, Window, Zip
from jobs.status_flow import StatusId


class JobRequest(Strict):
    """A job as a dispatcher enters it."""

    customer: Customer
    service: Service
    price: Price | None = None
    window: Window | None = None


class BookingAddress(Address):
    """An address whose city and ZIP code are needed: nobody is on the phone to ask."""

    city: City
    zip: Zip


class BookingService(Service):
    """What a customer books, and where."""

    address: BookingAddress


class BookingRequest(Strict):
    """A job as a customer books it."""

    customer: Customer
    service: BookingService
    window: Window | None = None


class InvalidDetails(Exception):
    """The details of a job would not be right; `errors` has every wrong field."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


def patched(details: JobRequest, patch: Any) -> JobRequest:
    """The details of a job after a JSON merge patch (RFC 7396). Raises InvalidDetails."""
    unknown = patch.keys() - JobRequest.model_fields if isinstance(patch, dict) else set()
    document = merge_patch(details.model_dump(mode="json"), patch)
    if isinstance(document, dict):
        document |= dict.fromkeys(unknown)  # a null takes a field away; one that is not known is wrong all the same
    try:
        return JobRequest.model_validate(document)
    except ValidationError as invalid:
        raise InvalidDetails(field_errors(invalid)) from None


def merge_patch(target: Any, patch: Any) -> Any:
    """The target as the patch says: RFC 7396, section 2."""
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
    """Which status a job shall have, and why."""

    to: StatusId
    why: Annotated[Why | None, BlankIsNone] = None
