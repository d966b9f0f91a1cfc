"""Reads the texts of a language: the models of its file, and the texts of the API's language."""

import json
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class StatusText(_Model):
    """The texts of a status for customers: its label, and the next step.

    `next_without_window` replaces `next` for a job without a window. Only the tracking page, which has a clock, uses
    `next_after_window`: the window has passed and the job has not begun.
    """

    label: str
    next: str
    next_without_window: str | None = None
    next_after_window: str | None = None

    def next_step(self, has_window: bool) -> str:
        """The text about the next step of a job with or without a window."""
        return self.next if has_window else self.next_without_window or self.next


class ServiceText(_Model):
    """The name of a service, and one line about it."""

    label: str
    description: str


class Texts(_Model):
    """The file of one language. docs/howto.md describes how to change and add texts.

    `statuses` and `services` are by id, `errors` by the key of a rule and the code of the error, `pages` by page.
    `api_errors` are errors that only clients of the API get and no page shows: the first language alone has them.
    """

    statuses: dict[str, StatusText]
    unknown_status: StatusText
    services: dict[str, ServiceText]
    errors: dict[str, dict[str, str]]
    api_errors: dict[str, dict[str, str]] = {}
    pages: dict[str, dict[str, str | dict[str, str]]]

    def error(self, key: str, code: str) -> str:
        """The text for an error of the rule with that key; `errors.text` has the texts of every rule without its own.

        Raises KeyError.
        """
        own = self.errors.get(key, {}) | self.api_errors.get(key, {})
        return own[code] if code in own else self.errors["text"][code]


def load_languages(folder: Path = FOLDER) -> list[str]:
    """The languages in their order, by the name of their file. The first is that of the API and of the pages' HTML."""
    languages: list[str] = json.loads((folder / "languages.json").read_bytes())
    return languages


def load_texts(language: str, folder: Path = FOLDER) -> Texts:
    """The texts of one language. Raises FileNotFoundError, pydantic.ValidationError."""
    return Texts.model_validate_json((folder / f"{language}.json").read_bytes())


def fill(text: str, **values: object) -> str:
    """The text with its {placeholders} replaced by these values; one without a value stays."""
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), text)


TEXTS = load_texts(load_languages()[0])
