"""Editing a job: a JSON merge patch as RFC 7396 has it, and details that are checked as a whole."""

from typing import Any

import pytest
from pydantic import ValidationError

from jobs.field_errors import InvalidFieldsError, field_errors
from jobs.requests import JobRequest, merge_patch, patched
from tests.testkit.sample_jobs import CUSTOMER, JOB, job_request

RFC_7396_APPENDIX_A: list[tuple[Any, Any, Any]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), RFC_7396_APPENDIX_A)
def test_a_merge_patch_passes_the_examples_of_the_rfc(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


def test_only_the_fields_of_the_patch_are_changed() -> None:
    before = job_request()
    after = patched(before, {"customer": {"phone": "619 555 0199"}, "price": {"amount_cents": 45000}})
    assert after.customer.phone == "+16195550199"
    assert after.price
    assert after.price.amount_cents == 45000
    assert after == before.model_copy(update={"customer": after.customer, "price": after.price})
    assert after.customer.name == before.customer.name


def test_null_removes_an_optional_field() -> None:
    after = patched(job_request(), {"price": None, "window": None, "customer": {"email": None}})
    assert (after.price, after.window, after.customer.email) == (None, None, None)


@pytest.mark.parametrize(
    ("patch", "pointers"),
    [
        ({"customer": {"phone": "1"}, "price": {"amount_cents": -1}}, {"/customer/phone", "/price/amount_cents"}),
        ({"customer": None}, {"/customer"}),
        ({"service": {"address": {"street": None}}}, {"/service/address/street"}),
        ({"status": "completed", "rev": 9}, {"/status", "/rev"}),
        ({"status": None}, {"/status"}),
        ({"window": {"end": "2026-11-25T15:00:00Z"}}, {"/window/end"}),
        ([], {""}),
        ("x", {""}),
        (None, {""}),
    ],
)
def test_every_wrong_field_of_the_result_is_named(patch: Any, pointers: set[str]) -> None:
    with pytest.raises(InvalidFieldsError) as invalid:
        patched(job_request(customer=CUSTOMER), patch)
    assert {error.pointer for error in invalid.value.errors} == {f"#{pointer}" for pointer in pointers}


@pytest.mark.parametrize(
    "name",
    ["\u200b", "Rosa\u2060", "\u202eevil", "Rosa\u2066", "\udcff"],
    ids=["blank", "joined", "turned", "isolated", "no text"],
)
def test_a_name_with_invisible_characters_is_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        JobRequest.model_validate({**JOB, "customer": {**CUSTOMER, "name": name}})
    [error] = field_errors(refused.value, JobRequest)
    assert (error.pointer, error.detail) == ("#/customer/name", "Use one line of plain text.")


@pytest.mark.parametrize(
    "name", ["שרה כהן", "👩\u200d🔧 Rosa", "\u0645\u06cc\u200c\u062e"], ids=["right to left", "emoji", "joined"]
)
def test_names_of_every_script_are_accepted(name: str) -> None:
    assert JobRequest.model_validate({**JOB, "customer": {**CUSTOMER, "name": name}}).customer.name == name
