"""The laptop's edge server under test: a request, a scripted origin, the distribution, and a relay that can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import http.client
import json
import threading
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_cache.log_fields import REQUESTS
from local.edge.access_log import AccessLog
from local.edge.server import HEALTH
from tests.testkit.paths import REPOSITORY

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

REWRITE = REPOSITORY / "edge_functions" / "qdn-track-rewrite.js"


@dataclass(frozen=True)
class Response:
    """One response, header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def x_cache(self) -> str:
        return self.headers["x-cache"].removesuffix(" from cloudfront")


def send_request(port: int, path: str, method: str = "GET", **headers: str) -> Response:
    """One request on a connection of its own, nothing added to it but Host; a header's `_` is a `-`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        received = connection.getresponse()
        return Response(received.status, {k.lower(): v for k, v in received.getheaders()}, received.read())


@dataclass
class Origin:
    """A custom origin with scripted responses by path; counts requests and can hold responses back."""

    port: int = 0
    scripts: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    received: dict[str, str] = field(default_factory=dict)
    """The header of the last request, names in lower case."""
    go: threading.Event = field(default_factory=threading.Event)

    def respond_with(self, path: str, body: bytes = b"body", status: int = 200, **headers: str) -> str:
        """Set the response to `path`; returns the path."""
        self.scripts[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return path

    def count(self, path: str) -> int:
        """The number of requests for this path."""
        return self.asked.count(path)


@dataclass
class Site:
    """The deployed distribution and the clients that change it."""

    cloudfront: CloudFrontClient
    s3: S3Client
    bucket: str
    distribution_id: str
    function: str
    headers_policy: str

    def put(
        self, key: str, body: bytes, cache_control: str = "max-age=0, s-maxage=60", type: str = "text/html"
    ) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, CacheControl=cache_control, ContentType=type)

    def invalidate(self, *paths: str) -> None:
        self.cloudfront.create_invalidation(
            DistributionId=self.distribution_id,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": list(paths)},
                "CallerReference": uuid.uuid4().hex,
            },
        )

    def publish(self, code: bytes) -> None:
        """Publish this code of the function (stage LIVE)."""
        config: Any = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
        self.cloudfront.update_function(
            Name=self.function, IfMatch=self._etag(), FunctionConfig=config, FunctionCode=code
        )
        self.cloudfront.publish_function(Name=self.function, IfMatch=self._etag())

    def _etag(self) -> str:
        return self.cloudfront.describe_function(Name=self.function, Stage="DEVELOPMENT")["ETag"]


def headers_policy(name: str, robots: str) -> Any:
    item = {"Header": "X-Robots-Tag", "Value": robots, "Override": True}
    return {"Name": name, "CustomHeadersConfig": {"Quantity": 1, "Items": [item]}}


class Relay:
    """A TCP relay to MiniStack; `cut()` makes MiniStack look stopped, `mend()` makes it look started again.

    `freeze()` makes it accept connections and say nothing.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.api_calls = 0
        self.flowing = asyncio.Event()
        self.flowing.set()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()

    async def freeze(self) -> None:
        self.flowing.clear()

    async def thaw(self) -> None:
        self.flowing.set()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, back}
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        self._writers -= {writer, back}

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                await self.flowing.wait()
                self.api_calls += data.count(b"GET /2020-05-31/")
                sink.write(data)
                await sink.drain()
        sink.close()


@dataclass
class RunningEdge:
    """The edge under test: its port, its clock's offset, and the relay behind it."""

    port: int
    clock: list[float]
    relay: Relay
    run: Callable[[Coroutine[Any, Any, Any]], Any]
    log: AccessLog
    logs: Path

    def logged(self, kind: str = REQUESTS) -> list[dict[str, Any]]:
        """The access log's records so far, in the order of writing; `kind` is one of its folders."""
        self.run(self.log.flush())
        files = sorted((self.logs / kind).rglob("*.gz"))
        return [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]

    def get(self, path: str, method: str = "GET", **headers: str) -> Response:
        return send_request(self.port, path, method, **headers)

    def health(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.get(HEALTH).body)
        return answer

    def later(self, seconds: float) -> None:
        """Move the cache's clock."""
        self.clock[0] += seconds
