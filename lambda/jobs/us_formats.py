"""Phone numbers and ZIP codes as people in the US write them, and their normalised form, which is stored."""

import re

from words.texts import TEXTS

# Includes the bidirectional marks that address books put around a number.
_BETWEEN = r"[\t \u00a0\u2000-\u2015\u202a-\u202f().\-]"
_P = f"{_BETWEEN}*"
PHONE_PATTERN = (
    rf"^{_P}(?:(?:\+{_P})?1{_P})?[2-9]{_P}(?:[0-9]{_P}){{2}}[2-9]{_P}(?:[0-9]{_P}){{6}}$"
    rf"|^{_P}\+{_P}[2-9]{_P}(?:[0-9]{_P}){{7,14}}$"
)
"""Punctuation around and between the digits is ignored."""
ZIP_PATTERN = r"^[0-9]{5}(?:[ \-]?[0-9]{4})?$"

_NORTH_AMERICAN = re.compile(r"(?:\+?1)?([2-9][0-9]{2}[2-9][0-9]{6})")
_FOREIGN = re.compile(r"\+[2-9][0-9]{7,14}")
_PHONE_PUNCTUATION = re.compile(f"{_BETWEEN}+")
_ZIP = re.compile(r"([0-9]{5})(?:[ -]?([0-9]{4}))?")


def normalise_phone(text: str) -> str:
    """E.164. A number without a country code is taken as North American: `(619) 555-0123` -> `+16195550123`.

    Raises ValueError with a text for the person who typed it.
    """
    compact = _PHONE_PUNCTUATION.sub("", text)
    if match := _NORTH_AMERICAN.fullmatch(compact):
        return "+1" + match[1]
    if _FOREIGN.fullmatch(compact):
        return compact
    raise ValueError(TEXTS.error("phone", "pattern"))


def normalise_zip(text: str) -> str:
    """`92122` or `92122-1234`. Raises ValueError with a text for the person who typed it."""
    match = _ZIP.fullmatch(text.strip())
    if not match:
        raise ValueError(TEXTS.error("zip", "pattern"))
    return "-".join(part for part in match.groups() if part)


def phone_text(e164: str) -> str:
    """`+16195550142` as `(619) 555-0142`; other numbers as they are."""
    match = re.fullmatch(r"\+1([0-9]{3})([0-9]{3})([0-9]{4})", e164)
    return f"({match[1]}) {match[2]}-{match[3]}" if match else e164
