"""Phone numbers, ZIP codes and merge patches: the tables of site/tests/cases, which the pages' tests read too."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from jobs.requests import merge_patch
from jobs.us_formats import normalise_phone, normalise_zip
from tests.testkit.paths import REPOSITORY

CASES = REPOSITORY / "site" / "tests" / "cases"
FORMATS: dict[str, list[dict[str, str | None]]] = json.loads((CASES / "us_formats.json").read_text(encoding="utf-8"))
PATCHES: list[dict[str, Any]] = json.loads((CASES / "merge_patches.json").read_text(encoding="utf-8"))


def _stored(normalise: Callable[[str], str], typed: str) -> str | None:
    try:
        return normalise(typed)
    except ValueError:
        return None


@pytest.mark.parametrize("case", FORMATS["phones"], ids=lambda case: repr(case["typed"]))
def test_a_phone_number_is_normalised_as_in_the_table(case: dict[str, str]) -> None:
    assert _stored(normalise_phone, case["typed"]) == case["stored"]


@pytest.mark.parametrize("case", FORMATS["zip_codes"], ids=lambda case: repr(case["typed"]))
def test_a_zip_code_is_normalised_as_in_the_table(case: dict[str, str]) -> None:
    assert _stored(normalise_zip, case["typed"]) == case["stored"]


@pytest.mark.parametrize("case", PATCHES)
def test_the_server_applies_a_merge_patch_as_the_page_does(case: dict[str, Any]) -> None:
    before, after, patch = case["before"], case["after"], case["patch"]
    gone_is_null = {**dict.fromkeys(before), **after}
    merged = merge_patch(before, patch or {})
    assert {name: merged.get(name) for name in gone_is_null} == {
        name: _without_nulls(value) for name, value in gone_is_null.items()
    }


def _without_nulls(value: Any) -> Any:
    return {name: kept for name, kept in value.items() if kept is not None} if isinstance(value, dict) else value
