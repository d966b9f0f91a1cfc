"""Server and booking page report the same errors with the same texts, for any input.

The tests here need both sides at once: the page's TypeScript runs in Node (conftest.py). What the page does by itself
is tested in site/tests, with the same table of mistakes.
"""

import json
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jobs.booking_terms import WINDOWS, BookingTerms
from jobs.field_errors import field_errors
from jobs.requests import BookingRequest
from tests.testkit.paths import REPOSITORY
from tests.testkit.site_modules import Call

TABLE: dict[str, Any] = json.loads(
    (REPOSITORY / "site" / "tests" / "cases" / "booking_mistakes.json").read_text(encoding="utf-8")
)
NOW = datetime.fromisoformat(TABLE["now"])
COMPANY: dict[str, Any] = TABLE["company"]
ZONE: str = COMPANY["time_zone"]
AREA = tuple(COMPANY["service_area"])
TERMS = BookingTerms(AREA, ZONE, COMPANY["phone"], lambda: NOW)
SOUND: dict[str, Any] = TABLE["sound_request"]
POINTERS = sorted({case["pointer"] for case in TABLE["cases"]} - {"/window"})
PAST_WINDOW = next(case["typed"] for case in TABLE["cases"] if case["pointer"] == "/window")


def written(value: Any) -> Any:
    """The text of `{"repeat": "x", "times": 121}`; anything else as it is."""
    return value["repeat"] * value["times"] if isinstance(value, dict) and "repeat" in value else value


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


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: f"{case['pointer']}: {case['typed']!r}")
def test_server_and_page_report_the_same_errors(site: Call, case: dict[str, Any]) -> None:
    request = typed({case["pointer"]: written(case["typed"])})
    found = of_server(request)
    assert {pointer: code for pointer, (code, _) in found.items()} == case["codes"]
    assert of_page(site, request) == found


def test_both_report_all_errors_at_once(site: Call) -> None:
    request = typed(dict.fromkeys(POINTERS, "") | {"/window": PAST_WINDOW})
    found = of_page(site, request)
    assert found == of_server(request)
    assert len(found) == 7


def test_both_accept_a_valid_request_and_refuse_invalid_ones(site: Call) -> None:
    """So that the comparison cannot pass by both finding nothing, or the same everywhere."""
    assert of_page(site, SOUND) == {}
    area = of_page(site, typed({"/service/address/zip": "90210"}))
    words = "We do not come to 90210 yet. Call us at (619) 555-0142: we may still find a way."
    assert area == {"/service/address/zip": ("area", words)}
    assert of_page(site, typed({"/window": PAST_WINDOW})).keys() == {"/window"}


@given(st.dictionaries(st.sampled_from(POINTERS), st.text(max_size=60)))
@example({"/service/kind": "\r"})
@example({"/service/kind": " junk_removal "})
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_server_and_page_report_the_same_errors_for_any_input(site: Call, values: dict[str, str]) -> None:
    request = typed(values)
    assert of_page(site, request) == of_server(request)


def test_the_server_accepts_every_window_that_the_page_offers(site: Call) -> None:
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
