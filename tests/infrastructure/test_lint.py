"""cfn-lint has no finding about any template, not even for information, except those accepted here with a reason."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cfnlint.api import lint_file
from cfnlint.config import ManualArgs

from tests.testkit.infrastructure.templates import ENVIRONMENTS, STACKS, Assembly


class Finding(NamedTuple):
    """`where` is the type of the resource, or an output by name."""

    rule: str
    where: str
    message: str


EVERYWHERE = ""
ACCEPTED = {
    # The CDK writes every text with a reference as Fn::Join; the snapshots show it as Fn::Sub, as the rule demands.
    ("I1022", EVERYWHERE),
    # A function waits for its role's policy, which nothing in it refers to; the CDK lets it wait for the role as well,
    # which it refers to anyway.
    ("W3005", "AWS::Lambda::Function"),
    # The laptop's sign-in and the operator's commands find everything in one stack's outputs; the pool is another's.
    ("W6001", "Outputs.UserPoolId"),
}


def _lint(template: Path) -> list[Finding]:
    body = json.loads(template.read_text())
    matches = lint_file(template, config=ManualArgs(regions=["us-east-1"], include_checks=["I"]))
    return [Finding(match.rule.id, _where(body, match.path or []), match.message) for match in matches]


def _where(body: dict[str, Any], path: list[Any]) -> str:
    if path[:1] == ["Resources"]:
        return str(body["Resources"][path[1]]["Type"])
    return ".".join(str(part) for part in path[:2])


def _is_accepted(finding: Finding) -> bool:
    return not ACCEPTED.isdisjoint({(finding.rule, finding.where), (finding.rule, EVERYWHERE)})


@pytest.fixture(scope="session")
def findings(assembly: Assembly, everything_on: Assembly) -> dict[Path, list[Finding]]:
    templates = [
        path for each in (assembly, everything_on) for path in each.directory.glob("assembly-*/*.template.json")
    ]
    return {path: _lint(path) for path in sorted(templates)}


def test_no_template_has_a_finding(findings: dict[Path, list[Finding]]) -> None:
    assert len(findings) == (len(ENVIRONMENTS) + 1) * len(STACKS)
    left = {path.name: [finding for finding in found if not _is_accepted(finding)] for path, found in findings.items()}
    assert {name: found for name, found in left.items() if found} == {}


def test_nothing_is_accepted_that_is_not_found(findings: dict[Path, list[Finding]]) -> None:
    found = {(finding.rule, where) for each in findings.values() for finding in each for where in (finding.where, "")}
    assert found >= ACCEPTED


@pytest.mark.parametrize(
    ("rule", "resource"),
    [
        ("E3012", {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": "a few"}}),
        ("W3011", {"Type": "AWS::S3::Bucket", "UpdateReplacePolicy": "Retain"}),
        ("I3011", {"Type": "AWS::Logs::LogGroup"}),
    ],
    ids=["an error", "a warning", "for information"],
)
def test_a_planted_violation_is_found(
    assembly: Assembly, tmp_path: Path, rule: str, resource: dict[str, object]
) -> None:
    template = assembly.template("production", "Data").body
    template["Resources"]["Planted"] = resource
    planted = tmp_path / "planted.json"
    planted.write_text(json.dumps(template))
    assert rule in {finding.rule for finding in _lint(planted) if not _is_accepted(finding)}
