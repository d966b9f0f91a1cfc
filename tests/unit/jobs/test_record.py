"""The record: strict and normalised; for an unreadable one the error names the fields to correct."""

import copy
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jobs.board import board_bytes
from jobs.card import card
from jobs.field_errors import field_errors
from jobs.public_view import CompanyContact, public_view
from jobs.record import SCHEMA_VERSION, UnreadableRecordError, record_from_bytes
from jobs.record_upgrades import UPGRADES
from jobs.requests import BookingRequest, JobRequest
from tests.testkit.sample_jobs import ADDRESS, BOOKING, CUSTOMER, JOB, TOKEN, moved, record, record_document


def as_bytes(**fields: object) -> bytes:
    return json.dumps(record_document(**fields)).encode()


def errors_of(model: type[JobRequest | BookingRequest], document: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as invalid:
        model.model_validate_json(json.dumps(document))
    return {error.pointer: error.detail for error in field_errors(invalid.value)}


def test_a_record_is_the_same_after_writing_and_reading() -> None:
    whole = moved("ready_for_pickup", "in_progress")
    assert record_from_bytes(whole.to_bytes(), TOKEN) == whole


def test_a_record_is_stored_with_every_field() -> None:
    stored = json.loads(record().to_bytes())
    expected = record_document()
    expected["customer"] = {**CUSTOMER, "phone": "+16195550123"}
    assert stored == expected


def test_a_record_written_by_hand_may_omit_optional_fields() -> None:
    by_hand = record_document(customer={"name": "Mark", "phone": "619 555 0123"})
    by_hand["service"] = {"kind": "junk_removal", "address": {"street": "3512 Soderblom Ave"}}
    del by_hand["price"], by_hand["window"]
    read = record_from_bytes(json.dumps(by_hand).encode(), TOKEN)
    assert (read.customer.phone, read.customer.email, read.price, read.window) == ("+16195550123", None, None, None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not a JSON object"),
        (b"{", "not a JSON object"),
        (b"\xff\xfe", "not a JSON object"),
        (b"[" * 100_000, "not a JSON object"),
        (b"[1]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"{}", "not a JSON object"),
        (as_bytes(schema_version=3), "schema version"),
        (as_bytes(schema_version=0), "schema version"),
        (as_bytes(schema_version=True), "schema version"),
        (as_bytes(schema_version="1"), "schema version"),
        (as_bytes(status="lost"), "#/status Use one of pending_pickup"),
        (as_bytes(rev=0), "#/rev Give 1 or more"),
        (as_bytes(rev="1"), "#/rev Give a whole number"),
        (as_bytes(rev=10**9), "#/rev Give 999999999 or less"),
        (as_bytes(provenance=None), "#/provenance"),
        (as_bytes(**{"\ud800": 1}), "not valid"),
        (as_bytes(extra=1), "#/extra This field is not known"),
        (as_bytes(history=[]), "#/history"),
        (as_bytes(status="completed"), "history must begin"),
        (as_bytes(token="0" * 16), "another token"),
        (as_bytes(token="FCDC1C82CB284DBE"), "#/token"),
        (as_bytes(updated_at="2026-11-24"), "#/updated_at Give a date and time"),
    ],
)
def test_an_unreadable_record_is_an_error_with_the_reason_and_without_its_values(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableRecordError, match=re.escape(reason)) as unreadable:
        record_from_bytes(body, TOKEN)
    message = str(unreadable.value)
    assert TOKEN not in message
    assert TOKEN[:4] in message
    assert not any(private in message for private in ("Mark", "555", "Soderblom", "4711"))


def test_a_history_with_a_gap_is_refused() -> None:
    whole = json.loads(moved("ready_for_pickup", "in_progress").to_bytes())
    del whole["history"][1]
    with pytest.raises(UnreadableRecordError, match="no gap"):
        record_from_bytes(json.dumps(whole).encode(), TOKEN)


VERSION_1: dict[str, Any] = {
    "schema_version": 1,
    "token": TOKEN,
    "rev": 2,
    "write_id": "0" * 32,
    "customer": {"name": "Mark", "phone": "+16195550123", "email": None},
    "service": {"kind": "junk_removal", "address": {"street": "3512 Soderblom Ave"}, "notes": ""},
    "price": None,
    "window": None,
    "status": "cancelled",
    "history": [
        {"from": None, "to": "pending_pickup", "at": "2026-11-24T17:00:00Z", "by": "customer", "why": None},
        {"from": "pending_pickup", "to": "cancelled", "at": "2026-11-24T18:00:00Z", "by": "dana", "why": "twice"},
    ],
    "source": "booking",
    "created_at": "2026-11-24T17:00:00Z",
    "updated_at": "2026-11-24T18:00:00Z",
}


def test_a_record_of_version_1_is_upgraded_when_it_is_read() -> None:
    read = record_from_bytes(json.dumps(VERSION_1).encode(), TOKEN)
    assert (read.schema_version, read.rev, read.status) == (2, 2, "cancelled")
    assert read.provenance.model_dump(exclude_none=True) == {"operation": "transition", "by": "dana", "why": "twice"}
    assert record_from_bytes(read.to_bytes(), TOKEN) == read
    booked = {**VERSION_1, "rev": 1, "status": "pending_pickup", "history": VERSION_1["history"][:1]}
    first = record_from_bytes(json.dumps(booked).encode(), TOKEN)
    assert (first.provenance.operation, first.provenance.by) == ("create", "customer")


@pytest.mark.parametrize("history", [None, [], {}, [None], [{}], "x"])
def test_an_invalid_record_of_version_1_is_unreadable(history: object) -> None:
    spoiled = json.dumps({**VERSION_1, "history": history}).encode()
    with pytest.raises(UnreadableRecordError, match="complete record of schema version 1"):
        record_from_bytes(spoiled, TOKEN)


def test_upgrades_are_applied_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """An imagined version 0, in which the customer was a client, goes through version 1 to that of today."""

    def name_the_customer(raw: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in raw.items() if name != "client"}
        return {**kept, "schema_version": 1, "customer": raw["client"]}

    monkeypatch.setitem(UPGRADES, 0, name_the_customer)
    old = {**VERSION_1, "schema_version": 0, "client": VERSION_1["customer"]}
    del old["customer"]
    before = copy.deepcopy(old)
    assert record_from_bytes(json.dumps(old).encode(), TOKEN) == record_from_bytes(
        json.dumps(VERSION_1).encode(), TOKEN
    )
    name_the_customer(old)
    assert old == before


def test_every_older_version_has_an_upgrade() -> None:
    assert sorted(UPGRADES) == list(range(1, SCHEMA_VERSION))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["\ud800", TOKEN]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.just("\ud800"), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=300)
