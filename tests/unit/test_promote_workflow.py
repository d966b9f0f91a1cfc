"""The workflow that promotes: the same assembly in both environments, production last, and AWS by OIDC alone."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from qdn.__main__ import app
from qdn.promotion import DEPLOY_TIMEOUT_S, REBUILD_TIMEOUT_S, VERIFY_TIMEOUT_S

TEXT = (Path(__file__).parents[2] / ".github" / "workflows" / "promote.yml").read_text()
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]
DEPLOYS = ("staging", "production")
IN_AWS = ("staging", "difference", "production")


def _steps(job: str, action: str) -> list[dict[str, Any]]:
    return [step for step in JOBS[job]["steps"] if step.get("uses", "").startswith(f"{action}@")]


def _commands(job: str) -> str:
    return "\n".join(step["run"] for step in JOBS[job]["steps"] if "run" in step)


def test_credentials_for_aws_come_from_oidc_alone() -> None:
    assert "secrets." not in TEXT
    for job in IN_AWS:
        [credentials] = _steps(job, "aws-actions/configure-aws-credentials")
        given = dict(credentials["with"])
        assert re.fullmatch(r"\$\{\{ vars\.AWS_\w+_ROLE_ARN \}\}", given.pop("role-to-assume"))
        assert given.pop("aws-region") == "us-east-1"
        assert given.keys() <= {"role-duration-seconds"}
    roles = re.findall(r"role-to-assume: \$\{\{ vars\.(\w+) \}\}", TEXT)
    assert roles == ["AWS_STAGING_ROLE_ARN", "AWS_DIFF_ROLE_ARN", "AWS_PRODUCTION_ROLE_ARN"]


def test_job_and_credentials_last_longer_than_the_promotion_may_take() -> None:
    longest_s = DEPLOY_TIMEOUT_S + REBUILD_TIMEOUT_S + VERIFY_TIMEOUT_S
    for job in DEPLOYS:
        [credentials] = _steps(job, "aws-actions/configure-aws-credentials")
        assert credentials["with"]["role-duration-seconds"] > longest_s
        assert JOBS[job]["timeout-minutes"] * 60 > longest_s


def test_each_job_has_only_the_permissions_that_it_needs() -> None:
    assert WORKFLOW["permissions"] == {}
    permissions = {job: JOBS[job]["permissions"] for job in JOBS}
    in_aws = {"contents": "read", "id-token": "write"}
    assert permissions == {
        "build": {"contents": "read", "actions": "read"},
        **dict.fromkeys(IN_AWS, in_aws),
        "skipped": {},
    }
    for job in JOBS:
        for checkout in _steps(job, "actions/checkout"):
            assert checkout["with"] == {"persist-credentials": False}


def test_every_action_is_pinned_to_a_commit() -> None:
    used = re.findall(r"uses: (.+)", TEXT)
    assert used
    assert [action for action in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", action)] == []


def test_there_is_one_assembly_for_both_environments_built_once() -> None:
    assert TEXT.count("qdn assemble") == 1
    [uploaded] = _steps("build", "actions/upload-artifact")
    for job in IN_AWS:
        assert JOBS[job]["env"] == {"ASSEMBLY": "${{ needs.build.outputs.assembly }}"}
        [downloaded] = _steps(job, "actions/download-artifact")
        assert downloaded["with"] == {"name": uploaded["with"]["name"]}
        assert "make build" not in _commands(job)
        assert '$ASSEMBLY"' in _commands(job)


def test_production_comes_after_staging_and_the_difference_and_has_reviewers() -> None:
    assert JOBS["staging"]["needs"] == "build"
    assert JOBS["difference"]["needs"] == ["build", "staging"]
    assert JOBS["production"]["needs"] == ["build", "staging", "difference"]
    for job in DEPLOYS:
        assert JOBS[job]["environment"] == job
        assert f'qdn promote --assembly "$ASSEMBLY" --to {job}' in _commands(job)
        [promotes] = [step for step in JOBS[job]["steps"] if "qdn promote" in step.get("run", "")]
        assert promotes["shell"] == "bash"  # with pipefail: a promotion that fails must not look like one that did not
        assert "if" not in JOBS[job]  # or it might run although what it needs has failed
    assert not any(step.get("continue-on-error") for job in JOBS for step in JOBS[job]["steps"])


def test_two_promotions_never_overlap_and_none_is_cut_short() -> None:
    assert WORKFLOW["concurrency"] == {"group": "promote", "cancel-in-progress": False}
    assert not any("concurrency" in job for job in JOBS.values())


def test_it_promotes_main_alone() -> None:
    triggers = WORKFLOW[True]  # YAML 1.1 reads `on` so
    assert triggers["push"] == {"branches": ["main"]}
    assert set(triggers) == {"push", "workflow_dispatch"}
    assert "github.ref == 'refs/heads/main'" in JOBS["build"]["if"]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"bin/qdn (\w+)", TEXT))))
def test_its_commands_and_their_options_exist(command: str) -> None:
    helped = CliRunner().invoke(app, [command, "--help"], terminal_width=200)
    assert helped.exit_code == 0
    for line in re.findall(rf"bin/qdn {command} (.*)", TEXT):
        for option in re.findall(r"--[\w-]+", line):
            assert option in helped.stdout


def test_no_expression_is_interpolated_into_a_script() -> None:
    scripts = "\n".join(_commands(job) for job in JOBS)
    assert "${{" not in scripts
