"""uv installs from the index that pip is configured for, and pip installs where uv cannot."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from local import packages
from tooling import paths
from tooling.steps import StepError

PIP_CONFIGURATION = r"""
:env:.find-links='/wheels'
global.cert='/etc/ssl/company.pem'
global.default-timeout='60'
global.extra-index-url='\nhttps://one.example/simple\nhttps://two.example/simple'
global.find-links='/old /older'
global.index-url='https://mirror.example/simple'
install.index-url='https://nearer.example/simple'
"""


def test_pips_settings_reach_uv() -> None:
    assert packages.uv_environment(PIP_CONFIGURATION, {"HOME": "/home/dana"}) == {
        "HOME": "/home/dana",
        "SSL_CERT_FILE": "/etc/ssl/company.pem",
        "UV_DEFAULT_INDEX": "https://nearer.example/simple",
        "UV_FIND_LINKS": "/wheels",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_uv_separates_folders_of_wheels_by_commas() -> None:
    assert packages.uv_environment("global.find-links='/one /two'", {})["UV_FIND_LINKS"] == "/one,/two"


def test_a_setting_of_uv_takes_precedence_over_pips() -> None:
    environment = packages.uv_environment(PIP_CONFIGURATION, {"UV_DEFAULT_INDEX": "https://uv.example/simple"})
    assert environment["UV_DEFAULT_INDEX"] == "https://uv.example/simple"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were run, as text; uv fails."""
    ran: list[str] = []

    def run(command: Sequence[str | Path], **_: object) -> None:
        ran.append(" ".join(str(part) for part in command))
        if command[0] == packages.UV:
            raise StepError("uv cannot be used")

    monkeypatch.setattr(packages, "run", run)
    monkeypatch.setattr(packages, "_pip_configuration", lambda: "")
    return ran


def test_pip_installs_where_uv_cannot(commands: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    packages.install(paths.EMULATOR_VENV, paths.REPOSITORY / "local" / "requirements.txt")
    assert f"-m pip --python {paths.EMULATOR_VENV}/bin/python install" in commands[-1]
    assert "uv failed" in capsys.readouterr().out


def test_every_installer_requires_hashes(commands: list[str]) -> None:
    packages.install(paths.VENV, paths.REPOSITORY / "requirements-dev.txt")
    assert commands
    assert [command for command in commands if "--require-hashes" not in command] == []
