"""Checks that hold for every alarm, wherever it is made, and the runbook's sections and table of severities."""

import re
from typing import Any

import app
from tests.testkit.infrastructure.flat import flat
from tests.testkit.paths import REPOSITORY

RUNBOOK = REPOSITORY / "docs" / "runbook.md"
_SECTION = re.compile(r"^## (?P<name>[a-z-]+)\n\n(?P<text>.*?)(?=^## |\Z)", flags=re.MULTILINE | re.DOTALL)
_SEVERITY = re.compile(r"\*\*Severity\.\*\* (page|ticket)\n")
_ROW = re.compile(r"^\| \*\*(?P<severity>page|ticket)\*\* \| .+ \| (?P<names>.+) \|$", flags=re.MULTILINE)
_DESCRIPTION = re.compile(r"\[(?P<severity>page|ticket)\] .+\. (?P<page>https://\S+)#(?P<section>[a-z-]+)")


TOPICS = {"page": {"alarms", "pages"}, "ticket": {"alarms"}}
"""The topics that an alarm notifies, by its severity."""


def runbook() -> dict[str, str]:
    """Each section's severity, by its name. Every section has its meaning, where to look, and what to do."""
    severities = {}
    for section in _SECTION.finditer(RUNBOOK.read_text()):
        severity = _SEVERITY.match(section["text"])
        assert severity, f"{section['name']} begins with its severity"
        for heading in ("**What it means.**", "**Look.**", "**Do.**"):
            assert heading in section["text"], f"{section['name']} has {heading}"
        severities[section["name"]] = severity[1]
    return severities


def runbook_table() -> dict[str, str]:
    """The severities in the runbook's table at its beginning, by the names in it."""
    return {
        name: row["severity"]
        for row in _ROW.finditer(RUNBOOK.read_text())
        for name in re.findall(r"`([a-z-]+)`", row["names"])
    }


def notified_topics(alarm: dict[str, Any]) -> set[str]:
    """The names of the topics that it notifies, without the environment."""
    return {_topic(flat(action)) for action in alarm["AlarmActions"]}


def _topic(action: str) -> str:
    """The stack that makes the topics refers to them by logical id, any other by name."""
    match = re.fullmatch(r"<Owner(Topic|Pages)[0-9A-F]{8}>|arn:.+:qdn-[a-z]+-(alarms|pages)", action)
    assert match, action
    return match[2] or {"Topic": "alarms", "Pages": "pages"}[match[1]]


def assert_can_be_acted_on(alarm: dict[str, Any], environment: str) -> None:
    """Named, with its severity and a link to its section; it notifies its severity's topics when it begins and ends."""
    name = alarm["AlarmName"].removeprefix(f"qdn-{environment}-")
    text = _DESCRIPTION.fullmatch(alarm["AlarmDescription"])
    assert text, alarm["AlarmDescription"]
    assert (text["section"], text["severity"]) == (name, runbook()[name])
    assert text["page"] == app.environments()[environment].runbook_url
    assert alarm["AlarmActions"] == alarm["OKActions"]
    assert notified_topics(alarm) == TOPICS[text["severity"]], name
    assert alarm.get("ActionsEnabled", True) is True


def metrics(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """Every metric that the alarm reads: its Namespace, MetricName and Dimensions."""
    if "MetricName" in alarm:
        return [alarm]
    return [query["MetricStat"]["Metric"] for query in alarm["Metrics"] if "MetricStat" in query]
