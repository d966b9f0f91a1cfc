"""Acknowledges single findings of cdk-nag, by the name that cdk-nag gives them."""

from collections.abc import Iterable
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct


def accept_wildcards(scope: IConstruct, resources: Iterable[str], *, because: str) -> None:
    """Acknowledge each of `resources`, ARNs (with tokens) that contain a wildcard; any other stays a finding."""
    stack = Stack.of(scope)
    for resource in resources:
        Validations.of(scope).acknowledge(
            Acknowledgment(id=f"AwsSolutions-IAM5[Resource::{_flatten(stack.resolve(resource))}]", reason=because)
        )


def _flatten(value: Any) -> str:
    """A resolved CloudFormation value as cdk-nag spells it: `<LogicalId.Arn>/key/*`."""
    match value:
        case str():
            return value.replace("${", "<").replace("}", ">")
        case {"Fn::Join": [delimiter, items]}:
            return str(delimiter).join(_flatten(item) for item in items)
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{resource}.{attribute}>"
        case {"Ref": name}:
            return f"<{name}>"
    raise ValueError(f"cannot name the resource {value!r} as cdk-nag does")
