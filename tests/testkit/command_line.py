"""The operator's command line, run inside the test's process."""

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from qdn import printing
from qdn.__main__ import app

WIDTH = 200
"""Columns of the output, whatever the terminal or the test runner says."""


@dataclass(frozen=True)
class Result:
    """The exit code and the output of a command."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """stdout, which is one JSON document."""
        return json.loads(self.stdout)


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    """Run a command without a terminal."""
    printing.out.width = WIDTH
    done = CliRunner().invoke(app, list(arguments), input=stdin, env={"COLUMNS": str(WIDTH), "LOGNAME": "ops"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Result(done.exit_code, done.stdout, done.stderr)
