"""No role and no policy of a template allows more than it must."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.testkit.infrastructure.flat import flat, many
from tests.testkit.infrastructure.templates import STACKS, Assembly, Template

# Who assumes a role, by the type of the resource that is given it.
SERVICES = {"AWS::Lambda::Function": "lambda.amazonaws.com"}

Statement = dict[str, Any]


@dataclass(frozen=True)
class Role:
    """A role with all that it may do, and the arguments beside it (by the finding that each is about)."""

    path: str
    statements: list[Statement]
    managed_policies: list[str]
    trust: list[Statement]
    used_by: set[str]
    arguments: dict[str, str]


@pytest.fixture(scope="session")
def templates(assembly: Assembly, environment: str) -> dict[str, Template]:
    return {stack: assembly.template(environment, stack) for stack in STACKS}


@pytest.fixture(scope="session")
def roles(assembly: Assembly, environment: str, templates: dict[str, Template]) -> list[Role]:
    return [role for stack, template in templates.items() for role in _roles(assembly, environment, stack, template)]


def test_every_policy_belongs_to_a_role(templates: dict[str, Template], roles: list[Role]) -> None:
    """The tests below would miss policies of users and groups."""
    assert roles
    for template in templates.values():
        for policy in template.properties("AWS::IAM::Policy"):
            assert set(policy) == {"PolicyDocument", "PolicyName", "Roles"}
            assert {role["Ref"] for role in policy["Roles"]} <= set(template.resources("AWS::IAM::Role"))
    kinds = {resource["Type"] for template in templates.values() for resource in template.body["Resources"].values()}
    assert {kind for kind in kinds if kind.startswith("AWS::IAM::")} == {"AWS::IAM::Role", "AWS::IAM::Policy"}


def test_a_statement_names_what_it_allows(roles: list[Role]) -> None:
    for role in roles:
        assert role.statements, role.path
        for statement in role.statements:
            assert {"Effect", "Action", "Resource"} <= set(statement) <= {"Effect", "Action", "Resource", "Condition"}
            assert statement["Effect"] == "Allow"


def test_no_action_is_a_wildcard(roles: list[Role]) -> None:
    wildcards = {
        (role.path, action)
        for role in roles
        for statement in role.statements
        for action in many(statement["Action"])
        if "*" in action or "?" in action
    }
    assert wildcards == set()


def test_every_wildcard_of_a_resource_has_a_reason_beside_it(roles: list[Role]) -> None:
    for role in roles:
        for resource in _wildcards(role):
            assert len(role.arguments.get(_finding(resource), "").split()) > 3, f"{role.path} on {resource}"


def test_every_reason_has_its_grant(roles: list[Role]) -> None:
    for role in roles:
        argued = {finding for finding in role.arguments if finding.startswith("AwsSolutions-IAM5")}
        assert argued == {_finding(resource) for resource in _wildcards(role)}, role.path


def test_a_role_is_for_exactly_the_service_that_uses_it(roles: list[Role]) -> None:
    for role in roles:
        [service] = {SERVICES[user] for user in role.used_by}
        assert role.trust == [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}]


def test_no_role_has_a_managed_policy(roles: list[Role]) -> None:
    """AWS can widen one at any time, and most allow every resource."""
    assert {role.path: role.managed_policies for role in roles if role.managed_policies} == {}


def test_a_resource_policy_is_bound_to_the_source(templates: dict[str, Template]) -> None:
    """Services alone, and each for one resource or account, or it could be made to act for somebody else's."""
    allowing = [statement for template in templates.values() for statement in _resource_statements(template)]
    assert allowing
    for statement in allowing:
        assert set(statement["Principal"]) == {"Service"}
        assert not [action for action in many(statement["Action"]) if "*" in action]
        [operator] = statement["Condition"].values()
        assert {key.lower() for key in operator} <= {"aws:sourcearn", "aws:sourceaccount"}


def test_a_function_is_invoked_by_its_triggers_alone(templates: dict[str, Template]) -> None:
    permissions = [each for template in templates.values() for each in template.properties("AWS::Lambda::Permission")]
    rules = {rule for template in templates.values() for rule in template.resources("AWS::Events::Rule")}
    allowed = {"apigateway.amazonaws.com": {"ApiF70053CD"}, "events.amazonaws.com": rules}
    assert {permission["Principal"] for permission in permissions} == set(allowed)
    for permission in permissions:
        assert permission["Action"] == "lambda:InvokeFunction"
        named = re.search(r"<(\w+?)(?:\.Arn)?>(?:/|$)", flat(permission["SourceArn"]))
        assert named
        assert named[1] in allowed[permission["Principal"]]


def _wildcards(role: Role) -> set[str]:
    resources = [resource for statement in role.statements for resource in many(statement["Resource"])]
    return {resource for resource in resources if "*" in resource or "?" in resource}


def _finding(resource: str) -> str:
    return f"AwsSolutions-IAM5[Resource::{resource}]"


def _roles(assembly: Assembly, environment: str, stack: str, template: Template) -> Iterator[Role]:
    metadata = _metadata(assembly, environment, stack)
    for logical_id, role in template.resources("AWS::IAM::Role").items():
        properties = role["Properties"]
        path = _path(metadata, logical_id)
        yield Role(
            path=path,
            statements=_statements(template, logical_id),
            managed_policies=[flat(policy) for policy in properties.get("ManagedPolicyArns", [])],
            trust=properties["AssumeRolePolicyDocument"]["Statement"],
            used_by=_users(template, logical_id),
            arguments=_arguments(metadata, path),
        )


def _statements(template: Template, role: str) -> list[Statement]:
    inline = template.body["Resources"][role]["Properties"].get("Policies", [])
    attached = [policy for policy in template.properties("AWS::IAM::Policy") if {"Ref": role} in policy["Roles"]]
    return [statement for policy in (*inline, *attached) for statement in policy["PolicyDocument"]["Statement"]]


def _users(template: Template, role: str) -> set[str]:
    """The types of the resources that are given the role."""
    arn = json.dumps({"Fn::GetAtt": [role, "Arn"]})
    return {
        resource["Type"]
        for resource in template.body["Resources"].values()
        if arn in json.dumps(resource.get("Properties", {}))
    }


def _resource_statements(template: Template) -> Iterator[Statement]:
    """The allowing statements in policies of buckets, queues and topics."""
    for kind in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"):
        for policy in template.properties(kind):
            for statement in policy["PolicyDocument"]["Statement"]:
                if statement["Effect"] == "Allow":
                    yield statement


def _metadata(assembly: Assembly, environment: str, stack: str) -> dict[str, list[dict[str, Any]]]:
    """The CDK's metadata of a template, by the path of the construct: logical ids and acknowledged findings."""
    [path] = assembly.directory.glob(f"assembly-{environment}/{environment}{stack}*.metadata.json")
    return dict(json.loads(path.read_text()))


def _path(metadata: dict[str, list[dict[str, Any]]], logical_id: str) -> str:
    noted = {"type": "aws:cdk:logicalId", "data": logical_id}
    [path] = [path for path, notes in metadata.items() if any(noted.items() <= note.items() for note in notes)]
    return path.removesuffix("/Resource")


def _arguments(metadata: dict[str, list[dict[str, Any]]], path: str) -> dict[str, str]:
    """Those beside the role itself: one further up would cover whatever else is under it."""
    return {
        finding.removeprefix("Annotation::"): reason
        for note in metadata.get(path, [])
        if note["type"] == "aws:cdk:acknowledged-rules"
        for finding, reason in note["data"].items()
    }
