"""An empty MiniStack whose data are deleted when it stops, for tests and measurements."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tooling import aws, paths
from tooling.health import is_healthy
from tooling.ports import HOST, unused_port

DEADLINE_S = 30.0
POLL_S = 0.05
LAST_CHARACTERS = 2000


@contextmanager
def emulator() -> Iterator[str]:
    """Run it while the block runs, on a free loopback port; yields its endpoint.

    QDN_MINISTACK_PYTHON names another interpreter than the one of `make install`. Raises RuntimeError, with the end of
    its log, when it does not start.
    """
    port = unused_port()
    endpoint_url = f"http://{HOST}:{port}"
    python = os.environ.get("QDN_MINISTACK_PYTHON", str(paths.EMULATOR_VENV / "bin" / "python"))
    with tempfile.TemporaryDirectory(prefix="ministack-") as directory, Path(directory, "log").open("w+") as log:
        process = subprocess.Popen(
            [python, "-m", "ministack"],
            cwd=directory,
            env=aws.environment(endpoint_url) | aws.emulator_settings(port) | {"PERSIST_STATE": "0"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _is_ready(process, endpoint_url):
                log.seek(0)
                raise RuntimeError(f"MiniStack did not start:\n{log.read()[-LAST_CHARACTERS:]}")
            yield endpoint_url
        finally:
            _stop(process)


def _is_ready(process: "subprocess.Popen[bytes]", endpoint_url: str) -> bool:
    deadline = time.monotonic() + DEADLINE_S
    while process.poll() is None and time.monotonic() < deadline:
        if is_healthy(f"{endpoint_url}{aws.EMULATOR_HEALTH}"):
            return True
        time.sleep(POLL_S)
    return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
