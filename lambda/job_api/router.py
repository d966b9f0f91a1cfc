"""The router: from API Gateway's event (payload format 2.0) to the handler of its operation, and the response back.

It is our own because importing Powertools' resolver takes longer than all of this package: it imports every other
resolver and asyncio. What API Gateway has done already (stages, header names in lower case) is not repeated.
"""

import base64
import gzip
import re
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from job_api.operations import Operation

_PARAMETER = re.compile(r"\{(\w+)\}")
_GZIP_LEVEL = 6


class RouteNotFoundError(Exception):
    """No operation has this method and path."""


class NotBase64Error(ValueError):
    """The event is marked as base64, but its body is not."""


class UnmatchedOperationsError(Exception):
    """An operation has no handler, or a handler no operation."""


@dataclass(frozen=True)
class Request:
    """One request: header names in lower case, and the claims of the JWT that the authorizer has verified."""

    headers: Mapping[str, str]
    claims: Mapping[str, Any]
    body: bytes

    @property
    def accepts_gzip(self) -> bool:
        """Whether the client accepts a compressed response."""
        return "gzip" in self.headers.get("accept-encoding", "")


@dataclass(frozen=True)
class Response:
    """One response. `large`: worth compressing for a client that accepts it."""

    status: HTTPStatus
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    large: bool = False

    def to_result(self, accepts_gzip: bool) -> dict[str, Any]:
        """The result that API Gateway expects of the function."""
        result = {"statusCode": self.status.value, "headers": self.headers, "body": self.body, "isBase64Encoded": False}
        if not (self.large and accepts_gzip):
            return result
        packed = gzip.compress(self.body.encode(), _GZIP_LEVEL, mtime=0)
        headers = {**self.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return {**result, "headers": headers, "body": base64.b64encode(packed).decode(), "isBase64Encoded": True}


Handler = Callable[..., Response]
"""Takes the request, and the parameters of the path by their names."""


class Router:
    """Calls the handler of the operation that has the request's method and path.

    `admit` gets the headers before anything else is read, and raises for a request to reject. `on_error` makes the
    response to what `admit` or a handler raises.
    """

    def __init__(
        self,
        operations: Sequence[Operation],
        handlers: Mapping[str, Handler],
        *,
        admit: Callable[[Mapping[str, str]], None],
        on_error: Callable[[Exception], Response],
    ) -> None:
        """`handlers` by operation id. Raises UnmatchedOperationsError unless each operation has exactly one."""
        if unmatched := {operation.id for operation in operations} ^ handlers.keys():
            raise UnmatchedOperationsError(", ".join(sorted(unmatched)))
        self._admit = admit
        self._on_error = on_error
        self._routes = [
            (operation.method, re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", operation.path)), handlers[operation.id])
            for operation in operations
        ]

    def resolve(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The result for one event. Does not raise: an error makes a response too."""
        accepts_gzip = False
        try:
            self._admit(event.get("headers") or {})
            request = _request(event)
            accepts_gzip = request.accepts_gzip
            response = self._handle(event["requestContext"]["http"]["method"], event["rawPath"], request)
        except Exception as error:
            response = self._on_error(error)
        return response.to_result(accepts_gzip)

    def _handle(self, method: str, path: str, request: Request) -> Response:
        for allowed, pattern, handler in self._routes:
            if allowed == method and (match := pattern.fullmatch(path)):
                return handler(request, **match.groupdict())
        raise RouteNotFoundError


def _request(event: Mapping[str, Any]) -> Request:
    authorizer = event["requestContext"].get("authorizer") or {}
    claims = (authorizer.get("jwt") or {}).get("claims") or {}
    text = event.get("body") or ""
    try:
        encoded = text.encode(errors="surrogatepass")  # the JSON parser rejects what is not Unicode
        body = base64.b64decode(encoded) if event.get("isBase64Encoded") else encoded
    except Base64Error:
        raise NotBase64Error from None
    return Request(event.get("headers") or {}, claims, body)