def test_any_stored_document_is_a_publishable_record_or_unreadable(data: st.DataObject) -> None:
    document: Any = json.loads(moved("ready_for_pickup").to_bytes())
    at: Any = document
    while isinstance(at, dict | list) and at:
        place: Any = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if data.draw(st.booleans()) or not isinstance(at[place], dict | list):
            if isinstance(at, dict):
                place = data.draw(st.just(place) | st.text())
            at[place] = data.draw(json_values)
            break
        at = at[place]
    try:
        read = record_from_bytes(json.dumps(document).encode(), TOKEN)
    except UnreadableRecordError:
        return
    assert record_from_bytes(read.to_bytes(), TOKEN) == read
    assert board_bytes({TOKEN: card(read)})
    company = CompanyContact(name="QuickDumpNow", phone="+16195550142", time_zone="America/Los_Angeles")
    assert public_view(read, company).to_bytes()


def test_a_revision_counts_up_and_does_not_change_the_one_before() -> None:
    first = record()
    second = first.revised("f" * 32, price=None)
    assert (first.rev, second.rev, second.write_id, second.price) == (1, 2, "f" * 32, None)
    assert first.price is not None


def test_every_wrong_field_is_named_at_once_with_its_text() -> None:
    document = {
        "customer": {"name": " ", "phone": "12", "email": "mark"},
        "service": {"kind": "piano", "address": {"street": "x" * 201, "zip": "9"}, "notes": "\x00", "gate/~": 1},
        "price": {"amount_cents": 1.5},
        "window": {"start": "tomorrow", "end": "2026-11-25T16:00:00Z", "zone": "?"},
    }
    assert errors_of(JobRequest, document) == {
        "#/customer/name": "Enter a name.",
        "#/customer/phone": "Give a phone number with its area code, like (619) 555-0123.",
        "#/customer/email": "Give an e-mail address, like mark@example.com.",
        "#/service/kind": "Choose what we should do.",
        "#/service/address/street": "Use at most 200 characters.",
        "#/service/address/zip": "Give a five-digit ZIP code, like 92122.",
        "#/service/notes": "Use plain text.",
        "#/service/gate~1~0": "This field is not known; leave it out.",
        "#/price/amount_cents": "Give a whole number.",
        "#/window/start": "Give a date and time with its offset, like 2026-11-25T16:00:00Z.",
        "#/window/zone": "Give a time zone by its IANA name, like America/Los_Angeles.",
    }


def test_missing_fields_are_named() -> None:
    assert errors_of(JobRequest, {}) == {"#/customer": "Fill this in.", "#/service": "Fill this in."}
    assert errors_of(JobRequest, []) == {"#": "Give an object with named fields."}
    assert errors_of(JobRequest, {**JOB, "customer": None}) == {"#/customer": "Give an object with named fields."}


def test_a_window_ends_after_it_starts() -> None:
    window = {"start": "2026-11-25T16:00:00Z", "end": "2026-11-25T08:00:00-08:00", "zone": "America/Los_Angeles"}
    assert errors_of(JobRequest, {**JOB, "window": window}) == {
        "#/window/end": "Choose an end that is after the start."
    }


def test_a_booking_needs_the_city_and_the_zip_code_and_has_no_price() -> None:
    service = {"kind": "junk_removal", "address": {**ADDRESS, "city": "", "zip": None}}
    assert errors_of(BookingRequest, {**BOOKING, "service": service, "price": None}).keys() == {
        "#/service/address/city",
        "#/service/address/zip",
        "#/price",
    }


def test_blank_optional_fields_are_none() -> None:
    service = {"kind": "junk_removal", "address": {"street": " 1 Main St ", "unit": "", "city": " ", "zip": ""}}
    request = JobRequest.model_validate({"customer": {**CUSTOMER, "email": ""}, "service": service})
    address = request.service.address
    assert (address.street, address.unit, address.city, address.zip) == ("1 Main St", None, None, None)
    assert request.customer.email is None


def test_times_are_kept_in_utc_and_whole_seconds() -> None:
    window = {"start": "2026-11-25T08:00:00.9-08:00", "end": "2026-11-25T18:00:00Z", "zone": "America/Los_Angeles"}
    stored = json.loads(JobRequest.model_validate({**JOB, "window": window}).model_dump_json())
    assert stored["window"]["start"] == "2026-11-25T16:00:00Z"
