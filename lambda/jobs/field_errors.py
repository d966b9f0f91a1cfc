"""What is wrong with a document, field by field, in words that tell a person what to do."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from jobs.rules import FILL_THIS_IN, REQUIRED, required_words

_WORDS = {
    "extra_forbidden": "This field is not known; leave it out.",
    "string_type": "Give text.",
    "string_too_short": FILL_THIS_IN,
    "string_too_long": "Use at most {max_length} characters.",
    "int_type": "Give a whole number.",
    "int_from_float": "Give a whole number.",
    "greater_than_equal": "Give {ge} or more.",
    "less_than_equal": "Give {le} or less.",
    "literal_error": "Use {expected}.",
    "model_type": "Give an object with named fields.",
    "model_attributes_type": "Give an object with named fields.",
    "dict_type": "Give an object with named fields.",
    "list_type": "Give a list.",
    "too_short": "Give at least {min_length}.",
}


@dataclass(frozen=True)
class FieldError:
    """`pointer` is a JSON pointer as a URI fragment (RFC 6901, section 6); `detail` says what to do.

    `code` says what is wrong, for a page that has words of its own.
    """

    pointer: str
    code: str
    detail: str


def field_errors(invalid: ValidationError, model: type[BaseModel] | None = None) -> list[FieldError]:
    """Every wrong field, in the document's order. Never repeats what a field holds.

    With the model that was wanted, a field that is missing is asked for as one that is empty.
    """
    return [
        FieldError(json_pointer(error["loc"]), *_said(error["type"], error.get("ctx", {}), error["loc"], model))
        for error in invalid.errors(include_url=False, include_input=False)
    ]


def json_pointer(location: tuple[int | str, ...]) -> str:
    """`("customer", "phone")` -> `#/customer/phone`."""
    return "#" + "".join("/" + quote(str(part).replace("~", "~0").replace("/", "~1")) for part in location)


def _said(
    kind: str, context: dict[str, Any], location: tuple[int | str, ...], model: type[BaseModel] | None
) -> tuple[str, str]:
    """The code and the words."""
    match kind:
        case "rule":
            return context["code"], context["said"]
        case "missing":
            return REQUIRED, (model and required_words(model, location)) or FILL_THIS_IN
        case "value_error":
            return "invalid", str(context["error"])
        case _:
            return kind, _WORDS.get(kind, "This value is not valid.").format(**context)
