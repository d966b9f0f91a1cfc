"""The order in which CloudFormation creates resources, by a template's references and DependsOn."""

import re
from collections.abc import Iterator
from typing import Any

from tests.testkit.infrastructure.templates import Template

_IN_SUB = re.compile(r"\$\{([^.}!]+)")


def everything_before(template: Template, logical_id: str) -> set[str]:
    """The logical ids of all resources that are complete before this one is begun."""
    resources = template.body["Resources"]
    before: set[str] = set()
    waiting = [logical_id]
    while waiting:
        resource = resources[waiting.pop()]
        direct = {*_list(resource.get("DependsOn", [])), *_named(resource.get("Properties", {}))} & resources.keys()
        waiting += direct - before
        before |= direct
    return before


def _named(value: Any) -> Iterator[str]:
    """The names in a Ref, a GetAtt or a Sub anywhere in the value."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case {"Fn::Sub": str(text)}:
            yield from _IN_SUB.findall(text)
        case dict():
            for part in value.values():
                yield from _named(part)
        case list():
            for part in value:
                yield from _named(part)


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
