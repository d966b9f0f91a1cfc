"""Whether a request came through the edge: it carries a key that this release or its predecessor gave the edge."""

from collections.abc import Mapping
from hmac import compare_digest

from contract.names import ORIGIN_KEY_HEADER


class NotThroughEdgeError(Exception):
    """The request was sent to the API's own address."""


class EdgeOnly:
    """Knows the keys, which come with spaces between them.

    The edge sends all of its own, the newer and the older one: one in common is enough, so that an edge and an API of
    neighbouring releases, forwards or backwards, understand each other.
    """

    def __init__(self, keys: str) -> None:
        self._keys = [key.encode() for key in keys.split()]

    def check(self, headers: Mapping[str, str]) -> None:
        """Raises NotThroughEdgeError."""
        if not self.knows(headers.get(ORIGIN_KEY_HEADER.lower(), "")):
            raise NotThroughEdgeError

    def knows(self, keys: str) -> bool:
        """Whether one of these keys is among the API's own."""
        given = [key.encode(errors="replace") for key in keys.split()]
        return any(compare_digest(ours, theirs) for ours in self._keys for theirs in given)
