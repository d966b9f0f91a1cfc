"""Matches log lines with JSON filter patterns, for the part of the syntax that the templates use.

CloudWatch Logs user guide, "Filter pattern syntax": fields, texts with `*` for anything, `=`, `&&` before `||`,
parentheses. Any other syntax is an error, so that no pattern passes unchecked.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import translate

_TOKEN = re.compile(r'\s*(?:(?P<sign>&&|\|\||=|\(|\))|\$\.(?P<field>[\w-]+)|"(?P<text>[^"?\[\]]*)")')


def meets(pattern: str, line: str) -> bool:
    """Whether the line, a JSON object, meets the pattern. Raises ValueError for a pattern that is not understood."""
    if not (pattern.startswith("{") and pattern.endswith("}")):
        raise ValueError(f"no JSON filter pattern: {pattern}")
    condition = _Condition(pattern[1:-1].rstrip(), json.loads(line))
    met = condition.any()
    if condition.at != len(condition.words):
        raise ValueError(f"not understood from character {condition.at + 1} on: {pattern}")
    return met


@dataclass
class _Condition:
    words: str
    line: Mapping[str, object]
    at: int = field(default=0)

    def any(self) -> bool:
        met = self._all()
        while self._skip("||"):
            met = self._all() or met
        return met

    def _all(self) -> bool:
        met = self._one()
        while self._skip("&&"):
            met = self._one() and met
        return met

    def _one(self) -> bool:
        if self._skip("("):
            met = self.any()
            self._take("sign", ")")
            return met
        name = self._take("field")
        self._take("sign", "=")
        value, expected = self.line.get(name), self._take("text")
        # A quoted text meets texts alone: a number in the log is another type.
        return isinstance(value, str) and re.fullmatch(translate(expected), value) is not None

    def _skip(self, sign: str) -> bool:
        token = _TOKEN.match(self.words, self.at)
        if token is None or token["sign"] != sign:
            return False
        self.at = token.end()
        return True

    def _take(self, kind: str, only: str | None = None) -> str:
        token = _TOKEN.match(self.words, self.at)
        if token is None or token[kind] is None or only not in (None, token[kind]):
            raise ValueError(f"{only or kind} expected at character {self.at + 1}: {self.words}")
        self.at = token.end()
        return token[kind]
