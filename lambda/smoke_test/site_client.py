"""The site as a viewer reaches it: HTTP requests through the distribution, each with a time-out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from jobs.retry import SITE_CONNECT_TIMEOUT_S, SITE_READ_TIMEOUT_S
from jobs.tokens import redact

_TIMEOUT = urllib3.Timeout(connect=SITE_CONNECT_TIMEOUT_S, read=SITE_READ_TIMEOUT_S)
_BODY_SHOWN = 200
_HEADERS_SHOWN = ("Content-Type", "X-Cache", "Age", "Cache-Control")


class UnreachableError(Exception):
    """There was no response. The message names the request and the reason."""


@dataclass(frozen=True)
class Response:
    """One response. As text it names the request, the status, some headers and the start of the body, with all tokens
    redacted.
    """

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        """The body parsed as JSON; None when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def from_cache(self) -> bool:
        """Whether the response came from the edge's cache."""
        return self.headers.get("X-Cache", "").startswith(("Hit", "RefreshHit"))

    @property
    def age(self) -> int | None:
        """Seconds in the edge's cache; None for a response that was fetched from the origin."""
        return int(self.headers["Age"]) if "Age" in self.headers else None

    def __str__(self) -> str:
        shown = ", ".join(f"{name}: {self.headers[name]}" for name in _HEADERS_SHOWN if name in self.headers)
        return redact(f"{self.method} {self.path} -> {self.status} ({shown}) {self.text[:_BODY_SHOWN]}")


class SiteClient:
    """HTTP requests to the site at `url`, without redirects and retries: the first response is the one to check."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def request(
        self, method: str, path: str, *, body: object | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """The response, whatever its status. `body` is sent as JSON. Raises UnreachableError."""
        sent = {"User-Agent": "qdn-smoke-test", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        encoded = None if body is None else json.dumps(body)
        try:
            response = self._http.request(method, self._url + path, body=encoded, headers=sent, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise UnreachableError(redact(f"{method} {path} -> no answer from {self._url}: {error}")) from None
        return Response(method, path, response.status, response.headers, response.data)
