"""The street in the public view: an address line without house number and unit."""

import re
import unicodedata
from itertools import pairwise

_ORDINAL = r"[0-9]{1,3}(?:st|nd|rd|th)"
_UNIT = (
    r"(?:(?:apartment|apt|dept|penthouse|ph|rm|spc|ste|suite|trlr|unit)\b"
    r"|(?:bldg|building|flat|lot|no|number|room|slip|space|trailer)\b(?=[\s.:#]*(?:\S*\d|[a-z]\b|$)))"
)
_FLOOR = r"(?:floor|fl)\b"
_SPELLED = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)\b"
)
_LETTER = r"[a-df-mo-rt-vx-z]"  # without compass points: `N Main St` keeps its N
_NOT_A_STREET = re.compile(r"\s*(?:c/o|care of|attn|attention)\b", re.IGNORECASE)
_LEADING_UNIT = re.compile(rf"^\s*(?:{_ORDINAL}\s+{_FLOOR}|(?:{_UNIT}|{_FLOOR})[\s.:#]*\S*|#\s*\S*)", re.IGNORECASE)
_TRAILING_UNIT = re.compile(
    rf"(?:(?:\s{_ORDINAL})?\s{_FLOOR}|\s{_UNIT}|\s?#|\s(?=\S*@)).*|(?<!avenue)\s{_LETTER}\s*$", re.IGNORECASE
)
_HOUSE_NUMBER = re.compile(
    rf"^\s*(?!{_ORDINAL}(?:\s|$))(?:[\w-]*\d\S*(?:\s+\d+\S\d+)?(?:\s+{_LETTER}(?=\s+\S+\s+\S))?"
    rf"|{_SPELLED}(?:[\s-]+{_SPELLED})*)(?=\s|$)",
    re.IGNORECASE,
)
_NAME = re.compile(rf"{_ORDINAL}|[^\W\d_](?:[^\W\d_]|['\u2019.&-])*", re.IGNORECASE)
_ROADS_WITH_NUMBERS = frozenset({"highway", "hwy", "route", "rte"})


def street_without_number(line: str) -> str:
    """`3512 Soderblom Ave Apt 4` -> `Soderblom Ave`. Empty when nothing is left that is safe to show.

    An allow-list: it keeps words, ordinals as in `5th Ave`, and the number of a `Highway 101` after a house number.
    Everything else is dropped, since it might identify the house.
    """
    parts = re.split(r"[,;\n]", unicodedata.normalize("NFKC", line))
    streets = [_street(part) for part in parts if not _NOT_A_STREET.match(part)]
    named = [(name, numbered) for name, numbered in streets if name]
    return next((name for name, numbered in named if numbered), named[0][0] if named else "")


def _street(part: str) -> tuple[str, bool]:
    """The street's name in this part of an address line, and whether a house number precedes it."""
    part = _TRAILING_UNIT.sub("", _LEADING_UNIT.sub("", part))
    name, numbers = _HOUSE_NUMBER.subn("", part)
    words = ["", *name.split()]
    kept = [
        word
        for before, word in pairwise(words)
        if _is_name(word) or (numbers and word.isdecimal() and before.lower() in _ROADS_WITH_NUMBERS)
    ]
    return " ".join(kept), bool(numbers)


def _is_name(word: str) -> bool:
    """Whether the word is letters or an ordinal. Characters with a numeric value (`三`) do not count as letters."""
    return bool(_NAME.fullmatch(word)) and (word[0].isdecimal() or not any(sign.isnumeric() for sign in word))
