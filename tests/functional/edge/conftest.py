"""The system under test: a MiniStack, a distribution in it, and a scripted origin.

The edge runs in this process under a clock that the tests move; between it and MiniStack is a relay that can be cut.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import uuid
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
import pytest
from aiohttp import web

from local.edge.access_log import AccessLog
from local.edge.server import EdgeServer
from tests.testkit.edge_server import REWRITE, Origin, Relay, RunningEdge, Site, headers_policy
from tests.testkit.ministack import MiniStack

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")


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
    policy_id = cloudfront.create_response_headers_policy(ResponseHeadersPolicyConfig=headers_policy(name, "noindex"))[
        "ResponseHeadersPolicy"
    ]["Id"]
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
        behaviour("bucket", PathPattern="/track/*", ResponseHeadersPolicyId=policy_id, **rewrite),
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
    return Site(cloudfront, s3, name, distribution["Id"], name, policy_id)


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
    edge = EdgeServer(f"http://127.0.0.1:{relay.port}", site.bucket, log, lambda: clock[0])
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
