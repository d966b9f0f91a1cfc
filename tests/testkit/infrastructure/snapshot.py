"""The readable form of a stack's template that is committed for review, and `make snapshots`, which writes it."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

import app
from constructs_lib.gate import synthesize
from tests.testkit.infrastructure.templates import STACKS, Assembly
from tests.testkit.paths import REPOSITORY
from tooling.environments import DEPLOYED

SNAPSHOTS = REPOSITORY / "tests" / "infrastructure" / "snapshots"
# The laptop's templates name its processor and its ports, so they differ from one machine to the next.
ENVIRONMENTS = DEPLOYED

# What `cdk bootstrap` and the CDK put into every template, the same in each.
BOILERPLATE = {
    "Conditions": "CDKMetadataAvailable",
    "Parameters": "BootstrapVersion",
    "Resources": "CDKMetadata",
    "Rules": "CheckBootstrapVersion",
}
# The content of a package or page is reviewed as source; its hash would change the snapshot with every line of code.
ASSET_HASH = re.compile(r"\b[0-9a-f]{64}\b")
VERSION_HASH = re.compile(r"[0-9a-f]{32}$")
SHORT_FORMS = ("!Ref", "!GetAtt", "!Sub", "!ImportValue")
INLINE_SOURCES = REPOSITORY / "edge_functions"


def path(environment: str, stack: str) -> Path:
    return SNAPSHOTS / environment / f"{stack}.yaml"


def render(template: dict[str, Any]) -> str:
    """A template as YAML: CloudFormation's short forms, keys sorted, one value a line, generated values masked."""
    shown = {section: _without_boilerplate(section, content) for section, content in template.items()}
    present = {section: content for section, content in shown.items() if content}
    masked = _masked(_with_short_trigger(present), _version_ids(template))
    text = yaml.dump(_short_forms(masked), Dumper=_Dumper, sort_keys=True, width=float("inf"), allow_unicode=True)
    return str(text)


def of_stack(assembly: Assembly, environment: str, stack: str) -> str:
    """A stack's template, headed by its name and its termination protection, which are not in it."""
    properties = assembly.artifact(environment, stack)["properties"]
    protection = "on" if properties.get("terminationProtection") else "off"
    head = f"# Stack {properties['stackName']}, termination protection {protection}. Written by `make snapshots`.\n"
    return head + render(assembly.template(environment, stack).body)


def _without_boilerplate(section: str, content: Any) -> Any:
    if section not in BOILERPLATE:
        return content
    return {name: value for name, value in content.items() if name != BOILERPLATE[section]}


def _with_short_trigger(template: dict[str, Any]) -> dict[str, Any]:
    """The smoke test's trigger depends on all other resources: a test checks that, so the list is left out here."""
    resources = {
        name: {**resource, "DependsOn": "<everything else>"} if resource["Type"] == "Custom::Trigger" else resource
        for name, resource in template.get("Resources", {}).items()
    }
    return {**template, "Resources": resources} if resources else template


def _version_ids(template: dict[str, Any]) -> dict[str, str]:
    """The logical id of a function's version ends in a hash of its content: each such id, masked."""
    return {
        logical_id: VERSION_HASH.sub("<hash>", logical_id)
        for logical_id, resource in template.get("Resources", {}).items()
        if resource["Type"] == "AWS::Lambda::Version"
    }


def _masked(value: Any, version_ids: dict[str, str], key: str = "") -> Any:
    match value:
        case dict():
            return {version_ids.get(name, name): _masked(item, version_ids, str(name)) for name, item in value.items()}
        case list():
            return [_masked(item, version_ids) for item in value]
        case str() if key.lower() == "release":
            return "<release>"
        case str() if key == "FunctionCode":
            return _source_of(value)
        case str():
            return ASSET_HASH.sub("<hash>", version_ids.get(value, value))
    return value


def _source_of(code: str) -> str:
    """The file that is deployed byte for byte, by name; code that is no file's is shown as it is."""
    for source in sorted(INLINE_SOURCES.glob("*.js")):
        if source.read_text(encoding="utf-8") == code:
            return f"<the text of {source.relative_to(REPOSITORY).as_posix()}, which is reviewed there>"
    return code


class _Tagged:
    """A value behind one of CloudFormation's YAML tags, as in `!Ref JobsBucket`."""

    def __init__(self, tag: str, value: Any) -> None:
        self.tag = tag
        self.value = value


def _short_forms(value: Any) -> Any:
    match value:
        case dict():
            return _short_form(value) or {key: _short_forms(item) for key, item in value.items()}
        case list():
            return [_short_forms(item) for item in value]
    return value


def _short_form(function: dict[str, Any]) -> _Tagged | None:
    """`Fn::Join` without a delimiter as `Fn::Sub`, in one readable line."""
    match function:
        case {"Ref": str(name), **others} if not others:
            return _Tagged("!Ref", name)
        case {"Fn::GetAtt": [str(resource), str(attribute)]}:
            return _Tagged("!GetAtt", f"{resource}.{attribute}")
        case {"Fn::Join": ["", list(parts)]} if all(_is_substitutable(part) for part in parts):
            return _Tagged("!Sub", "".join(_substitution(part) for part in parts))
        case {"Fn::Sub": str(text)}:
            return _Tagged("!Sub", text)
        case {"Fn::ImportValue": str(name)}:
            return _Tagged("!ImportValue", name)
    return None


def _is_substitutable(part: Any) -> bool:
    match part:
        case str() | {"Ref": _} | {"Fn::GetAtt": [str(), str()]}:
            return True
    return False


def _substitution(part: Any) -> str:
    match part:
        case {"Ref": name}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"${{{resource}.{attribute}}}"
    return str(part).replace("${", "${!")


class _Dumper(yaml.SafeDumper):
    """Repeats a shared value instead of pointing to its first appearance; a tagged value needs no quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def choose_scalar_style(self) -> str:
        if isinstance(self.event, yaml.ScalarEvent) and self.event.tag in SHORT_FORMS:
            self.analysis = self.analyze_scalar(self.event.value)
            if self.analysis.allow_block_plain:
                return ""
        return str(super().choose_scalar_style())


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _tagged(dumper: yaml.SafeDumper, tagged: _Tagged) -> yaml.Node:
    return dumper.represent_scalar(tagged.tag, tagged.value)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Tagged, _tagged)


def write(report: Callable[[str], None] = print) -> None:
    """Write every snapshot and remove those of deleted stacks; `report` is called with each changed one."""
    with tempfile.TemporaryDirectory() as directory:
        assembly = Assembly(synthesize(app.build(directory)))
        snapshots = {
            path(environment, stack): of_stack(assembly, environment, stack)
            for environment in ENVIRONMENTS
            for stack in STACKS
        }
    for stale in set(SNAPSHOTS.rglob("*.yaml")) - set(snapshots):
        stale.unlink()
        report(f"{stale.relative_to(REPOSITORY)} removed")
    for snapshot, text in snapshots.items():
        if not snapshot.exists() or snapshot.read_text(encoding="utf-8") != text:
            snapshot.parent.mkdir(parents=True, exist_ok=True)
            snapshot.write_text(text, encoding="utf-8")
            report(f"{snapshot.relative_to(REPOSITORY)} written")


if __name__ == "__main__":
    write()
