"""The command `python -m local.edge`: start, errors in its arguments, stop."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from local.edge.server import HEALTH
from tests.testkit.edge_server import Response, send_request
from tests.testkit.paths import REPOSITORY
from tests.testkit.polling import until

NOBODY = "http://127.0.0.1:1"
"""An AWS endpoint where nobody listens (tcpmux, which no machine runs)."""


@contextmanager
def command(port: int, logs: Path) -> Iterator[subprocess.Popen[str]]:
    """The edge as a process of its own, in front of nobody."""
    arguments = ["--aws-endpoint-url", NOBODY, "--distribution", "qdn-local", "--port", str(port), "--logs", str(logs)]
    process = subprocess.Popen(
        [sys.executable, "-m", "local.edge", *arguments], cwd=REPOSITORY, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_answer(port: int, path: str) -> Response:
    def answer() -> Response | None:
        with suppress(OSError):
            return send_request(port, path)
        return None

    return until(answer, deadline_s=15, what="the edge starts")


def test_it_starts_without_aws_responds_503_and_stops_on_sigterm(free_port: int, tmp_path: Path) -> None:
    with command(free_port, tmp_path) as edge:
        health = json.loads(first_answer(free_port, HEALTH).body)
        nothing = send_request(free_port, "/")
        edge.send_signal(signal.SIGTERM)

        assert edge.wait(10) == 0
        assert health["status"] == "ok"
        assert nothing.status == 503
        assert b"The local edge cannot serve this: Cannot connect to host 127.0.0.1" in nothing.body


def test_for_a_taken_port_the_error_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with command(port, tmp_path) as edge:
            _, said = edge.communicate(timeout=15)

    assert edge.returncode == 1
    assert said == f"edge: port {port} on 127.0.0.1 is taken; stop what uses it, or give another --port\n"


def test_it_listens_on_loopback_only(free_port: int, tmp_path: Path) -> None:
    with command(free_port, tmp_path):
        first_answer(free_port, HEALTH)
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.2", free_port), timeout=1):
            pass
