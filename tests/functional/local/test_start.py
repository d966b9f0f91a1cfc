"""A step that fails ends with its sentence, and what this run had started is stopped."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from local import install, system
from tests.testkit.paths import REPOSITORY
from tooling import aws, paths, steps
from tooling.steps import StepError


def test_what_was_started_is_stopped_when_a_later_step_fails(
    tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "DIRECTORY", tmp_path)
    monkeypatch.setattr(paths, "SUMMARY", tmp_path / "local.json")
    monkeypatch.setattr(paths, "PORTS", tmp_path / "ports.json")
    monkeypatch.setenv("AWS_PORT", str(free_port))

    def broken(*_: str) -> None:
        assert system.EMULATOR.port == free_port
        raise StepError("The deploy failed: mend what is named above, then run make up again.")

    monkeypatch.setattr(system, "_deploy", broken)
    with pytest.raises(StepError, match="The deploy failed"):
        system.start()
    assert system.EMULATOR.port is None


def test_a_command_that_fails_shows_its_last_lines_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "DIRECTORY", tmp_path)
    with pytest.raises(StepError) as failure:
        steps.run(["sh", "-c", "echo the cause; exit 3"], log="build", timeout_s=10, hint="Mend it.")
    assert str(failure.value) == f"    the cause\nMend it. (all of its output: {tmp_path}/build.log)"


def test_a_command_that_hangs_ends_at_its_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "DIRECTORY", tmp_path)
    with pytest.raises(StepError, match=r"It did not finish within 0 s\. Mend it\."):
        steps.run([sys.executable, "-c", "import signal; signal.pause()"], log="x", timeout_s=0.2, hint="Mend it.")


def test_an_old_python_gets_one_sentence() -> None:
    program = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_module('local', run_name='__main__')"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=False
    )
    assert result.returncode == 1
    assert result.stderr == "Python 3.11 or newer is needed, this is 3.9. Install it, then: make up PYTHON=python3.11\n"


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("v18.20.4", r"Node 20\.19 or newer is needed, this is v18\.20\.4"),
        ("v20.9.0", r"Node 20\.19 or newer is needed, this is v20\.9\.0"),
        (None, r"Node 20\.19 or newer with npm is needed"),
    ],
)
def test_an_old_or_missing_node_gets_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, sentence: str
) -> None:
    for tool in ("node", "npm") if version else ():
        script = tmp_path / tool
        script.write_text(f"#!/bin/sh\necho {version}\n")
        script.chmod(script.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if version else str(tmp_path))
    monkeypatch.setattr(paths, "DIRECTORY", tmp_path)
    with pytest.raises(StepError, match=sentence):
        install.everything()


def test_the_persons_own_settings_of_aws_reach_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    environment = aws.environment("http://127.0.0.1:4566")
    assert "AWS_PROFILE" not in environment
    assert "AWS_SESSION_TOKEN" not in environment
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert environment["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
