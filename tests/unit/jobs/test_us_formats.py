"""Phone numbers and ZIP codes: spellings are normalised, invalid ones are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.us_formats import normalise_phone, normalise_zip

NATIONAL = st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True)


@pytest.mark.parametrize(
    "typed",
    [
        "(619) 555-0123",
        "619-555-0123",
        "619.555.0123",
        "6195550123",
        "1 619 555 0123",
        "+1 (619) 555-0123",
        " 1-619-555\u20110123 ",
        "+16195550123",
        "\u202d+1 (619) 555-0123\u202c",
    ],
)
def test_spellings_of_a_us_number(typed: str) -> None:
    assert normalise_phone(typed) == "+16195550123"


def test_a_number_abroad_is_taken_with_its_country_code() -> None:
    assert normalise_phone("+52 664 123 4567") == "+526641234567"


@pytest.mark.parametrize(
    "typed",
    ["", "555-0123", "0195550123", "6191550123", "619555012", "61955501234", "+1 555 0123", "call me", "٦١٩٥٥٥٠١٢٣"],
)
def test_an_invalid_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="area code"):
        normalise_phone(typed)


@given(NATIONAL, st.sampled_from(["{0}", "+1{0}", "1{0}", "({1}) {2}-{3}", "{1} {2} {3}", "+1 {1}.{2}.{3}"]))
def test_normalising_a_number_does_not_depend_on_its_spelling_and_is_idempotent(national: str, form: str) -> None:
    typed = form.format(national, national[:3], national[3:6], national[6:])
    assert normalise_phone(typed) == "+1" + national
    assert normalise_phone(normalise_phone(typed)) == "+1" + national


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("92122", "92122"), (" 92122 ", "92122"), ("92122-1234", "92122-1234"), ("921221234", "92122-1234")],
)
def test_zip_codes(typed: str, stored: str) -> None:
    assert normalise_zip(typed) == stored


@pytest.mark.parametrize("typed", ["", "9212", "921222", "92122-12", "9212A", "٩٢١٢٢"])
def test_an_invalid_zip_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="ZIP"):
        normalise_zip(typed)
