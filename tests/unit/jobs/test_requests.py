"""Editing a job: a JSON merge patch as RFC 7396 has it, and details that are checked as a whole."""

from typing import Any

import pytest

from jobs.requests import InvalidDetails, merge_patch, patched
from tests.unit.jobs.support import CUSTOMER, job_request

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
def test_a_merge_patch_does_what_the_rfc_says(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


def test_only_what_the_patch_names_is_changed() -> None:
    before = job_request()
    after = patched(before, {"customer": {"phone": "619 555 0199"}, "price": {"amount_cents": 45000}})
    assert after.customer.phone == "+16195550199"
    assert after.price
    assert after.price.amount_cents == 45000
    assert after == before.model_copy(update={"customer": after.customer, "price": after.price})
    assert after.customer.name == before.customer.name


def test_null_takes_away_what_may_be_missing() -> None:
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
    with pytest.raises(InvalidDetails) as invalid:
        patched(job_request(customer=CUSTOMER), patch)
    assert {error.pointer for error in invalid.value.errors} == {f"#{pointer}" for pointer in pointers}
