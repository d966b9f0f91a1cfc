"""The texts of lambda/words: every language has the same ones, and every status and service has its own."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from jobs.services import SERVICES
from jobs.status_flow import FLOW
from words.texts import FOLDER, TEXTS, Texts, fill, load_languages, load_texts

LANGUAGES = load_languages()


def placeholders_by_path(value: Any, path: str = "") -> dict[str, list[str]]:
    """The {placeholders} of every text, by its path in the file."""
    if isinstance(value, str):
        return {path: sorted(re.findall(r"\{\w+\}", value))}
    return {
        place: placeholders
        for key, inner in value.items()
        for place, placeholders in placeholders_by_path(inner, f"{path}.{key}" if path else key).items()
    }


def texts(language: str) -> Any:
    return json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))


def test_the_list_names_every_file_of_a_language() -> None:
    files = {path.stem for path in FOLDER.glob("*.json")} - {"languages"}
    assert files == set(LANGUAGES)
    assert len(LANGUAGES) == len(files)


def test_only_the_first_language_has_the_texts_that_no_page_shows() -> None:
    assert [language for language in LANGUAGES if "api_errors" in texts(language)] == [LANGUAGES[0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_placeholders(language: str) -> None:
    first = texts(LANGUAGES[0])
    del first["api_errors"]
    own = texts(language)
    if language == LANGUAGES[0]:
        del own["api_errors"]
    assert placeholders_by_path(own) == placeholders_by_path(first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_and_every_service_has_its_texts(language: str) -> None:
    own = load_texts(language)
    assert set(own.statuses) == set(FLOW.ids())
    assert set(own.services) == set(SERVICES.ids())


@pytest.mark.parametrize(
    ("section", "key", "spoilt"),
    [
        ("statuses", "cancelled", {"label": "Cancelled"}),
        ("statuses", "cancelled", {"label": "Cancelled", "next": "Call us.", "nextt": "Call us."}),
        ("services", "junk_removal", {"label": "Junk removal", "description": None}),
        ("errors", "name", {"required": 1}),
    ],
)
def test_a_file_with_a_missing_or_an_unknown_text_is_refused(
    section: str, key: str, spoilt: dict[str, object], tmp_path: Path
) -> None:
    file = texts("en")
    file[section][key] = spoilt
    (tmp_path / "en.json").write_text(json.dumps(file))
    with pytest.raises(ValidationError, match=f"{section}.{key}"):
        load_texts("en", tmp_path)


def test_a_job_without_a_window_has_a_text_of_its_own() -> None:
    ready = TEXTS.statuses["ready_for_pickup"]
    assert ready.next_step(has_window=True) == ready.next
    assert ready.next_step(has_window=False) == ready.next_without_window
    done = TEXTS.statuses["completed"]
    assert done.next_step(has_window=False) == done.next


def test_a_rule_has_its_own_text_for_an_error_or_the_one_of_every_text() -> None:
    assert TEXTS.error("name", "required") == "Enter a name."
    assert TEXTS.error("unit", "required") == "Fill this in."
    assert TEXTS.error("why", "pattern") == "Use plain text."
    assert TEXTS.error("window", "soon") != TEXTS.error("window", "order")
    with pytest.raises(KeyError):
        TEXTS.error("name", "far")


def test_a_placeholder_without_a_value_stays() -> None:
    assert fill("{zip} at {phone}", zip="92101") == "92101 at {phone}"
    assert fill("{zip}", zip="{phone}", phone="1") == "{phone}"


def test_the_first_language_is_that_of_the_api() -> None:
    assert isinstance(TEXTS, Texts)
    assert load_texts(LANGUAGES[0]) == TEXTS
    assert LANGUAGES[0] == "en"
