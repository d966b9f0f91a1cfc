"""Writes small assemblies as the CDK writes them: two environments of one stack, and an asset."""

import json
from pathlib import Path
from typing import Any

RELEASE = "0123456789ab"
COMMIT = "c0ffee" * 6 + "c0ff"


def cdk_out(folder: Path, *, asset: str = "print(1)", release: str = RELEASE) -> Path:
    """Write an assembly. Each stack has a queue, and a function of the smoke test under a condition that is false."""
    for environment in ("staging", "production"):
        nested = folder / f"assembly-{environment}"
        nested.mkdir(parents=True)
        properties = {"stackName": f"{environment}-App", "templateFile": "App.template.json"}
        artifacts = {
            "App": {"type": "aws:cloudformation:stack", "properties": properties},
            "App.assets": {"type": "cdk:asset-manifest", "properties": {"file": "App.assets.json"}},
        }
        function = {"Environment": {"Variables": {"RELEASE": release}}}
        template: dict[str, Any] = {
            "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
            "Resources": {
                "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{environment}-{release}"}},
                "SmokeTest": {"Type": "AWS::Lambda::Function", "Condition": "Never", "Properties": function},
            },
        }
        (nested / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
        (nested / "App.template.json").write_text(json.dumps(template))
        (nested / "App.metadata.json").write_text(json.dumps({"made in": str(folder)}))
    (folder / "asset.1").mkdir()
    (folder / "asset.1" / "handler.py").write_text(asset)
    (folder / "manifest.json").write_text("{}")
    return folder
