"""Parses the text of `cdk diff` into changes of resources; a line of an unknown form is an error."""

import re
from dataclasses import dataclass
from typing import Literal

from review.stateful import LOSSES

Fate = Literal["added", "changed", "may be replaced", "replaced", "deleted", "left behind"]

STACK = re.compile(r"^Stack (?P<name>\S+) \(.+\)$")
# The format of aws-cdk 2.1148: `[~] AWS::S3::Bucket Data/Jobs/Bucket JobsBucket264FE5C6 replace`. A resource that is
# no longer in the new template is printed without its path.
RESOURCE = re.compile(
    r"^\[(?P<sign>[-+~])\] (?P<type>\w+(?:::\w+)+) (?:\S*/\S* )?(?P<logical_id>\w+)"
    r"(?P<impact> replace| may be replaced| destroy| orphan)?(?: \(OR move .+\))?$"
)
# Changes inside a resource are indented; other lines (`[~] Output …`) have no type with colons.
ANY_RESOURCE = re.compile(r"^\[.\] \w+::")
FATES: dict[tuple[str, str], Fate] = {
    ("+", ""): "added",
    ("~", ""): "changed",
    ("~", "may be replaced"): "may be replaced",
    ("~", "replace"): "replaced",
    ("-", "destroy"): "deleted",
    ("-", "orphan"): "left behind",
}
FATAL: tuple[Fate, ...] = ("replaced", "may be replaced", "deleted", "left behind")


class UnreadableDiffError(Exception):
    """`cdk diff` printed a line of an unknown form, which may be a replacement."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """The change of one resource of one stack (`production/Data`)."""

    stack: str
    type: str
    logical_id: str
    fate: Fate

    @property
    def loses_state(self) -> bool:
        return self.type in LOSSES and self.fate in FATAL


def read(output: str) -> list[Change]:
    """The changes that `cdk diff --no-color` printed.

    Raises `UnreadableDiffError` for a resource's line of an unknown form.
    """
    changes = []
    stack = ""
    for line in output.splitlines():
        if heading := STACK.match(line):
            stack = heading["name"]
        elif ANY_RESOURCE.match(line):
            changes.append(_change(stack, line))
    return changes


def _change(stack: str, line: str) -> Change:
    resource = RESOURCE.match(line)
    fate = FATES.get((resource["sign"], (resource["impact"] or "").strip())) if resource else None
    if resource is None or fate is None:
        raise UnreadableDiffError(
            f"cdk diff of {stack} says {line!r}, which review/changes.py does not know how to read."
        )
    return Change(stack=stack, type=resource["type"], logical_id=resource["logical_id"], fate=fate)
