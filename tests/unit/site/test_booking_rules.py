"""Server and booking page find the same wrong and say it in the same words, whatever was typed."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jobs.booking_terms import WINDOWS, BookingTerms
from jobs.field_errors import field_errors
from jobs.requests import BookingRequest
from jobs.times import format_utc
from tests.unit.site.conftest import Call

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
ZONE = "America/Los_Angeles"
AREA = ("919", "920", "921")
TERMS = BookingTerms(AREA, ZONE, "+16195550142", lambda: NOW)
COMPANY = {"name": "QuickDumpNow", "phone": "+16195550142", "time_zone": ZONE, "service_area": AREA}

SOUND: dict[str, Any] = {
    "customer": {"name": "Ada Moreno", "phone": "619 555 0187", "email": None},
    "service": {
        "kind": "junk_removal",
        "address": {"street": "42 Harbor Dr", "unit": None, "city": "San Diego", "zip": "92101"},
        "notes": "",
    },
    "window": None,
}
POINTERS = {
    "/customer/name": [
        "",
        " \u2003\ufeff",
        "x" * 120,
        "x" * 121,
        "\U0001f69a" * 120,
        "\U0001f69a" * 121,
        "a\nb",
        "a\x7f",
    ],
    "/customer/phone": [
        "",
        "12",
        "619 555 0187",
        "(619) 555-0187",
        "+1.619.555.0187",
        "0195550123",
        "+52 664 123 4567",
        "+1 555 0123",
        "6195550187 ext 4",
        "٦١٩٥٥٥٠١٢٣",
        "\u202d+1 (619) 555-0187\u202c",
        "619-555-0187" + " " * 40 + "1",
        "6" + " " * 39 + "195550187",
    ],
    "/customer/email": [
        "",
        "mark",
        "mark@",
        "@example.com",
        "a b@example.com",
        "m@example.com",
        "m@ex..com",
        "m@x.y" + "z" * 250,
    ],
    "/service/kind": ["", "piano", "junk_removal", "Junk_removal"],
    "/service/address/street": ["", "x" * 200, "x" * 201, "42\tHarbor", "42 Harbor\u2028Dr"],
    "/service/address/unit": ["", "x" * 41, "\x00", "4B"],
    "/service/address/city": ["", "x" * 81, "San\rDiego", "San Diego"],
    "/service/address/zip": [
        "",
        "9",
        "92101",
        "92101-1234",
        "921011234",
        "90210",
        "90210 1234",
        "9210A",
        "٩٢١٢٢",
        "92101--1234",
    ],
    "/service/notes": ["", "x" * 2000, "x" * 2001, "a\nb\tc", "a\x0bb"],
}


def window(start: timedelta, hours: float = 4, zone: str = ZONE) -> dict[str, str]:
    return {"start": format_utc(NOW + start), "end": format_utc(NOW + start + timedelta(hours=hours)), "zone": zone}


FORGIVEN = timedelta(minutes=WINDOWS.lead_minutes - WINDOWS.slack_minutes)
FARTHEST = timedelta(days=WINDOWS.days_ahead + 1)
SECOND = timedelta(seconds=1)
WINDOWS_TYPED = [
    window(-timedelta(days=1)),
    window(FORGIVEN - SECOND),
    window(FORGIVEN),
    window(FARTHEST),
    window(FARTHEST + SECOND),
    window(timedelta(days=1), hours=WINDOWS.longest_hours),
    window(timedelta(days=1), hours=WINDOWS.longest_hours + 1),
    window(timedelta(days=1), zone="Asia/Tokyo"),
]


def typed(values: dict[str, Any]) -> dict[str, Any]:
    """A sound request but for these values, by pointer."""
    request = deepcopy(SOUND)
    for pointer, value in values.items():
        *path, name = pointer.removeprefix("/").split("/")
        at = request
        for step in path:
            at = at[step]
        at[name] = value
    return request


def of_server(request: dict[str, Any]) -> dict[str, tuple[str, str]]:
    try:
        BookingRequest.model_validate_json(json.dumps(request), context=TERMS)
    except ValidationError as invalid:
        found = field_errors(invalid, BookingRequest)
        return {error.pointer.removeprefix("#"): (error.code, error.detail) for error in found}
    return {}


def of_page(site: Call, request: dict[str, Any]) -> dict[str, tuple[str, str]]:
    found = site("book/terms.ts", "problemsOf", request, COMPANY, NOW.timestamp() * 1000)
    return {error["pointer"]: (error["code"], error["detail"]) for error in found}


CASES = [({pointer: text}) for pointer, texts in POINTERS.items() for text in texts]


@pytest.mark.parametrize("values", [*CASES, *({"/window": window} for window in WINDOWS_TYPED)])
def test_server_and_page_say_the_same(site: Call, values: dict[str, Any]) -> None:
    request = typed(values)
    assert of_page(site, request) == of_server(request)


def test_both_find_everything_at_once(site: Call) -> None:
    request = typed(dict.fromkeys(POINTERS, "") | {"/window": WINDOWS_TYPED[0]})
    found = of_page(site, request)
    assert found == of_server(request)
    assert len(found) == 7


def test_both_take_what_is_sound_and_refuse_what_is_not(site: Call) -> None:
    """So that the comparison cannot pass by both finding nothing, or the same everywhere."""
    assert of_page(site, SOUND) == {}
    area = of_page(site, typed({"/service/address/zip": "90210"}))
    words = "We do not come to 90210 yet. Call us at (619) 555-0142: we may still find a way."
    assert area == {"/service/address/zip": ("area", words)}
    assert of_page(site, typed({"/window": window(-timedelta(days=1))})).keys() == {"/window"}


@given(st.dictionaries(st.sampled_from(sorted(POINTERS)), st.text(max_size=60)))
@example({"/service/kind": "\r"})
@example({"/service/kind": " junk_removal "})
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_server_and_page_say_the_same(site: Call, values: dict[str, str]) -> None:
    request = typed(values)
    assert of_page(site, request) == of_server(request)


def test_the_page_offers_days_by_the_calendar_over_clock_changes(site: Call) -> None:
    def days(now: str) -> list[str]:
        found: list[str] = site("book/windows.ts", "openDays", ZONE, datetime.fromisoformat(now).timestamp() * 1000)
        return found

    # 11:30 PM: a day of 23 hours (14 March 2027) is not skipped, one of 25 (1 November 2026) is not offered twice.
    assert days("2027-03-13T23:30:00-08:00")[:3] == ["2027-03-14", "2027-03-15", "2027-03-16"]
    assert days("2026-10-31T23:30:00-07:00")[:3] == ["2026-11-01", "2026-11-02", "2026-11-03"]


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("2027-03-14", "2027-03-14T15:00:00Z", "2027-03-14T19:00:00Z"),
        ("2027-03-13", "2027-03-13T16:00:00Z", "2027-03-13T20:00:00Z"),
        ("2026-11-01", "2026-11-01T16:00:00Z", "2026-11-01T20:00:00Z"),
        ("2026-10-31", "2026-10-31T15:00:00Z", "2026-10-31T19:00:00Z"),
    ],
)
def test_a_morning_is_from_eight_to_twelve_on_the_wall_clock_of_that_day(
    site: Call, day: str, start: str, end: str
) -> None:
    morning = {"id": "morning", "from": "08:00", "to": "12:00"}
    assert site("book/windows.ts", "windowFor", ZONE, day, morning) == {"start": start, "end": end, "zone": ZONE}


def test_what_the_page_offers_the_server_takes(site: Call) -> None:
    """At every quarter of an hour of two days, at once and half an hour later."""
    parts = [part.model_dump(by_alias=True) for part in WINDOWS.parts]
    for quarter in range(192):
        now = NOW + timedelta(minutes=15 * quarter)
        offered = [
            offer
            for day in site("book/windows.ts", "openDays", ZONE, now.timestamp() * 1000)
            for part in parts
            if site(
                "book/windows.ts",
                "isOpen",
                offer := site("book/windows.ts", "windowFor", ZONE, day, part),
                now.timestamp() * 1000,
            )
        ]
        assert offered
        slow = now + timedelta(minutes=WINDOWS.slack_minutes)
        for at in (now, slow):
            for offer in (offered[0], offered[-1]):
                terms = BookingTerms(AREA, ZONE, "+16195550142", lambda at=at: at)  # type: ignore[misc]
                BookingRequest.model_validate_json(json.dumps({**SOUND, "window": offer}), context=terms)
