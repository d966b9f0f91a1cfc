"""Runs an operator's commands in the test's process, which saves a start of Python for each."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qdn.__main__ import app
from tooling import paths


@dataclass(frozen=True)
class Result:
    """A command's output (`output` is stdout and stderr interleaved) and its exit code."""

    exit_code: int
    stdout: str
    stderr: str
    output: str


@dataclass(frozen=True)
class Operator:
    """The user `ops` at a terminal of 120 columns, with the system whose state is in this folder."""

    directory: Path

    def qdn(self, *arguments: str, stdin: str = "") -> Result:
        """Run one command."""
        with pytest.MonkeyPatch.context() as patch:
            for file in ("SUMMARY", "OUTPUTS", "EDGE_LOGS"):
                patch.setattr(paths, file, self.directory / getattr(paths, file).name)
            patch.setenv("COLUMNS", "120")
            patch.setenv("LOGNAME", "ops")
            done = CliRunner().invoke(app, list(arguments), input=stdin)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Result(done.exit_code, done.stdout, done.stderr, done.output)
