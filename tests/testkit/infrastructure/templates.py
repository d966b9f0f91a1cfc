"""Synthesized assemblies and their templates."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tooling.environments import DEPLOYED, Environment

Resource = dict[str, Any]
ENVIRONMENTS = (*DEPLOYED, Environment.LOCAL.value)
STACKS = ("Data", "App", "Observability")


@dataclass(frozen=True)
class Template:
    """One stack's CloudFormation."""

    body: dict[str, Any]

    def resources(self, resource_type: str) -> dict[str, Resource]:
        """Every resource of a type, by logical id."""
        return {
            logical_id: resource
            for logical_id, resource in self.body["Resources"].items()
            if resource["Type"] == resource_type
        }

    def properties(self, resource_type: str) -> list[dict[str, Any]]:
        """The properties of every resource of a type."""
        return [resource["Properties"] for resource in self.resources(resource_type).values()]

    def the(self, resource_type: str) -> dict[str, Any]:
        """The properties of the only resource of a type."""
        [properties] = self.properties(resource_type)
        return properties


@dataclass(frozen=True)
class Assembly:
    """The output folder of `cdk synth`."""

    directory: Path

    def template(self, environment: str, stack: str) -> Template:
        [path] = self.directory.glob(f"assembly-{environment}/{environment}{stack}*.template.json")
        return Template(json.loads(path.read_text()))

    def artifact(self, environment: str, stack: str) -> dict[str, Any]:
        manifest = json.loads((self.directory / f"assembly-{environment}" / "manifest.json").read_text())
        [artifact] = [
            artifact
            for name, artifact in manifest["artifacts"].items()
            if artifact["type"] == "aws:cloudformation:stack" and name.startswith(f"{environment}{stack}")
        ]
        return dict(artifact)

    def assets(self, environment: str, stack: str) -> dict[str, Any]:
        """The stack's files to upload: by hash, with their source paths."""
        [path] = self.directory.glob(f"assembly-{environment}/{environment}{stack}*.assets.json")
        return dict(json.loads(path.read_text())["files"])
