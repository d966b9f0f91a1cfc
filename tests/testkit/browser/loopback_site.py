"""The site on a loopback port of the test's process: the built pages and the API's code, without a deployed system.

The pages come with the headers of the edge, the job API runs on the emulator's S3. Parts of a deployed system are left
out: the managed login, the publisher, the edge's cache and its rewrite function. Tests of those are in
tests/browser/deployed and tests/integration.
"""

import base64
import json
import mimetypes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import urllib3
from aws_lambda_powertools.logging import Logger
from botocore.exceptions import ClientError

from job_api.handlers import job_router
from job_api.origin_key_check import OriginKeyCheck
from job_api.request_log import RequestLog
from jobs.booking_terms import BookingTerms
from local.dispatcher import Dispatcher
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.paths import REPOSITORY

DIST = REPOSITORY / "site" / "dist"
EMAIL, NAME = "dispatcher@quickdumpnow.example", "Dana Dispatcher"
COMPANY = {
    "name": "QuickDumpNow",
    "phone": "+16195550142",
    "time_zone": "America/Los_Angeles",
    "service_area": ["919", "920", "921"],
}
FAR_AWAY_MS = 32503680000000
_EDGE_KEY = "a-key-of-the-edge"
_TEMPLATE = REPOSITORY / "tests" / "infrastructure" / "snapshots" / "staging" / "App.yaml"
_JSON = "application/json"


def content_security_policy() -> str:
    """The policy of the reviewed template, without the address of the managed login."""
    beginning = re.search(r"default-src 'none'; script-src.*connect-src 'self'", _TEMPLATE.read_text())
    end = re.search(r"base-uri 'none'; form-action 'self'.*", _TEMPLATE.read_text())
    assert beginning, "the template has a policy for scripts"
    assert end, "the template has a policy for forms"
    return f"{beginning[0]}; {end[0]}"


def id_token(email: str, name: str) -> str:
    """A token with these claims. Nothing here verifies its signature, as API Gateway does."""
    claims = json.dumps({"email": email, "name": name, "cognito:username": email}).encode()
    return f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.x"


def session(email: str = EMAIL, name: str = NAME) -> str:
    """A sign-in in the form in which the board stores it."""
    return json.dumps({"id_token": id_token(email, name), "refresh_token": None, "expires_at": FAR_AWAY_MS})


class LoopbackDispatcher(Dispatcher):
    """A dispatcher who calls the API of a loopback site, with an unsigned token."""

    def __init__(self, site_url: str, email: str, name: str) -> None:
        self._http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=30), retries=False)
        self._site_url = site_url
        self.id_token = id_token(email, name)


@dataclass(frozen=True)
class LoopbackSite:
    """A running site."""

    site_url: str
    http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(timeout=20.0, retries=False))

    @property
    def summary(self) -> dict[str, Any]:
        """As `make up` writes it, as far as a browser test reads it."""
        return {"site_url": self.site_url, "aws_endpoint_url": f"{self.site_url}/no-such-address"}

    def get(self, path: str) -> urllib3.BaseHTTPResponse:
        return self.http.request("GET", f"{self.site_url}{path}", redirect=False)

    def dispatcher(self, email: str = EMAIL, name: str = NAME) -> Dispatcher:
        """A dispatcher who is signed in."""
        return LoopbackDispatcher(self.site_url, email, name)


@contextmanager
def loopback_site(job_buckets: JobBuckets) -> Iterator[LoopbackSite]:
    """A site on these buckets while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(job_buckets))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield LoopbackSite(f"http://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class _Response:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def _handler(job_buckets: JobBuckets) -> type[BaseHTTPRequestHandler]:
    terms = BookingTerms(tuple(COMPANY["service_area"]), str(COMPANY["time_zone"]), str(COMPANY["phone"]))
    log = RequestLog(Logger(service="loopback", level="CRITICAL"))
    router = job_router(job_buckets.job_service(), OriginKeyCheck(_EDGE_KEY), log, terms)
    policy = content_security_policy()
    # Read once: a build that starts meanwhile empties the folder.
    files = {file.relative_to(DIST).as_posix(): file.read_bytes() for file in DIST.rglob("*") if file.is_file()}

    def respond(method: str, path: str, headers: dict[str, str], body: bytes) -> _Response:
        if path == "/config.json":
            config = {"environment": "local", "release": "r1", "login_url": "/login", "client_id": "x"}
            return _Response(200, json.dumps(config | {"company": COMPANY}).encode(), {"Content-Type": _JSON})
        if path.startswith("/api/track/"):
            return _view(job_buckets, path, headers)
        if path.startswith("/api/"):
            return _from_lambda(router.resolve(_event(method, path, headers, body)))
        return _page(files, path, policy)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            response = respond(self.command, self.path.partition("?")[0], headers, body)
            self.send_response(response.status)
            for name, value in {**response.headers, "Content-Length": str(len(response.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.body)

        do_POST = do_PATCH = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """No output: the tests look at the pages."""

    return Handler


def _page(files: Mapping[str, bytes], path: str, policy: str) -> _Response:
    """A file of the built site, with the edge's policy; addresses of pages as the rewrite function maps them."""
    name = path.removeprefix("/")
    if path.startswith("/track/"):
        name = "track.html"
    elif path in ("/", "/dashboard", "/book/"):
        name = f"{name if path == '/book/' else ''}index.html"
    if name not in files:
        return _Response(404)
    content_type = mimetypes.guess_type(name)[0] or "text/plain"
    return _Response(200, files[name], {"Content-Type": content_type, "Content-Security-Policy": policy})


def _view(job_buckets: JobBuckets, path: str, headers: dict[str, str]) -> _Response:
    """The public view, as the edge has it from the bucket."""
    try:
        stored = job_buckets.s3.get_object(Bucket=job_buckets.settings.views_bucket, Key=path.removeprefix("/"))
    except ClientError:
        return _Response(404, headers={"Cache-Control": "no-store"})
    if headers.get("if-none-match") == stored["ETag"]:
        return _Response(304, headers={"ETag": stored["ETag"]})
    return _Response(200, stored["Body"].read(), {"Content-Type": _JSON, "ETag": stored["ETag"]})


def _event(method: str, path: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """A request as API Gateway hands it to the function, with the claims of its token."""
    context: dict[str, Any] = {"http": {"method": method, "path": path}, "stage": "$default", "requestId": "request"}
    if token := headers.get("authorization", "").removeprefix("Bearer "):
        claims = token.split(".")[1]
        decoded = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        context["authorizer"] = {"jwt": {"claims": decoded, "scopes": None}}
    return {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {**headers, "x-origin-key": _EDGE_KEY},
        "requestContext": context,
        "isBase64Encoded": False,
        "body": body.decode(),
    }


def _from_lambda(result: dict[str, Any]) -> _Response:
    body = str(result.get("body") or "")
    raw = base64.b64decode(body) if result.get("isBase64Encoded") else body.encode()
    return _Response(int(result["statusCode"]), raw, dict(result["headers"]))
