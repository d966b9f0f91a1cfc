"""The site as a viewer reaches it: requests through the distribution, each with a deadline."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from jobs.tokens import redact

_TIMEOUT = urllib3.Timeout(connect=5, read=15)
_BODY_SHOWN = 200
_HEADERS_SHOWN = ("Content-Type", "X-Cache", "Age", "Cache-Control")


class UnreachableError(Exception):
    """No answer came; the message says what was asked for and what went wrong."""


@dataclass(frozen=True)
class Reply:
    """One answer. As text it is what somebody has to read to know what came back, with no whole token in it."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        """The body's JSON, or None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def from_cache(self) -> bool:
        """Whether the edge answered out of its cache."""
        return self.headers.get("X-Cache", "").startswith(("Hit", "RefreshHit"))

    @property
    def age(self) -> int | None:
        """Seconds in the edge's cache; None for what was fetched for this request."""
        return int(self.headers["Age"]) if "Age" in self.headers else None

    def __str__(self) -> str:
        shown = ", ".join(f"{name}: {self.headers[name]}" for name in _HEADERS_SHOWN if name in self.headers)
        return redact(f"{self.method} {self.path} -> {self.status} ({shown}) {self.text[:_BODY_SHOWN]}")


class Site:
    """Asks the site at `url`. Nothing is followed or tried again: what came back is what is judged."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def ask(
        self, method: str, path: str, *, body: object | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """The answer, whatever its status. Raises UnreachableError."""
        sent = {"User-Agent": "qdn-smoke-test", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        encoded = None if body is None else json.dumps(body)
        try:
            answer = self._http.request(method, self._url + path, body=encoded, headers=sent, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise UnreachableError(redact(f"{method} {path} -> no answer from {self._url}: {error}")) from None
        return Reply(method, path, answer.status, answer.headers, answer.data)
