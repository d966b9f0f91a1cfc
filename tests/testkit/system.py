"""A deployed laptop system, as the tests over HTTP and in the browser use it."""

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import urllib3

from local.dispatcher import Dispatcher
from local.seed import make_user
from tooling import aws
from tooling.laptop_system import LaptopSystem

COLLEAGUE = ("lee@quickdumpnow.example", "Second-Pair-of-Hands-2")
"""The second dispatcher's e-mail address and password."""
QDN_DEADLINE_S = 120


@dataclass
class System(LaptopSystem):
    """A system that `make up` brought up. `run` runs another of its commands in the same folder.

    `checkout` is what it is deployed from; only the one of the `system` fixture is the tests' to change.
    """

    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=20), retries=False)
    )

    def qdn(
        self, *arguments: str, program: Path | None = None, stdin: int = subprocess.DEVNULL
    ) -> "subprocess.CompletedProcess[str]":
        """An operator's command from wherever the system is, in 120 columns, within a deadline."""
        return subprocess.run(
            [program or self.checkout / "bin" / "qdn", *arguments],
            cwd=self.directory.parent,
            env=self.environment | {"COLUMNS": "120"},
            stdin=stdin,
            capture_output=True,
            text=True,
            timeout=QDN_DEADLINE_S,
            check=False,
        )

    def get(self, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        """A request through the edge, as a browser sends it; header names with `_` for `-`."""
        return self.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def request(
        self, method: str, path: str, *, body: object | None = None, headers: dict[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        return self.http.request(
            method,
            f"{self.site_url}{path}",
            body=None if body is None else json.dumps(body),
            headers={"Content-Type": "application/json", **(headers or {})},
            redirect=False,
        )

    def dispatcher(self) -> Dispatcher:
        """A dispatcher who is signed in through the managed login."""
        sign_in = self.summary["sign_in"]
        return Dispatcher(self.site_url, sign_in["email"], sign_in["password"])

    def colleague(self) -> Dispatcher:
        """A second person on the staff, with an account and signed in."""
        email, password = COLLEAGUE
        outputs = json.loads((self.directory / "outputs.json").read_text())["local-App"]
        with pytest.MonkeyPatch.context() as patch:
            for name, value in aws.environment(self.summary["aws_endpoint_url"]).items():
                patch.setenv(name, value)
            make_user(outputs["UserPoolId"], email, "Lee Colleague", password)
        return Dispatcher(self.site_url, email, password)
