"""A MiniStack of the bench's own on a free loopback port: it holds a hundred thousand jobs, and goes with them."""

import os
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_DEADLINE_S = 30.0
_POLL_S = 0.05
_PYTHON = Path(__file__).parent.parent / ".venv-ministack" / "bin" / "python"


@contextmanager
def emulator() -> Iterator[str]:
    """Its endpoint, while it runs. Raises RuntimeError when it does not start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"}
    command = [os.environ.get("QDN_MINISTACK_PYTHON", str(_PYTHON)), "-m", "ministack"]
    with tempfile.TemporaryDirectory() as directory, Path(directory, "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=directory,
            env={**os.environ, **settings, "PERSIST_STATE": "0"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            endpoint = f"http://127.0.0.1:{port}"
            _wait(process, endpoint)
            yield endpoint
        finally:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: "subprocess.Popen[bytes]", endpoint: str) -> None:
    deadline = time.monotonic() + _DEADLINE_S
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=1):
            return
        time.sleep(_POLL_S)
    raise RuntimeError("MiniStack did not start")
