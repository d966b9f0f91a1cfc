"""The comment on a pull request begins with the resources that would be lost, according to the real `cdk diff`."""

import json
import os
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from review.changes import Change, UnreadableDiffError, read
from review.comment import MOST_CHARACTERS, compose
from tests.testkit.infrastructure.templates import Assembly
from tooling.cdk import CDK

TIMEOUT_S = 120
BUCKET, POOL = "JobsBucket264FE5C6", "StaffPool8CA90F24"

Diff = Callable[[str, dict[str, Any]], str]


@pytest.fixture
def diff(assembly: Assembly, tmp_path: Path) -> Diff:
    """`cdk diff` of a production stack against a given deployed template."""

    def run(stack: str, deployed: dict[str, Any]) -> str:
        template = tmp_path / "deployed.json"
        template.write_text(json.dumps(deployed))
        return subprocess.run(
            [
                *(str(CDK), "diff", f"production/{stack}", "--exclusively", "--app", str(assembly.directory)),
                *("--template", str(template), "--no-color", "--no-notices"),
            ],
            env=os.environ | {"CI": "true"},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=True,
        ).stdout

    return run


def _deployed(assembly: Assembly, stack: str) -> dict[str, Any]:
    return deepcopy(assembly.template("production", stack).body)


def _change(stack: str, type_: str, logical_id: str, fate: Any) -> Change:
    return Change(stack=f"production/{stack}", type=type_, logical_id=logical_id, fate=fate)


def test_a_renamed_bucket_is_replaced_and_warned_of(assembly: Assembly, diff: Diff) -> None:
    deployed = _deployed(assembly, "Data")
    deployed["Resources"][BUCKET]["Properties"]["BucketName"] = "the-name-that-it-had"
    output = diff("Data", deployed)
    assert _change("Data", "AWS::S3::Bucket", BUCKET, "replaced") in read(output)
    warning = compose({"production": output}).split("\n\n")[1]
    assert warning.startswith("> [!CAUTION]\n> **1 stateful resource would be lost.**")
    assert f"> - `production/Data` `{BUCKET}` (AWS::S3::Bucket) is **replaced**: " in warning


def test_a_new_logical_id_is_a_new_resource_and_reported_as_a_loss(assembly: Assembly, diff: Diff) -> None:
    deployed = _deployed(assembly, "Data")
    resources = deployed["Resources"]
    resources["PoolOfBefore"] = resources.pop(POOL)
    resources["QueueOfBefore"] = {"Type": "AWS::SQS::Queue"}
    changes = read(diff("Data", deployed))
    assert _change("Data", "AWS::Cognito::UserPool", POOL, "added") in changes
    assert {(change.logical_id, change.fate) for change in changes if change.loses_state} == {
        ("PoolOfBefore", "left behind"),  # it is retained
        ("QueueOfBefore", "deleted"),
    }


def test_changes_in_place_and_of_stateless_resources_are_counted_without_a_warning(
    assembly: Assembly, diff: Diff
) -> None:
    deployed = _deployed(assembly, "App")
    resources = deployed["Resources"]
    [function] = [resource for resource in resources.values() if resource["Type"] == "AWS::CloudFront::Function"]
    function["Properties"]["FunctionCode"] = "[1].map(String);\n[~] of before\nfunction handler() {}\n"
    [policy, *_] = [resource for resource in resources.values() if resource["Type"] == "AWS::IAM::Policy"]
    policy["Properties"]["PolicyDocument"]["Statement"][0]["Action"] = "s3:*"
    [stage] = [name for name, resource in resources.items() if resource["Type"] == "AWS::ApiGatewayV2::Stage"]
    del resources[stage]
    resources["RuleOfBefore"] = {"Type": "AWS::Events::Rule"}
    output = diff("App", deployed)
    fates = {change.logical_id: change.fate for change in read(output)}
    assert sorted(fates.values()) == ["added", "changed", "changed", "deleted"]
    assert (fates[stage], fates["RuleOfBefore"]) == ("added", "deleted")
    comment = compose({"production": output})
    assert "CAUTION" not in comment
    assert "| `production/App` | 1 | 2 |  |  | 1 |  |" in comment


def test_no_change_is_one_line(assembly: Assembly, diff: Diff) -> None:
    comment = compose({"production": diff("Data", _deployed(assembly, "Data"))})
    assert "No resource changes." in comment.splitlines()
    assert "There were no differences" in comment


def test_a_change_of_an_unknown_kind_is_never_left_out() -> None:
    for line in ("[?] AWS::S3::Bucket Jobs JobsBucket", "[~] AWS::S3::Bucket Jobs JobsBucket exchange/swap"):
        with pytest.raises(UnreadableDiffError, match="production/Data"):
            read(f"Stack production/Data (production-Data)\nResources\n{line}\n")


def test_a_comment_fits_into_what_github_takes_and_keeps_its_warning() -> None:
    lost = "Stack {0}/Data ({0}-Data)\nResources\n[-] AWS::S3::Bucket JobsBucket destroy\n" + " └─ [~] more\n" * 20_000
    comment = compose({name: lost.format(name) for name in ("staging", "production")})
    assert MOST_CHARACTERS / 2 < len(comment) < 65_536
    assert comment.count("is **deleted**") == 2
    assert comment.count("The rest is in the log of the workflow.") == comment.count("</details>") == 2


def test_no_output_can_leave_its_box() -> None:
    comment = compose({"staging": "Stack staging/App (staging-App)\n````\n# A heading\n"})
    assert comment.count("\n`````\n") == 2
