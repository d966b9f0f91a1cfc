"""What every alarm has to be, wherever it is made, and what the runbook says of it."""

import re
from typing import Any

import app
from tests.testkit.infrastructure.flat import flat
from tests.testkit.paths import REPOSITORY

RUNBOOK = REPOSITORY / "docs" / "runbook.md"
_SECTION = re.compile(r"^## (?P<name>[a-z-]+)\n\n(?P<text>.*?)(?=^## |\Z)", flags=re.MULTILINE | re.DOTALL)
_SEVERITY = re.compile(r"\*\*Severity\.\*\* (page|ticket)\n")
_DESCRIPTION = re.compile(r"\[(?P<severity>page|ticket)\] .+\. (?P<page>https://\S+)#(?P<section>[a-z-]+)")


def runbook() -> dict[str, str]:
    """Each section's severity, by its name. Every section says what it means, where to look and what to do."""
    severities = {}
    for section in _SECTION.finditer(RUNBOOK.read_text()):
        severity = _SEVERITY.match(section["text"])
        assert severity, f"{section['name']} begins with its severity"
        for heading in ("**What it means.**", "**Look.**", "**Do.**"):
            assert heading in section["text"], f"{section['name']} has {heading}"
        severities[section["name"]] = severity[1]
    return severities


def assert_can_be_acted_on(alarm: dict[str, Any], environment: str) -> None:
    """Named, with its severity and a link to its section, and told to the owner when it begins and when it ends."""
    name = alarm["AlarmName"].removeprefix(f"qdn-{environment}-")
    text = _DESCRIPTION.fullmatch(alarm["AlarmDescription"])
    assert text, alarm["AlarmDescription"]
    assert (text["section"], text["severity"]) == (name, runbook()[name])
    assert text["page"] == app.environments()[environment].runbook_url
    assert alarm["AlarmActions"] == alarm["OKActions"]
    [owner] = alarm["AlarmActions"]
    assert "Topic" in flat(owner) or flat(owner).endswith(f":qdn-{environment}-alarms")
    assert alarm.get("ActionsEnabled", True) is True


def metrics(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """Every metric that the alarm reads: its Namespace, MetricName and Dimensions."""
    if "MetricName" in alarm:
        return [alarm]
    return [query["MetricStat"]["Metric"] for query in alarm["Metrics"] if "MetricStat" in query]
