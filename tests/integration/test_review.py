"""`python -m review` compares a deployed system with the working tree, by the real `cdk diff`."""

import subprocess
import sys

import pytest

from tests.testkit.paths import REPOSITORY
from tests.testkit.system import System
from tooling import aws

TIMEOUT_S = 240


def _comment(system: System, *, site_url: str) -> str:
    endpoint_url = system.summary["aws_endpoint_url"]
    return subprocess.run(
        [sys.executable, "-m", "review", "local"],
        cwd=system.checkout,
        env=aws.environment(endpoint_url) | {"QDN_AWS_ENDPOINT_URL": endpoint_url, "QDN_SITE_URL": site_url},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=True,
    ).stdout


@pytest.mark.nightly
def test_without_a_change_the_comment_has_none(system: System) -> None:
    assert "No resource changes." in _comment(system, site_url=system.site_url).splitlines()


@pytest.mark.nightly
def test_a_changed_setting_changes_the_resources_that_use_it(system: System) -> None:
    comment = _comment(system, site_url="http://127.0.0.1:9")
    [row] = [line for line in comment.splitlines() if line.startswith("| `local/App` |")]
    added, changed, *_ = [cell.strip() for cell in row.strip("|").split("|")[1:]]
    # The smoke test's function and its new version, which the trigger invokes; and the board's sign-in.
    assert (added, int(changed) >= 3) == ("1", True)
    assert "UserPoolClient" in comment
    assert '"http://127.0.0.1:9/"' in comment
    assert "CAUTION" not in comment


def test_an_unknown_environment_is_one_message() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "review", "prod"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert "environment=prod is not known" in result.stderr
    assert result.stderr.splitlines()[-1] == "cdk diff of prod failed: its output is above."
