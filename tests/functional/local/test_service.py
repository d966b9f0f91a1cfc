"""A service is started once, found again by another process, and gone after a stop, however it died."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import service
from local.service import Service
from tests.testkit.polling import until
from tooling import paths
from tooling.steps import StepError

SERVER = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(paths, "DIRECTORY", tmp_path)
    server = Service(name="web", health_path="/", sources=(tmp_path / "source",))
    yield server
    server.stop()


def _start(server: Service, port: int) -> None:
    server.start([*SERVER, str(port)], port=port, environment=os.environ)


def test_it_is_outdated_once_its_code_has_changed(web: Service, free_port: int, tmp_path: Path) -> None:
    assert not web.is_outdated
    _start(web, free_port)
    assert not web.is_outdated
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "server.py").write_text("# the next version")
    assert web.is_outdated


def test_it_runs_from_start_to_stop(web: Service, free_port: int) -> None:
    assert web.port is None
    _start(web, free_port)
    assert web.port == free_port
    assert web.stop()
    assert web.port is None
    assert not web.stop()


def test_a_second_start_is_refused_while_it_runs(web: Service, free_port: int, another_free_port: int) -> None:
    _start(web, free_port)
    with pytest.raises(StepError, match="web runs already"):
        _start(web, another_free_port)
    assert web.port == free_port


def test_a_response_of_another_program_is_not_taken_for_the_services(web: Service) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(StepError, match=f"Port {port} was taken by another program just now"):
            _start(web, port)
    assert web.port is None


def test_a_killed_service_is_not_running(web: Service, free_port: int) -> None:
    _start(web, free_port)
    web.signal(signal.SIGKILL)
    until(lambda: web.port is None, deadline_s=5, what="the lock of the killed service to be dropped")
    _start(web, free_port)
    assert web.port == free_port


def test_a_service_that_ends_at_once_is_an_error_with_its_log(web: Service, free_port: int, tmp_path: Path) -> None:
    with pytest.raises(StepError, match=r"web ended at once: see .*web\.log"):
        web.start([sys.executable, "-c", "print('no luck')"], port=free_port, environment=os.environ)
    assert (tmp_path / "web.log").read_text() == "no luck\n"
    assert web.port is None


def test_a_service_without_a_response_is_stopped_at_the_deadline(
    web: Service, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "START_DEADLINE_S", 0.3)
    with pytest.raises(StepError, match="web did not answer within"):
        web.start([sys.executable, "-c", "import signal; signal.pause()"], port=free_port, environment=os.environ)
    assert web.port is None


def test_a_service_that_ignores_sigterm_is_killed(
    web: Service, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "STOP_DEADLINE_S", 0.3)
    stubborn = (
        "import runpy, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "runpy.run_module('http.server', run_name='__main__')"
    )
    web.start(
        [sys.executable, "-c", stubborn, "--bind", "127.0.0.1", str(free_port)], port=free_port, environment=os.environ
    )
    assert web.stop()
    assert web.port is None
