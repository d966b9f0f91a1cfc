"""The committed snapshots equal the synthesized templates, and show every change except those of code."""

import ast
import difflib
from copy import deepcopy
from typing import Any

import pytest

from constructs_lib.edge_function import SOURCE
from tests.testkit.infrastructure import snapshot
from tests.testkit.infrastructure.templates import STACKS, Assembly

LINES_SHOWN = 40

TEMPLATE: dict[str, Any] = {
    "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>"}},
    "Resources": {
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Code": {"S3Key": f"{'a' * 64}.zip"},
                "Environment": {"Variables": {"RELEASE": "0123456789ab"}},
                "MemorySize": 512,
            },
        },
        f"FunctionCurrentVersion{'b' * 32}": {"Type": "AWS::Lambda::Version"},
        "Alias": {
            "Type": "AWS::Lambda::Alias",
            "Properties": {
                "FunctionVersion": {"Fn::GetAtt": [f"FunctionCurrentVersion{'b' * 32}", "Version"]},
                "Description": {"Fn::Join": ["", ["of ", {"Ref": "Function"}, " for ${nobody}"]]},
            },
        },
    },
}


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("environment", snapshot.ENVIRONMENTS)
def test_the_committed_snapshot_equals_the_synthesized_template(
    assembly: Assembly, environment: str, stack: str
) -> None:
    path = snapshot.path(environment, stack)
    committed = path.read_text(encoding="utf-8") if path.exists() else ""
    difference = _difference(committed, snapshot.of_stack(assembly, environment, stack))
    assert not difference, f"{path} is out of date: run `make snapshots` and commit what it writes.\n{difference}"


def test_there_is_no_snapshot_of_a_stack_that_is_gone() -> None:
    wanted = {snapshot.path(environment, stack) for environment in snapshot.ENVIRONMENTS for stack in STACKS}
    assert set(snapshot.SNAPSHOTS.rglob("*.*")) == wanted


def test_new_code_alone_changes_no_snapshot() -> None:
    text = str(TEMPLATE).replace("a" * 64, "c" * 64).replace("b" * 32, "d" * 32).replace("0123456789ab", "ba9876543210")
    released: dict[str, Any] = ast.literal_eval(text)
    assert released != TEMPLATE
    assert snapshot.render(released) == snapshot.render(TEMPLATE)


def test_a_changed_property_changes_the_snapshot() -> None:
    changed = deepcopy(TEMPLATE)
    changed["Resources"]["Function"]["Properties"]["MemorySize"] = 1024
    difference = _difference(snapshot.render(TEMPLATE), snapshot.render(changed))
    assert "-      MemorySize: 512" in difference.splitlines()
    assert "+      MemorySize: 1024" in difference.splitlines()


def test_a_snapshot_reads_as_cloudformation_without_the_bootstrap() -> None:
    text = snapshot.render(TEMPLATE)
    assert "FunctionVersion: !GetAtt FunctionCurrentVersion<hash>.Version" in text
    assert "Description: !Sub of ${Function} for ${!nobody}" in text
    assert "Bootstrap" not in text


def test_the_edge_functions_text_is_left_to_its_file_only_while_it_is_that_file() -> None:
    def shown(code: str) -> str:
        return snapshot.render({"Resources": {"Rewrite": {"Type": "", "Properties": {"FunctionCode": code}}}})

    source = SOURCE.read_text(encoding="utf-8")
    assert "edge_functions/qdn-track-rewrite.js, which is reviewed there" in shown(source)
    assert "function handler" in shown(source + "// changed")


def _difference(committed: str, synthesized: str) -> str:
    lines = list(
        difflib.unified_diff(
            committed.splitlines(), synthesized.splitlines(), "committed", "synthesized", n=2, lineterm=""
        )
    )
    left_out = [f"… and {len(lines) - LINES_SHOWN} more lines"] if len(lines) > LINES_SHOWN else []
    return "\n".join(lines[:LINES_SHOWN] + left_out)
