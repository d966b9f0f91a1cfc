"""The running system that integration and browser tests share: brought up as a person does, in a folder of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import urllib3
from hypothesis import HealthCheck, settings

from local import aws
from local.dispatcher import Dispatcher
from local.seed import make_user
from tests.free_ports import another_free_port, free_port

__all__ = ["another_free_port", "free_port"]

REPOSITORY = Path(__file__).parent.parent
COLLEAGUE = ("lee@quickdumpnow.example", "Second-Pair-of-Hands-2")
"""The second dispatcher's e-mail address and password."""
UP_DEADLINE_S = 240
QDN_DEADLINE_S = 120
INSTALLED = (".venv", ".venv-ministack", ".wheels", "node_modules")
"""What a checkout has beside its sources, and nobody changes."""


# How fast the machine is says nothing about what is tested.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The permissions come last: they are held against the calls that every other test has made.

    What needs a deployed system is marked so, hence `make test` can give it a process of its own.
    """
    items.sort(key=lambda item: item.path.name == "test_permissions.py")
    for item in items:
        if "system" in getattr(item, "fixturenames", ()):
            item.add_marker("system")


@dataclass
class System:
    """A system that `make up` brought up. `run` runs another of its commands in the same folder.

    `checkout` is what it is deployed from; only the one of the `system` fixture is the tests' to change.
    """

    directory: Path
    checkout: Path = REPOSITORY
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=20), retries=False)
    )

    @property
    def summary(self) -> dict[str, Any]:
        """What `make up` wrote for scripts."""
        return dict(json.loads((self.directory / "local.json").read_text()))

    @property
    def site_url(self) -> str:
        return str(self.summary["site_url"])

    @property
    def environment(self) -> dict[str, str]:
        """Variables of this system alone: the folder, and no AWS of the person who runs the tests."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "QDN_"))}
        return kept | {"QDN_STATE_DIR": str(self.directory)}

    def run(self, command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """`python -m local <command>`, within a deadline."""
        return subprocess.run(
            [sys.executable, "-m", "local", command],
            cwd=self.checkout,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=UP_DEADLINE_S,
            check=False,
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
        """Somebody who is signed in through the managed login."""
        sign_in = self.summary["sign_in"]
        return Dispatcher(self.site_url, sign_in["email"], sign_in["password"])


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout once more, built: its pages can be changed while other tests read those of this one."""
    subprocess.run([sys.executable, "-m", "local", "build"], cwd=REPOSITORY, check=True, capture_output=True)
    directory = tmp_path_factory.mktemp("system") / "checkout"
    left_out = shutil.ignore_patterns(*INSTALLED, ".*", "__pycache__", "cdk.out", "docs", "tests")
    shutil.copytree(REPOSITORY, directory, ignore=left_out)
    for name in INSTALLED:
        (REPOSITORY / name).mkdir(exist_ok=True)
        (directory / name).symlink_to(REPOSITORY / name)
    return directory


@pytest.fixture(scope="session")
def system(checkout: Path) -> Iterator[System]:
    """A deployed system. Kept apart from the one that a developer may be running."""
    running = System(checkout / ".qdn", checkout)
    try:
        brought_up = running.run("up")
        assert brought_up.returncode == 0, brought_up.stdout + brought_up.stderr
        yield running
    finally:
        running.run("down")


@pytest.fixture(scope="session")
def colleague(system: System) -> Dispatcher:
    """A second person on the staff, signed in beside the first."""
    email, password = COLLEAGUE
    outputs = json.loads((system.directory / "outputs.json").read_text())["local-App"]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(system.summary["aws_endpoint_url"]).items():
            patch.setenv(name, value)
        make_user(outputs["UserPoolId"], email, "Lee Colleague", password)
    return Dispatcher(system.site_url, email, password)


@pytest.fixture(scope="session")
def dispatcher(system: System) -> Dispatcher:
    return system.dispatcher()
