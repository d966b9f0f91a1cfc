"""The gate: a synth with findings fails (docs/decisions/0005).

The CDK writes findings to a report. Under the `cdk` command, the app passes and the command reads the report, for the
selected stacks alone; `cdk synth` without a stack selects none of a stage's stacks and always passes. Without the
command, the app raises. Here both fail in the same way.
"""

import json
from pathlib import Path
from typing import Any

from aws_cdk import App


class SynthesisError(Exception):
    """The rules have findings that are neither corrected nor acknowledged, or an environment does not exist."""


def synthesize(app: App) -> Path:
    """Synthesize `app`; returns the assembly's directory. Raises `SynthesisError` with every finding, one a line."""
    directory = Path(app.outdir)
    report = directory / "validation-report.json"
    try:
        app.synth()
    except RuntimeError:
        if not report.exists():
            raise
    findings = _findings(json.loads(report.read_text())) if report.exists() else []
    if findings:
        raise SynthesisError("\n".join(["The synth is refused; mend or acknowledge each of these:", *findings]))
    return directory


def _findings(report: dict[str, Any]) -> list[str]:
    return [
        f"  {violation['ruleName']} at {construct['constructPath']}: {violation['description']}"
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
        if violation.get("severity") in ("error", "fatal", "warning")
    ]
