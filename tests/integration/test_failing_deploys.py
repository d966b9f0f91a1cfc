"""A release that does not work: the deploy reports the failed step and the response, and is rolled back."""

from contextlib import AbstractContextManager
from pathlib import Path

import boto3
import pytest

from tests.testkit.releases import page_with
from tests.testkit.system import System
from tooling import aws

FAILURE = "assets are there, for good: expected 200; GET /assets/gone.js -> 404"


def _release_without_a_script(system: System) -> AbstractContextManager[None]:
    """The booking page names a script that is not there."""
    return page_with(system, "book/index.html", '<script src="/assets/gone.js"></script>')


@pytest.mark.nightly
def test_a_release_that_does_not_work_is_reported_and_rolled_back(system: System) -> None:
    before = system.get("/book/").data
    with _release_without_a_script(system):
        deployed = system.run("up")
    assert deployed.returncode == 1
    assert FAILURE in deployed.stderr
    assert "SUCCESS" not in deployed.stderr  # the result of the smoke test that runs in the rollback
    assert _status(system) == "UPDATE_ROLLBACK_COMPLETE"
    assert system.get("/book/").data == before
    verified = system.qdn("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.stress
def test_after_a_failed_first_deploy_the_next_one_succeeds(checkout: Path, tmp_path: Path) -> None:
    system = System(tmp_path, checkout)
    try:
        with _release_without_a_script(system):
            assert system.run("up").returncode == 1
        assert FAILURE in _log(system)
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
