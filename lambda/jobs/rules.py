"""The rules for texts that people type: checked here, and by the pages from the JSON Schema made from the models.

A rule refers to its error texts by key (lambda/words), and the schema holds the texts, so that server and page give the
same ones. Patterns use only syntax that Python and ECMA 262 define alike: no `\\d`, `\\s` or `\\w`, which differ.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from words.texts import TEXTS, fill

WORDS = "x-words"
"""The keyword of the JSON Schema that holds the error texts by code."""
REQUIRED, TOO_LONG, PATTERN, ENUM = "required", "too_long", "pattern", "enum"
WHITESPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""The characters that `trim()` of ECMA 262 removes (sections 12.2 and 12.3), for a character class."""
CONTROL = r"\u0000-\u001f\u007f"
HIDDEN = r"\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""Invisible; some reverse the direction of text (UAX 9, section 2). Joiners are allowed: emoji and scripts use them."""

_EDGES = re.compile(f"^[{WHITESPACE}]+|[{WHITESPACE}]+$")


def trimmed(text: str) -> str:
    """The text without surrounding whitespace, as `trim()` leaves it in a browser."""
    return _EDGES.sub("", text)


def is_unicode(text: str) -> bool:
    """Whether it can be encoded: a shell passes bytes of another encoding as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


@dataclass(frozen=True)
class TextRule:
    """A text without surrounding whitespace: of the pattern, and at most `max_length` code points.

    `key` finds the error texts in `errors` of lambda/words; it is the name of the field, by which the site's build
    finds them too. `stored` converts the text to the stored form. Errors have the codes `required`, `too_long` and
    `pattern`.
    """

    key: str
    max_length: int
    required: bool = True
    pattern: str = f"^[^{CONTROL}{HIDDEN}]*$"
    stored: Callable[[str], str] = str

    def words(self) -> dict[str, str]:
        """The error texts by code."""
        codes = (REQUIRED, PATTERN, TOO_LONG) if self.required else (PATTERN, TOO_LONG)
        return {code: fill(TEXTS.error(self.key, code), max_length=self.max_length) for code in codes}

    def check(self, text: str) -> str:
        """The text as it is stored. Raises PydanticCustomError."""
        text = trimmed(text)
        if not text and self.required:
            raise rule_error(REQUIRED, self.words())
        if not re.fullmatch(self.pattern, text) or not is_unicode(text):
            raise rule_error(PATTERN, self.words())
        if len(text) > self.max_length:
            raise rule_error(TOO_LONG, self.words())
        return self.stored(text)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        checked = core_schema.no_info_after_validator_function(self.check, handler(source))
        if not self.required:
            return checked
        return core_schema.no_info_before_validator_function(_none_is_empty, checked)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        # The page trims first, so that it needs only the length; a validator of a file needs the pattern too.
        shortest = {"minLength": 1, "allOf": [{"pattern": f"[^{WHITESPACE}]"}]} if self.required else {}
        return {
            "type": "string",
            **shortest,
            "maxLength": self.max_length,
            "pattern": self.pattern,
            WORDS: self.words(),
        }


@dataclass(frozen=True)
class OneOf:
    """One of these values. Errors have the codes `required` and `enum`; `key` finds their texts, as in TextRule."""

    key: str
    values: tuple[str, ...]

    def words(self) -> dict[str, str]:
        """The error texts by code."""
        return {code: TEXTS.error(self.key, code) for code in (REQUIRED, ENUM)}

    def check(self, text: str) -> str:
        """The value itself, without surrounding whitespace. Raises PydanticCustomError."""
        text = trimmed(text)
        if text not in self.values:
            raise rule_error(ENUM if text else REQUIRED, self.words())
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        checked = core_schema.no_info_after_validator_function(self.check, handler(source))
        return core_schema.no_info_before_validator_function(_none_is_empty, checked)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.values), WORDS: self.words()}


def rule_error(code: str, words: Mapping[str, str], values: Mapping[str, str] | None = None) -> PydanticCustomError:
    """The error with that code and its text, its {placeholders} replaced by these values."""
    return PydanticCustomError("rule", "{text}", {"code": code, "text": fill(words[code], **values or {})})


def required_words(model: type[BaseModel], location: Sequence[int | str]) -> str | None:
    """The error text for a missing field; None where the field has no rule."""
    for name in location:
        field = model.model_fields.get(str(name))
        if field is None:
            return None
        if rule := next((rule for rule in field.metadata if isinstance(rule, TextRule | OneOf)), None):
            return rule.words().get(REQUIRED)
        if not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            return None
        model = field.annotation
    return None


def _none_is_empty(value: object) -> object:
    return "" if value is None else value
