"""Turns findings into a failed synth.

The CDK writes them to a report that its command line reads for the stacks that it was asked for; `cdk synth` alone,
which asks for none of a stage's stacks, would pass in silence.
"""

import json
from pathlib import Path
from typing import Any

from aws_cdk import App


class Refused(Exception):
    """The rules found something that is neither right nor argued for."""


def synthesize(app: App) -> Path:
    """Synthesize `app`; returns the assembly's directory. Raises `Refused` with every finding, one a line."""
    directory = Path(app.synth().directory)
    report = directory / "validation-report.json"
    findings = _findings(json.loads(report.read_text())) if report.exists() else []
    if findings:
        raise Refused("\n".join(["The synth is refused; mend or argue for each of these:", *findings]))
    return directory


def _findings(report: dict[str, Any]) -> list[str]:
    return [
        f"  {violation['ruleName']} at {construct['constructPath']}: {violation['description']}"
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
        if violation.get("severity") in ("error", "fatal", "warning")
    ]
