"""The errors of an invalid document, field by field, with texts for people."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError

from jobs.rules import REQUIRED, required_words
from words.texts import TEXTS, fill


@dataclass(frozen=True)
class FieldError:
    """A wrong field.

    `pointer` is a JSON pointer as a URI fragment (RFC 6901, section 6); `detail` is the text for the person.

    `code` names the kind of error: a page in another language finds its own text by pointer and code.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    pointer: str
    code: str
    detail: str


class InvalidFieldsError(Exception):
    """A document does not fit its model; `errors` has every wrong field."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


def field_errors(invalid: ValidationError, model: type[BaseModel] | None = None) -> list[FieldError]:
    """Every invalid field, in the document's order. The values of the fields are never repeated.

    With `model`, a missing field gets the same text as an empty one.
    """
    return [
        FieldError(
            json_pointer(error["loc"]), *_code_and_text(error["type"], error.get("ctx", {}), error["loc"], model)
        )
        for error in invalid.errors(include_url=False, include_input=False)
    ]


def json_pointer(location: tuple[int | str, ...]) -> str:
    """`("customer", "phone")` -> `#/customer/phone`."""
    return "#" + "".join("/" + quote(str(part).replace("~", "~0").replace("/", "~1")) for part in location)


def _code_and_text(
    kind: str, context: dict[str, Any], location: tuple[int | str, ...], model: type[BaseModel] | None
) -> tuple[str, str]:
    """The code and the text."""
    match kind:
        case "rule":
            return context["code"], context["text"]
        case "missing":
            return REQUIRED, (model and required_words(model, location)) or TEXTS.error("text", REQUIRED)
        case "value_error":
            return "invalid", str(context["error"])
        case _:
            texts = TEXTS.api_errors["json"]
            return kind, fill(texts.get(kind, texts["other"]), **context)
