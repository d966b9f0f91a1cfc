"""A port that was asked for is used or named as taken; without one, the first free port is found and kept."""

import socket
from collections.abc import Iterator

import pytest

from local import ports
from tooling.steps import StepError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_PORT", raising=False)


def test_a_requested_port_is_used(monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    monkeypatch.setenv("SITE_PORT", str(free_port))
    assert ports.choose("SITE_PORT", remembered=None, default=8080) == free_port


def test_a_requested_port_that_is_taken_is_refused(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setenv("SITE_PORT", str(taken))
    with pytest.raises(StepError, match=f"Port {taken} is taken by another program"):
        ports.choose("SITE_PORT", remembered=None, default=8080)


@pytest.mark.parametrize("nonsense", ["http", "80", "70000", "-1", "8080.5"])
def test_an_invalid_port_is_refused_with_its_setting(monkeypatch: pytest.MonkeyPatch, nonsense: str) -> None:
    monkeypatch.setenv("SITE_PORT", nonsense)
    with pytest.raises(StepError, match=f"SITE_PORT={nonsense} is not a port"):
        ports.choose("SITE_PORT", remembered=None, default=8080)


def test_a_second_system_takes_the_next_port_and_reports_it(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ports.choose("SITE_PORT", remembered=None, default=taken)
    assert taken < chosen < taken + ports.TRIES
    assert f"Port {taken} is taken by another program; using {chosen}." in capsys.readouterr().out


def test_a_restart_comes_back_to_the_port_that_it_had(taken: int, free_port: int) -> None:
    assert ports.choose("SITE_PORT", remembered=free_port, default=taken) == free_port
