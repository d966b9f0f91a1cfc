"""How people in the US write phone numbers and ZIP codes, and the one form of each that is stored."""

import re

_NORTH_AMERICAN = re.compile(r"(?:\+?1)?([2-9][0-9]{2}[2-9][0-9]{6})")
_FOREIGN = re.compile(r"\+[2-9][0-9]{7,14}")
_PHONE_PUNCTUATION = re.compile(r"[\s().\-\u2010-\u2015]+")
_ZIP = re.compile(r"([0-9]{5})(?:[ -]?([0-9]{4}))?")


def normalise_phone(text: str) -> str:
    """E.164. A number without a country code is taken as North American: `(619) 555-0123` -> `+16195550123`.

    Raises ValueError in words for the person who typed it.
    """
    compact = _PHONE_PUNCTUATION.sub("", text)
    if match := _NORTH_AMERICAN.fullmatch(compact):
        return "+1" + match[1]
    if _FOREIGN.fullmatch(compact):
        return compact
    raise ValueError("Give a phone number with its area code, like (619) 555-0123.")


def normalise_zip(text: str) -> str:
    """`92122` or `92122-1234`. Raises ValueError in words for the person who typed it."""
    match = _ZIP.fullmatch(text.strip())
    if not match:
        raise ValueError("Give a five-digit ZIP code, like 92122.")
    return "-".join(part for part in match.groups() if part)
