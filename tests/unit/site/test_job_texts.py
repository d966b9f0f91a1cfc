"""What the pages make of a job's values: numbers as the server stores them, windows, patches, messages, history."""

from typing import Any

import pytest

from jobs.requests import merge_patch
from jobs.us_formats import normalise_phone, normalise_zip
from tests.unit.site.conftest import Call

NOW = {"$date": "2026-11-24T20:00:00Z"}

PHONES = [
    "(619) 555-0123",
    "1 619.555.0123",
    "+1-619-555\u20110123",
    "6195550123",
    "+52 664 123 4567",
    " 619 555 0123 ",
]
NO_PHONES = ["", "555-0123", "0195550123", "6191550123", "619555012", "61955501234", "call me", "+1 555 0123", "\u0666"]
ZIPS = ["92122", " 92122 ", "92122-1234", "92122 1234", "921221234"]
NO_ZIPS = ["", "9212", "921222", "92122-12", "9212A"]


def _or_none(normalise: Any, typed: str) -> str | None:
    try:
        return str(normalise(typed))
    except ValueError:
        return None


@pytest.mark.parametrize("typed", [*PHONES, *NO_PHONES])
def test_a_phone_number_is_stored_as_the_form_says(site: Call, typed: str) -> None:
    assert site("shared/text.ts", "e164", typed) == _or_none(normalise_phone, typed)


@pytest.mark.parametrize("typed", [*ZIPS, *NO_ZIPS])
def test_a_zip_code_is_stored_as_the_form_says(site: Call, typed: str) -> None:
    assert site("shared/text.ts", "zipCode", typed) == _or_none(normalise_zip, typed)


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("phone", "619.555.0123", "(619) 555-0123"),
        ("phone", "555-01 23", "555-01 23"),
        ("zip", "921221234", "92122-1234"),
        ("zip", "9212", "9212"),
        ("street", "  3512  soderblom ave. ", "3512 soderblom ave."),
        ("notes", "Two\n\nlines", "Two\n\nlines"),
    ],
)
def test_what_a_field_shows_when_it_is_left(site: Call, name: str, typed: str, shown: str) -> None:
    assert site("board/job_form.ts", "normalised", name, typed) == shown


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        ({"a": 1, "b": {"c": "x", "d": "y"}}, {"a": 1, "b": {"c": "x", "d": "z"}}, {"b": {"d": "z"}}),
        ({"a": {"b": "x"}}, {"a": {"b": None}}, {"a": {"b": None}}),
        ({"w": None}, {"w": {"start": "s", "zone": "z"}}, {"w": {"start": "s", "zone": "z"}}),
        ({"w": {"start": "s"}}, {"w": None}, {"w": None}),
        ({"a": 1, "b": 2}, {"a": 1}, {"b": None}),
        ({"a": [1, 2]}, {"a": [1, 3]}, {"a": [1, 3]}),
        ({"a": {"b": 1}}, {"a": {"b": 1}}, None),
    ],
)
def test_a_merge_patch_holds_only_what_differs_and_the_server_makes_the_same_of_it(
    site: Call, before: Any, after: Any, patch: Any
) -> None:
    assert site("shared/merge_patch.ts", "mergePatch", before, after) == patch
    gone_is_null = {**dict.fromkeys(before), **after}
    merged = merge_patch(before, patch or {})
    assert {name: merged.get(name) for name in gone_is_null} == {
        name: _without_nulls(value) for name, value in gone_is_null.items()
    }


def _without_nulls(value: Any) -> Any:
    return {name: kept for name, kept in value.items() if kept is not None} if isinstance(value, dict) else value


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        ("fcdc1c82cb284dbe", "fcdc1c82cb284dbe"),
        ("  FCDC1C82CB284DBE ", "fcdc1c82cb284dbe"),
        ("https://quickdumpnow.example/track/fcdc1c82cb284dbe", "fcdc1c82cb284dbe"),
        ("Your job: https://quickdumpnow.example/track/fcdc1c82cb284dbe.", "fcdc1c82cb284dbe"),
        ("https://quickdumpnow.example/track/fcdc1c82cb284dbe0", None),
        ("fcdc1c82cb284db", None),
        ("fcdc1c82cb284dbg", None),
        ("Mark", None),
        ("", None),
    ],
)
def test_which_token_was_typed_or_pasted(site: Call, typed: str, token: str | None) -> None:
    assert site("shared/token.ts", "tokenTyped", typed) == token


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2026-11-24T17:00:00Z", "2026-11-24T19:00:00Z", "Tue, Nov 24, 9\u201311 AM PST"),
        ("2026-07-06T18:30:00Z", "2026-07-06T20:00:00Z", "Mon, Jul 6, 11:30 AM\u20131:00 PM PDT"),
        ("2027-01-12T17:00:00Z", "2027-01-12T19:00:00Z", "Tue, Jan 12, 2027, 9\u201311 AM PST"),
        ("2026-11-24T17:00:00Z", "2026-11-29T01:00:00Z", "Tue, Nov 24, 9:00 AM to Sat, Nov 28, 5:00 PM PST"),
    ],
)
def test_a_window_is_written_out_in_its_zone(site: Call, start: str, end: str, text: str) -> None:
    window = {"start": start, "end": end, "zone": "America/Los_Angeles"}
    assert site("shared/time.ts", "fullWindowText", window, NOW) == text


JOB: dict[str, Any] = {
    "token": "fcdc1c82cb284dbe",
    "status": "ready_for_pickup",
    "window": {"start": "2026-11-25T16:00:00Z", "end": "2026-11-25T18:00:00Z", "zone": "America/Los_Angeles"},
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "You are on the schedule, Wed, Nov 25, 8\u201310 AM PST."),
        ({"window": None}, "You are on the schedule."),
        ({"status": "completed"}, "All done."),
        ({"status": "not_known_yet", "window": None}, "News on your job."),
    ],
)
def test_a_text_message_names_the_company_the_status_for_customers_and_the_link(
    site: Call, changes: dict[str, Any], said: str
) -> None:
    message = site("board/contact.ts", "messageFor", {**JOB, **changes}, "QuickDumpNow", "https://qdn.example", NOW)
    assert message == (f"QuickDumpNow: {said} Follow your job here: https://qdn.example/track/fcdc1c82cb284dbe")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"operation": "create", "by": "customer"}, "booked it online"),
        ({"operation": "create", "by": "dana"}, "created it"),
        ({"from": "pending_pickup", "to": "cancelled"}, "cancelled it"),
        ({"from": "in_progress", "to": "ready_for_pickup"}, "moved it back from In progress to Ready for pickup"),
        ({"operation": "confirmation", "by": "customer"}, "confirmed to be available"),
        (
            {"operation": "edit", "changed": ["customer", "price", "window"]},
            "changed the customer, the price and the time window",
        ),
        ({"operation": "restore", "restored_rev": 3}, "brought revision 3 back"),
        ({"operation": "outside", "by": None}, "changed it outside of this board"),
        ({"operation": "deleted", "by": None}, "deleted the record"),
    ],
)
def test_what_the_history_says_was_done(site: Call, entry: dict[str, Any], said: str) -> None:
    whole: dict[str, Any] = {
        "operation": "transition",
        "by": "dana",
        "changed": [],
        "from": None,
        "to": None,
        "restored_rev": None,
    }
    assert site("board/job_history.ts", "deedText", whole | entry) == said
