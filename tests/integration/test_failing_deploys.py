"""A release that does not work: the deploy says which step failed and what came back, and is rolled back."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest

from local import aws
from tests.conftest import REPOSITORY, System

BOOKING_PAGE = REPOSITORY / "site" / "dist" / "book" / "index.html"
SAID = "assets are there, for good: expected 200; GET /assets/gone.js -> 404"


@contextmanager
def _release_without_a_script() -> Iterator[None]:
    """The booking page names a script that is not there."""
    before = BOOKING_PAGE.read_text()
    try:
        BOOKING_PAGE.write_text(before.replace("</body>", '<script src="/assets/gone.js"></script></body>'))
        yield
    finally:
        BOOKING_PAGE.write_text(before)


def test_a_release_that_does_not_work_is_named_and_rolled_back(system: System) -> None:
    before = system.get("/book/").data
    with _release_without_a_script():
        deployed = system.run("up")
    assert deployed.returncode == 1
    assert SAID in deployed.stderr
    assert "SUCCESS" not in deployed.stderr  # what the rollback's own walk said
    assert _status(system) == "UPDATE_ROLLBACK_COMPLETE"
    assert system.get("/book/").data == before
    verified = subprocess.run(
        [sys.executable, "-m", "qdn", "verify"],
        cwd=REPOSITORY,
        env=system.environment | {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'lambda'}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.stress
def test_a_first_deploy_that_fails_is_in_nobodys_way(tmp_path: Path) -> None:
    system = System(tmp_path)
    try:
        with _release_without_a_script():
            assert system.run("up").returncode == 1
        assert SAID in _log(system)
        again = system.run("up")
        assert again.returncode == 0, again.stdout + again.stderr
    finally:
        system.run("down")


def _log(system: System) -> str:
    return (system.directory / "deploy.log").read_text()


def _status(system: System) -> str:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(system.summary["aws_endpoint_url"]).items():
            patch.setenv(name, value)
        [stack] = boto3.client("cloudformation").describe_stacks(StackName="local-App")["Stacks"]
    return str(stack["StackStatus"])
