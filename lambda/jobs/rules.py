"""The rules of texts that people type: checked here, and told to the pages by the JSON Schema that they make.

A rule holds its own words, so that server and page say the same. Its pattern is of the part of regular expressions that
Python and ECMA 262 read alike: no `\\d`, `\\s` or `\\w`, which differ.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

WORDS = "x-words"
"""The keyword of the JSON Schema that holds the words, by the code of what is wrong."""
REQUIRED, TOO_LONG, PATTERN, ENUM = "required", "too_long", "pattern", "enum"
BLANKS = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What ECMA 262 trims (section 12.2 and 12.3), as the inside of a character class."""
CONTROL = r"\u0000-\u001f\u007f"
HIDDEN = r"\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""Unseen; some turn around what follows them (UAX 9, section 2). Joiners stay: emoji and scripts need them."""

FILL_THIS_IN = "Fill this in."
_EDGES = re.compile(f"^[{BLANKS}]+|[{BLANKS}]+$")


def trimmed(text: str) -> str:
    """The text without blanks around it, as `trim()` leaves it in a browser."""
    return _EDGES.sub("", text)


def is_unicode(text: str) -> bool:
    """Whether it can be written at all: bytes of another encoding come from a shell as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


@dataclass(frozen=True)
class TextRule:
    """What a text may be, without the blanks around it: of the pattern, and at most `max_length` code points.

    `required` is said where nothing was typed; None where that is fine. `stored` gives the form that is kept.
    Errors are of the types `required`, `too_long` and `pattern`.
    """

    max_length: int
    required: str | None = FILL_THIS_IN
    pattern: str = f"^[^{CONTROL}{HIDDEN}]*$"
    wrong: str = "Use one line of plain text."
    stored: Callable[[str], str] = str

    def words(self) -> dict[str, str]:
        """What is said, by what is wrong."""
        required = {REQUIRED: self.required} if self.required else {}
        return {**required, PATTERN: self.wrong, TOO_LONG: f"Use at most {self.max_length} characters."}

    def check(self, text: str) -> str:
        """The text as it is stored. Raises PydanticCustomError."""
        text = trimmed(text)
        if not text and self.required:
            raise refusal(REQUIRED, self.words())
        if not re.fullmatch(self.pattern, text) or not is_unicode(text):
            raise refusal(PATTERN, self.words())
        if len(text) > self.max_length:
            raise refusal(TOO_LONG, self.words())
        return self.stored(text)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        checked = core_schema.no_info_after_validator_function(self.check, handler(source))
        if not self.required:
            return checked
        return core_schema.no_info_before_validator_function(_none_is_nothing, checked)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        # The page trims before it looks, so it needs only the length; whoever checks a file by the schema needs both.
        shortest = {"minLength": 1, "allOf": [{"pattern": f"[^{BLANKS}]"}]} if self.required else {}
        return {
            "type": "string",
            **shortest,
            "maxLength": self.max_length,
            "pattern": self.pattern,
            WORDS: self.words(),
        }


@dataclass(frozen=True)
class OneOf:
    """One of these values. Errors are of the type `required` and `enum`, with the same words."""

    values: tuple[str, ...]
    required: str

    def check(self, text: str) -> str:
        """The value itself, without blanks around it. Raises PydanticCustomError."""
        text = trimmed(text)
        if text not in self.values:
            raise refusal(ENUM if text else REQUIRED, {ENUM: self.required, REQUIRED: self.required})
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        checked = core_schema.no_info_after_validator_function(self.check, handler(source))
        return core_schema.no_info_before_validator_function(_none_is_nothing, checked)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        words = {REQUIRED: self.required, ENUM: self.required}
        return {"type": "string", "enum": list(self.values), WORDS: words}


def refusal(code: str, words: Mapping[str, str], blanks: Mapping[str, str] | None = None) -> PydanticCustomError:
    """The error of that code, in the words for it with their {blanks} filled."""
    return PydanticCustomError("rule", "{said}", {"code": code, "said": words[code].format(**blanks or {})})


def required_words(model: type[BaseModel], location: Sequence[int | str]) -> str | None:
    """What is said where the field at that place is missing; None where no rule says it."""
    for name in location:
        field = model.model_fields.get(str(name))
        if field is None:
            return None
        if rule := next((rule for rule in field.metadata if isinstance(rule, TextRule | OneOf)), None):
            return rule.required
        if not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            return None
        model = field.annotation
    return None


def _none_is_nothing(value: object) -> object:
    return "" if value is None else value
