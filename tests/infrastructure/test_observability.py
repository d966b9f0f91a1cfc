"""What is logged holds no token, and every alarm leads to a section of the runbook."""

import re
from pathlib import Path

from tests.infrastructure.conftest import Template

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"


def test_edge_logs_name_the_behaviour_and_leave_out_what_holds_a_token(observability: Template) -> None:
    fields = set(observability.the("AWS::Logs::Delivery")["RecordFields"])
    assert {"cache-behavior-path-pattern", "x-edge-result-type", "sc-status", "sc-bytes"} <= fields
    assert not fields & {"cs-uri-stem", "cs-uri-query", "cs(Referer)", "cs(Cookie)"}


def test_alarms_and_runbook_sections_are_the_same_list(observability: Template, environment: str) -> None:
    alarms = {
        alarm["AlarmName"].removeprefix(f"qdn-{environment}-")
        for alarm in observability.properties("AWS::CloudWatch::Alarm")
    }
    sections = set(re.findall(r"^## ([a-z-]+)$", RUNBOOK.read_text(), flags=re.MULTILINE))
    assert alarms == sections


def test_an_alarms_text_leads_to_its_section(observability: Template, environment: str) -> None:
    for alarm in observability.properties("AWS::CloudWatch::Alarm"):
        name = alarm["AlarmName"].removeprefix(f"qdn-{environment}-")
        assert alarm["AlarmDescription"].endswith(f" docs/runbook.md#{name}")
        assert alarm["TreatMissingData"] == "notBreaching"
