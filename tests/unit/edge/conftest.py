"""Owns the system under the edge's server tests: a real MiniStack, a distribution in it, and a scripted origin.

The edge runs in this process under a clock that the tests move; between it and MiniStack is a relay that can be cut.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import http.client
import json
import socket
import threading
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
import pytest
from aiohttp import web

from local.edge.access_log import REQUESTS, AccessLog
from local.edge.server import HEALTH, Edge
from tests.ministack import MiniStack, ministack

__all__ = ["ministack"]

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

REWRITE = Path(__file__).parents[3] / "edge_functions" / "qdn-track-rewrite.js"
T = TypeVar("T")


@dataclass(frozen=True)
class Reply:
    """One answer, header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def x_cache(self) -> str:
        return self.headers["x-cache"].removesuffix(" from cloudfront")


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Reply:
    """One request on a connection of its own, nothing added to it but Host; a header's `_` is a `-`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())


@dataclass
class Origin:
    """A custom origin: says under a path what the test scripted, counts, and can hold its answers back."""

    port: int = 0
    scripts: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    received: dict[str, str] = field(default_factory=dict)
    """The header of the last request, names in lower case."""
    go: threading.Event = field(default_factory=threading.Event)

    def says(self, path: str, body: bytes = b"body", status: int = 200, **headers: str) -> str:
        """From now on `path` is answered so."""
        self.scripts[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return path

    def count(self, path: str) -> int:
        """How often this path was asked for."""
        return self.asked.count(path)


@pytest.fixture(scope="session")
def origin() -> Iterator[Origin]:
    origin = Origin()
    origin.go.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            origin.asked.append(self.path)
            origin.received = {name.lower(): value for name, value in self.headers.items()}
            status, headers, body = origin.scripts[self.path]
            origin.go.wait(10)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_HEAD = do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    origin.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield origin
    server.shutdown()
    server.server_close()


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
        """Make this code LIVE."""
        config: Any = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
        self.cloudfront.update_function(
            Name=self.function, IfMatch=self._etag(), FunctionConfig=config, FunctionCode=code
        )
        self.cloudfront.publish_function(Name=self.function, IfMatch=self._etag())

    def _etag(self) -> str:
        return self.cloudfront.describe_function(Name=self.function, Stage="DEVELOPMENT")["ETag"]


@pytest.fixture(scope="session")
def site(ministack: MiniStack, origin: Origin) -> Site:
    """A site like ours: pages behind the rewrite function, a scripted origin cached and not cached."""
    client: Any = {
        "endpoint_url": ministack.endpoint_url,
        "region_name": "us-east-1",
        "aws_access_key_id": "test",
        "aws_secret_access_key": "test",
    }
    cloudfront: CloudFrontClient = boto3.client("cloudfront", **client)
    s3: S3Client = boto3.client("s3", **client)
    name = f"edge-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=name)
    s3.delete_public_access_block(Bucket=name)  # a new bucket refuses the policy that comes now
    read = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [read]}))

    function = cloudfront.create_function(
        Name=name, FunctionConfig={"Comment": "", "Runtime": "cloudfront-js-2.0"}, FunctionCode=REWRITE.read_bytes()
    )
    cloudfront.publish_function(Name=name, IfMatch=function["ETag"])
    headers_policy = cloudfront.create_response_headers_policy(
        ResponseHeadersPolicyConfig=_headers_policy(name, "noindex")
    )["ResponseHeadersPolicy"]["Id"]
    policy = cloudfront.create_cache_policy(
        CachePolicyConfig={
            "Name": name,
            "MinTTL": 0,
            "DefaultTTL": 3600,
            "MaxTTL": 86_400,
            "ParametersInCacheKeyAndForwardedToOrigin": {
                "EnableAcceptEncodingGzip": True,
                "EnableAcceptEncodingBrotli": True,
                "HeadersConfig": {"HeaderBehavior": "none"},
                "CookiesConfig": {"CookieBehavior": "none"},
                "QueryStringsConfig": {"QueryStringBehavior": "none"},
            },
        }
    )["CachePolicy"]["Id"]
    by_header_and_query = cloudfront.create_cache_policy(
        CachePolicyConfig={
            "Name": f"{name}-by-header-and-query",
            "MinTTL": 0,
            "ParametersInCacheKeyAndForwardedToOrigin": {
                "EnableAcceptEncodingGzip": False,
                "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": {"Quantity": 1, "Items": ["Origin"]}},
                "CookiesConfig": {"CookieBehavior": "none"},
                "QueryStringsConfig": {"QueryStringBehavior": "all"},
            },
        }
    )["CachePolicy"]["Id"]

    def behaviour(target: str, **more: Any) -> Any:
        return {
            "TargetOriginId": target,
            "ViewerProtocolPolicy": "redirect-to-https",
            "CachePolicyId": policy,
            "Compress": True,
        } | more

    rewrite = {
        "FunctionAssociations": {
            "Quantity": 1,
            "Items": [
                {
                    "EventType": "viewer-request",
                    "FunctionARN": function["FunctionSummary"]["FunctionMetadata"]["FunctionARN"],
                }
            ],
        }
    }
    every_method = {
        "AllowedMethods": {
            "Quantity": 7,
            "Items": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
            "CachedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]},
        }
    }
    ordered = [
        behaviour("bucket", PathPattern="/track/*", ResponseHeadersPolicyId=headers_policy, **rewrite),
        behaviour("scripted", PathPattern="/cached/*"),
        behaviour("scripted", PathPattern="/by-header/*", CachePolicyId=by_header_and_query),
        behaviour(
            "scripted",
            PathPattern="/api/*",
            **every_method,
            # The managed policies CachingDisabled and AllViewerExceptHostHeader.
            CachePolicyId="4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            OriginRequestPolicyId="b689b0a8-53d0-40ab-baf2-68738e2966ac",
        ),
    ]
    custom: Any = {
        "HTTPPort": origin.port,
        "HTTPSPort": 443,
        "OriginProtocolPolicy": "http-only",
        "OriginReadTimeout": 30,
    }
    distribution = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": name,
            "Comment": name,
            "Enabled": True,
            "DefaultRootObject": "index.html",
            "Origins": {
                "Quantity": 2,
                "Items": [
                    {
                        "Id": "bucket",
                        "DomainName": f"{name}.s3.us-east-1.amazonaws.com",
                        "S3OriginConfig": {"OriginAccessIdentity": ""},
                    },
                    {"Id": "scripted", "DomainName": "127.0.0.1", "CustomOriginConfig": custom},
                ],
            },
            "DefaultCacheBehavior": behaviour("bucket", **rewrite),
            "CacheBehaviors": {"Quantity": len(ordered), "Items": ordered},
            "CustomErrorResponses": {"Quantity": 1, "Items": [{"ErrorCode": 404, "ErrorCachingMinTTL": 0}]},
        }
    )["Distribution"]
    return Site(cloudfront, s3, name, distribution["Id"], name, headers_policy)


def _headers_policy(name: str, robots: str) -> Any:
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
        """What the access log says so far, in the order of writing; `kind` is one of its folders."""
        self.run(self.log.flush())
        files = sorted((self.logs / kind).rglob("*.gz"))
        return [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        return ask(self.port, path, method, **headers)

    def health(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.get(HEALTH).body)
        return answer

    def later(self, seconds: float) -> None:
        """Move the cache's clock."""
        self.clock[0] += seconds


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread of its own, for the edges and relays."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


@pytest.fixture
def edge(site: Site, ministack: MiniStack, loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[RunningEdge]:
    """A fresh edge, its cache empty."""

    def run(coroutine: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(coroutine, loop)
        return future.result(15)

    relay = Relay(int(ministack.endpoint_url.rpartition(":")[2]))
    run(relay.mend())
    clock = [1_800_000_000.0]
    log = AccessLog(tmp_path)
    edge = Edge(f"http://127.0.0.1:{relay.port}", site.bucket, log, lambda: clock[0])
    listener = socket.create_server(("127.0.0.1", 0))

    async def start() -> web.AppRunner:
        app = web.Application(client_max_size=0)
        app.router.add_route("*", "/{path:.*}", edge.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await edge.start()
        await runner.setup()
        await web.SockSite(runner, listener).start()
        return runner

    runner = run(start())
    yield RunningEdge(listener.getsockname()[1], clock, relay, run, log, tmp_path)
    run(runner.cleanup())
    run(edge.close())
    run(relay.cut())
