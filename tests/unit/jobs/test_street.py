"""The street in the public view: the name is shown, house number and unit never are."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobs.street import street_without_number

NAMES = ["Soderblom Ave", "5th Ave", "Calle de los Niños", "O'Farrell St.", "N Main St", "Seven Oaks Dr", "B Street"]
ORDINAL = re.compile(r"[0-9]{1,3}(st|nd|rd|th)", re.IGNORECASE)

house_numbers = st.one_of(
    st.integers(1, 99999).map(str),
    st.tuples(st.integers(1, 9999), st.sampled_from("ABCDabcd")).map(lambda n: f"{n[0]}{n[1]}"),
    st.integers(1, 999).map(lambda n: f"{n} 1/2"),
    st.tuples(st.integers(10, 300), st.integers(10, 99)).map(lambda n: f"{n[0]}-{n[1]}"),
    st.tuples(st.integers(1, 99), st.integers(100, 99999)).map(lambda n: f"N{n[0]}W{n[1]}"),
)
unit_words = st.sampled_from(["Apt", "apt.", "Unit", "Suite", "Ste", "#", "Rm", "Lot", "Bldg", "Space", "No."])
unit_values = st.one_of(st.integers(1, 9999).map(str), st.sampled_from(["B", "4B", "12-C"]))
units = st.tuples(st.sampled_from([" ", ", "]), unit_words, st.sampled_from(["", " "]), unit_values).map(
    lambda unit: unit[0] + unit[1] + (unit[2] or (" " if unit[1][-1].isalpha() else "")) + unit[3]
)


@given(house_numbers, st.sampled_from(NAMES), st.one_of(st.just(""), units))
def test_any_house_number_and_unit_are_removed(number: str, name: str, unit: str) -> None:
    assert street_without_number(f"{number} {name}{unit}") == name


@given(house_numbers, st.sampled_from(NAMES), units)
def test_a_unit_that_is_written_first_is_dropped_too(number: str, name: str, unit: str) -> None:
    assert street_without_number(f"{unit.lstrip(' ,')}, {number} {name}") == name


@given(st.text(max_size=60))
@example("³⁵¹² Main St")
@example("12½ Main St")
@example("三五 Main St")
@example("Main St ⑫")
def test_no_number_is_left_in_any_text_but_those_that_name_a_street(line: str) -> None:
    words = street_without_number(line).split()
    for before, word in zip(["", *words], words, strict=False):
        named = ORDINAL.fullmatch(word) or before.lower() in {"highway", "hwy", "route", "rte"}
        assert named or not any(sign.isnumeric() for sign in word)


@pytest.mark.parametrize(
    ("line", "street"),
    [
        ("1234 Highway 101", "Highway 101"),
        ("Highway 101 5520", "Highway"),
        ("Main St 12", "Main St"),
        ("PO Box 123", "PO Box"),
        ("One Infinite Loop", "Infinite Loop"),
        ("Twenty-Two Main St", "Main St"),
        ("1234 A Main St", "Main St"),
        ("100 Main St D", "Main St"),
        ("100 Avenue D", "Avenue D"),
        ("3512 Main St 2nd Floor", "Main St"),
        ("2nd Floor, 3512 Main St", "Main St"),
        ("12 Space Center Blvd", "Space Center Blvd"),
        ("3512, Soderblom Ave", "Soderblom Ave"),
        ("c/o Mark Smith, 3512 Main St", "Main St"),
        ("Mark Smith, 3512 Main St", "Main St"),
        ("3512 Soderblom Ave mark@example.com", "Soderblom Ave"),
        ("3512", ""),
        ("Suite B", ""),
    ],
)
def test_examples_of_address_lines(line: str, street: str) -> None:
    assert street_without_number(line) == street
