"""The checks of a booking: service area, time window, and signs of an automated request."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.booking_terms import WINDOWS, BookingTerms
from jobs.field_errors import field_errors
from jobs.requests import BookingRequest
from jobs.times import format_utc
from tests.testkit.sample_jobs import ADDRESS, BOOKING, NOW, SERVICE, TERMS

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def errors(document: object, terms: BookingTerms = TERMS) -> dict[str, tuple[str, str]]:
    """The code and the text of each error, by pointer."""
    try:
        BookingRequest.model_validate_json(json.dumps(document), context=terms)
    except ValidationError as invalid:
        return {error.pointer: (error.code, error.detail) for error in field_errors(invalid, BookingRequest)}
    return {}


def in_zip(zip_code: str) -> dict[str, Any]:
    return {**BOOKING, "service": {**SERVICE, "address": {**ADDRESS, "zip": zip_code}}}


def at(start: datetime, hours: float = 2, zone: str = "America/Los_Angeles") -> dict[str, Any]:
    end = start + timedelta(hours=hours)
    return {**BOOKING, "window": {"start": format_utc(start), "end": format_utc(end), "zone": zone}}


def test_a_missing_field_has_the_same_error_as_an_empty_one() -> None:
    empty = {
        "customer": {"name": " ", "phone": ""},
        "service": {"kind": "", "address": {"street": "", "city": None, "zip": "\u2003"}},
    }
    missing: dict[str, Any] = {"customer": {}, "service": {"address": {}}}
    assert errors(missing) == errors(empty)
    assert errors(empty) == {
        "#/customer/name": ("required", "Enter a name."),
        "#/customer/phone": ("required", "Enter a phone number."),
        "#/service/kind": ("required", "Choose what we should do."),
        "#/service/address/street": ("required", "Enter the street address."),
        "#/service/address/city": ("required", "Enter the city."),
        "#/service/address/zip": ("required", "Enter the ZIP code."),
    }


def test_an_address_outside_the_service_area_is_refused_with_the_companys_phone() -> None:
    words = "We do not come to 90210 yet. Call us at (619) 555-0142: we may still find a way."
    assert errors(in_zip("90210-1234")) == {"#/service/address/zip": ("area", words)}
    for served in ("91910", "92101", "921221234"):
        assert errors(in_zip(served)) == {}


def test_an_empty_service_area_is_everywhere() -> None:
    assert errors(in_zip("10001"), replace(TERMS, service_area=())) == {}


@pytest.mark.parametrize(
    ("booking", "code"),
    [
        (at(NOW - DAY), "soon"),
        (at(WINDOWS.earliest(NOW) - MINUTE), "soon"),
        (at(WINDOWS.latest(NOW) + MINUTE), "far"),
        (at(NOW + DAY, hours=WINDOWS.longest_hours + 0.1), "long"),
        (at(NOW + DAY, zone="Asia/Tokyo"), "zone"),
    ],
)
def test_a_window_outside_the_limits_is_refused(booking: dict[str, Any], code: str) -> None:
    [(pointer, (actual, words))] = errors(booking).items()
    assert (pointer, actual) == ("#/window", code)
    assert words.endswith(".")
    assert "{" not in words


@pytest.mark.parametrize("start", [WINDOWS.earliest(NOW), NOW + DAY, WINDOWS.latest(NOW)])
def test_a_window_up_to_the_limits_with_their_slack_is_accepted(start: datetime) -> None:
    assert start >= NOW + timedelta(minutes=WINDOWS.lead_minutes - WINDOWS.slack_minutes)
    assert errors(at(start)) == {}


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (None, None),
        ({"topic": "", "spent_ms": 2_000}, None),
        ({"topic": " ", "spent_ms": 60_000}, None),
        ({"topic": "", "spent_ms": 1_999}, "too_fast"),
        ({"topic": "SEO", "spent_ms": 60_000}, "honeypot"),
    ],
)
def test_an_automated_booking_is_recognised(form: dict[str, object] | None, reason: str | None) -> None:
    request = BookingRequest.model_validate({**BOOKING, "form": form})
    assert request.sign_of_automation() == reason
    assert "form" not in request.model_dump()
