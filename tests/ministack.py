"""A real MiniStack for tests: started once a test run, on a free loopback port, with a deadline."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

_DEADLINE_SECONDS = 20
_POLL_SECONDS = 0.05
_REPOSITORY = Path(__file__).parent.parent


@dataclass(frozen=True)
class MiniStack:
    """A running MiniStack, with the environment that AWS clients need to reach it."""

    endpoint_url: str

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables for clients that are made without arguments."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }


@pytest.fixture(scope="session")
def ministack(request: pytest.FixtureRequest) -> MiniStack:
    """The test run's MiniStack; import this fixture into a conftest.py to use it there."""
    running, process, directory = _started()
    request.config.add_cleanup(lambda: _end(process, directory))
    return running


@cache
def _started() -> tuple[MiniStack, "subprocess.Popen[bytes]", str]:
    """Cached, since a fixture that is imported into several conftest.py files runs once for each of them."""
    port = _free_port()
    directory = tempfile.mkdtemp(prefix="ministack-")
    log = Path(directory, "log")
    default = _REPOSITORY / ".venv-ministack" / "bin" / "python"
    command = [os.environ.get("QDN_MINISTACK_PYTHON", str(default)), "-m", "ministack"]
    settings = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "0",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=directory, env={**os.environ, **settings}, stdout=output, stderr=subprocess.STDOUT
        )
    running = MiniStack(f"http://127.0.0.1:{port}")
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while not _healthy(running):
        if process.poll() is not None or time.monotonic() > deadline:
            _stop(process)
            raise RuntimeError(f"MiniStack did not start:\n{log.read_text()[-2000:]}")
        time.sleep(_POLL_SECONDS)
    return running, process, directory


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _healthy(running: MiniStack) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{running.endpoint_url}/_ministack/health", timeout=1):
        return True
    return False


def _end(process: "subprocess.Popen[bytes]", directory: str) -> None:
    _stop(process)
    shutil.rmtree(directory, ignore_errors=True)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
