"""The router: API Gateway's event (payload format 2.0) to the route that answers it, and the answer back.

Ours, since importing Powertools' resolver costs more than all the routes: it brings every other resolver along, and
asyncio with them. What API Gateway has done already (stages, the lower case of header names) is not done again.
"""

import base64
import gzip
import re
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

_PARAMETER = re.compile(r"\{(\w+)\}")
_GZIP_LEVEL = 6


class RouteNotFoundError(Exception):
    """Nothing answers this method at this path."""


class NotBase64Error(ValueError):
    """The event says that its body is base64, and it is not."""


@dataclass(frozen=True)
class Request:
    """One request: header names in lower case, and the claims of the token that the authorizer has verified."""

    headers: Mapping[str, str]
    claims: Mapping[str, Any]
    body: bytes

    @property
    def takes_gzip(self) -> bool:
        """Whether the client said that it takes a compressed answer."""
        return "gzip" in self.headers.get("accept-encoding", "")


@dataclass(frozen=True)
class Answer:
    """One answer. `large` says that it is worth compressing for a client that takes it so."""

    status: HTTPStatus
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    large: bool = False

    def to_result(self, takes_gzip: bool) -> dict[str, Any]:
        """As API Gateway takes it."""
        result = {"statusCode": self.status.value, "headers": self.headers, "body": self.body, "isBase64Encoded": False}
        if not (self.large and takes_gzip):
            return result
        packed = gzip.compress(self.body.encode(), _GZIP_LEVEL, mtime=0)
        headers = {**self.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return {**result, "headers": headers, "body": base64.b64encode(packed).decode(), "isBase64Encoded": True}


Route = Callable[..., Answer]
"""Takes the request, and the path's parameters by their names."""


class Router:
    """Routes by method and path (`/api/jobs/{token}`).

    `admit` sees the headers first, and raises for a request that is none of ours; `refused` answers what it or a route
    raises.
    """

    def __init__(self, admit: Callable[[Mapping[str, str]], None], refused: Callable[[Exception], Answer]) -> None:
        self._admit = admit
        self._refused = refused
        self._routes: list[tuple[str, re.Pattern[str], Route]] = []

    def route(self, method: str, path: str) -> Callable[[Route], Route]:
        """Let the decorated function answer this method at this path."""
        pattern = re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", path))

        def add(answer: Route) -> Route:
            self._routes.append((method, pattern, answer))
            return answer

        return add

    def resolve(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one event. Does not raise: an error is an answer too."""
        takes_gzip = False
        try:
            self._admit(event.get("headers") or {})
            request = _request(event)
            takes_gzip = request.takes_gzip
            answer = self._answer(event["requestContext"]["http"]["method"], event["rawPath"], request)
        except Exception as error:
            answer = self._refused(error)
        return answer.to_result(takes_gzip)

    def _answer(self, method: str, path: str, request: Request) -> Answer:
        for allowed, pattern, route in self._routes:
            if allowed == method and (match := pattern.fullmatch(path)):
                return route(request, **match.groupdict())
        raise RouteNotFoundError


def _request(event: Mapping[str, Any]) -> Request:
    authorizer = event["requestContext"].get("authorizer") or {}
    claims = (authorizer.get("jwt") or {}).get("claims") or {}
    text = event.get("body") or ""
    try:
        encoded = text.encode(errors="surrogatepass")  # what is no Unicode is the JSON parser's to refuse
        body = base64.b64decode(encoded) if event.get("isBase64Encoded") else encoded
    except Base64Error:
        raise NotBase64Error from None
    return Request(event.get("headers") or {}, claims, body)
