"""The check that a request came through the edge: it carries an origin key of this release or of the one before."""

from collections.abc import Mapping
from hmac import compare_digest

from contract.names import ORIGIN_KEY_HEADER


class NotThroughEdgeError(Exception):
    """The request was sent to the API's own address."""


class OriginKeyCheck:
    """Compares keys with the API's own, which are separated by spaces.

    The edge sends all of its keys, the newer and the older one. One key in common is enough, so that an edge and an API
    of neighbouring releases accept each other, in a deploy and in a rollback.
    """

    def __init__(self, keys: str) -> None:
        self._keys = [key.encode() for key in keys.split()]

    def check(self, headers: Mapping[str, str]) -> None:
        """Raises NotThroughEdgeError. Header names are in lower case."""
        if not self.accepts(headers.get(ORIGIN_KEY_HEADER.lower(), "")):
            raise NotThroughEdgeError

    def accepts(self, keys: str) -> bool:
        """Whether one of these keys, separated by spaces, is among the API's own."""
        given = [key.encode(errors="replace") for key in keys.split()]
        return any(compare_digest(ours, theirs) for ours in self._keys for theirs in given)
