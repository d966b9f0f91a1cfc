"""Turns findings into a failed synth.

The CDK writes findings to a report. Started by its command line it leaves the judgement to that, which reads the report
for the stacks that it was asked for; `cdk synth` alone, which asks for none of a stage's stacks, passes in silence.
Started otherwise it raises. Here both end alike.
"""

import json
from pathlib import Path
from typing import Any

from aws_cdk import App


class SynthesisError(Exception):
    """The rules found something that is neither right nor argued for."""


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
        raise SynthesisError("\n".join(["The synth is refused; mend or argue for each of these:", *findings]))
    return directory


def _findings(report: dict[str, Any]) -> list[str]:
    return [
        f"  {violation['ruleName']} at {construct['constructPath']}: {violation['description']}"
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
        if violation.get("severity") in ("error", "fatal", "warning")
    ]
