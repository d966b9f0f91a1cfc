"""A hook into an S3 client that lists its requests, replaces responses, or simulates a crash of the process."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HTTPHeaders
from botocore.config import Config
from botocore.httpsession import URLLib3Session
from mypy_boto3_s3 import S3Client

from tests.testkit.ministack import MiniStack


class Killed(BaseException):
    """A simulated crash. No `except Exception` of the code under test catches it."""


@dataclass
class Wire:
    """The hook. `sent` lists every request, retries included, as `PUT jobs/<token>.json`.

    The first requests get the `responses`, in their order, all later ones `always`; None lets a request reach S3.
    """

    sent: list[str] = field(default_factory=list)
    responses: list[Callable[[AWSPreparedRequest], AWSResponse | None]] = field(default_factory=list)
    always: Callable[[AWSPreparedRequest], AWSResponse | None] | None = None
    kill_before: int | None = None
    kill_after: int | None = None
    client: S3Client | None = None
    _lock: Lock = field(default_factory=Lock)

    def kill(self, before: int | None = None, after: int | None = None) -> None:
        """Clear `sent`, and crash before or after the request of that number, counted from 0."""
        self.sent.clear()
        self.kill_before, self.kill_after = before, after

    def disarm(self) -> None:
        """Let every request reach S3 from now on."""
        self.responses.clear()
        self.always = self.kill_before = self.kill_after = None

    def attach(self, client: Any) -> None:
        """Hook into this client."""
        client.meta.events.register("before-send", self._before_send)
        client.meta.events.register("response-received", self._received)

    def _before_send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        path = unquote(urlsplit(request.url).path).removeprefix("/")
        with self._lock:
            if self.kill_before == len(self.sent):
                raise Killed
            self.sent.append(f"{request.method} {path.partition('/')[2]}")
            respond = self.responses.pop(0) if self.responses else self.always
        return respond(request) if respond else None

    def _received(self, **_: object) -> None:
        if self.kill_after == len(self.sent) - 1:
            raise Killed


def through(_: AWSPreparedRequest) -> None:
    """The request reaches S3."""


def refusal(status: int, code: str, method: str = "") -> Callable[[AWSPreparedRequest], AWSResponse | None]:
    """An error response of S3 to requests of that method (empty: of every one), which do not reach S3."""

    def respond(request: AWSPreparedRequest) -> AWSResponse | None:
        if method not in ("", request.method):
            return None
        body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        return AWSResponse(request.url, status, HTTPHeaders(), _Raw(body))

    return respond


def lost_response(request: AWSPreparedRequest) -> AWSResponse | None:
    """The request reaches S3, but its response is lost: the client gets a 500 and retries."""
    URLLib3Session().send(request)
    return refusal(500, "InternalError")(request)


class _Raw(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


def client(ministack: MiniStack, wire: Wire | None = None) -> S3Client:
    """An S3 client of MiniStack: the shared one, since a client is slow to create, or one with that wire."""
    if wire is None:
        return _shared_client(ministack)
    if wire.client is None:
        wire.client = _new_client(ministack)
        wire.attach(wire.client)
    return wire.client


@cache
def _shared_client(ministack: MiniStack) -> S3Client:
    return _new_client(ministack)


def _new_client(ministack: MiniStack) -> S3Client:
    return boto3.client(
        "s3",
        endpoint_url=ministack.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"mode": "standard", "total_max_attempts": 3}, max_pool_connections=32),
    )
