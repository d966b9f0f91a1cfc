"""The published schema of a job and the model agree: what an editor marks in a file, `--file` refuses."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from jobs.requests import JobRequest
from jobs.rules import trimmed
from jobs.times import format_utc, parse_utc
from qdn.job_schema import schema_text

SCHEMA = Draft202012Validator(json.loads(schema_text()), format_checker=Draft202012Validator.FORMAT_CHECKER)
SOUND: dict[str, Any] = {
    "customer": {"name": "Rosa", "phone": "619 555 0166", "email": "rosa@example.com"},
    "service": {
        "kind": "junk_removal",
        "address": {"street": "1420 Upas St", "unit": "4", "city": "San Diego", "zip": "92103"},
        "notes": "Ring twice.",
    },
    "price": {"amount_cents": 38500, "currency": "USD"},
    "window": {"start": "2026-11-25T16:00:00Z", "end": "2026-11-25T18:00:00Z", "zone": "America/Los_Angeles"},
}
NOT_NEEDED = {"email", "unit", "city", "zip"}
TIMES = {"start", "end"}
EXACT = {"zone", "currency"}
"""Texts that people do not type but choose: with blanks around they are wrong."""


def fields(node: dict[str, Any], at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    return [
        field
        for name, value in node.items()
        for field in [(*at, name), *(fields(value, (*at, name)) if isinstance(value, dict) else [])]
    ]


def with_value(field: tuple[str, ...], value: object) -> dict[str, Any]:
    """The sound document with another value at that place."""
    document = deepcopy(SOUND)
    *path, name = field
    place = document
    for part in path:
        place = place[part]
    place[name] = value
    return document


def without_leniencies(node: Any, name: str = "") -> Any:
    """The document in the form that the schema demands. The model also accepts blanks around a text, a blank text where
    none is required, and times in other forms than RFC 3339's.
    """
    if isinstance(node, dict):
        return {inner: without_leniencies(value, inner) for inner, value in node.items()}
    if not isinstance(node, str) or name in EXACT:
        return node
    if name in TIMES:
        try:
            return format_utc(parse_utc(node))
        except ValueError:
            return node
    return trimmed(node) or (None if name in NOT_NEEDED else "")


TEXTS = st.one_of(
    st.text(max_size=8),
    st.text(" \t\n\u2003\ufeff\x00a@.1-/", max_size=12),
    st.sampled_from(
        ["x" * 41, "x" * 121, "x" * 201, "x" * 2001, " junk_removal ", "2026-11-25T08:00-08:00", "20261125T17Z"]
    ),
)
VALUES = st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.floats(), st.just({}), st.just([]))


@given(st.sampled_from([*fields(SOUND), ("colour",), ("customer", "colour")]), VALUES)
@example(("customer", "email"), " ")
@example(("service", "kind"), " junk_removal ")
@example(("window", "start"), "2026-11-25T08:00-08:00")
def test_a_document_that_the_model_accepts_fits_the_schema_apart_from_the_leniencies(
    field: tuple[str, ...], value: object
) -> None:
    document = with_value(field, value)
    try:
        JobRequest.model_validate(document)
    except ValidationError:
        return
    assert [error.message for error in SCHEMA.iter_errors(without_leniencies(document))] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            (field, blank)
            for field in [("customer", "name"), ("service", "address", "street")]
            for blank in ("", " \u2003")
        ),
        (("window", "start"), "soon"),
        (("window", "end"), "2026-11-25"),
        (("window", "zone"), "Los Angeles"),
        (("service", "kind"), "piano"),
        (("colour",), "red"),
    ],
)
def test_a_field_that_the_model_refuses_is_refused_by_the_schema(field: tuple[str, ...], value: object) -> None:
    document = with_value(field, value)
    with pytest.raises(ValidationError):
        JobRequest.model_validate(document)
    assert not SCHEMA.is_valid(document)


def test_a_file_may_name_its_schema() -> None:
    assert SCHEMA.is_valid({"$schema": "job.schema.json", **SOUND})
