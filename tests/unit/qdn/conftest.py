"""Fixtures of the operator's command line: an environment on real buckets, and a hand on the keyboard."""

import json
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner

from qdn import options
from qdn.__main__ import app
from qdn.account import Account
from qdn.deployment import Deployment
from tests.ministack import MiniStack, ministack
from tests.unit.jobs.fixtures import new_stage, no_waits, stage
from tests.unit.jobs.support import Stage
from tests.unit.publisher.distribution import Distribution, distribution

__all__ = ["distribution", "ministack", "new_stage", "no_waits", "stage"]


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """stdout, which is one JSON document."""
        return json.loads(self.stdout)


def run(*arguments: str, stdin: str | bytes = "") -> Said:
    """Run a command without a terminal."""
    done = CliRunner().invoke(app, list(arguments), input=stdin, env={"COLUMNS": "200", "LOGNAME": "ops"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def deployment(
    ministack: MiniStack, stage: Stage, distribution: Distribution, monkeypatch: pytest.MonkeyPatch
) -> Deployment:
    """An environment on this test's own buckets and distribution; commands find it under every name."""
    account = Account(boto3.Session("test", "test", region_name="us-east-1"), ministack.endpoint_url)
    made = Deployment(account, stage.s3, stage.settings, distribution.id, "https://qdn.example", "r1", "proof")
    monkeypatch.setattr(Deployment, "of", lambda environment: made)
    return made


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is there to answer."""
    monkeypatch.setattr(options, "on_terminal", lambda: True)
