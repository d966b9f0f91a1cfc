"""The metric filters of a template: which lines of a log they count."""

from tests.testkit.infrastructure.filter_pattern import meets
from tests.testkit.infrastructure.flat import flat
from tests.testkit.infrastructure.templates import Template

Lines = tuple[list[str], list[str]]
"""Lines that a metric counts, and lines that it does not."""


def filter_patterns(template: Template) -> dict[str, str]:
    """The pattern of each metric filter, by the name of its metric."""
    return {
        each["MetricTransformations"][0]["MetricName"]: each["FilterPattern"]
        for each in template.properties("AWS::Logs::MetricFilter")
    }


def filtered_logs(template: Template) -> set[str]:
    """The names of the log groups that the metric filters of the template read."""
    groups = {f"<{logical_id}>": each for logical_id, each in template.resources("AWS::Logs::LogGroup").items()}
    read = {flat(each["LogGroupName"]) for each in template.properties("AWS::Logs::MetricFilter")}
    return {flat(groups[name]["Properties"]["LogGroupName"]) for name in read}


def assert_counts(template: Template, expected: dict[str, Lines]) -> None:
    """The template has exactly these metrics, and each counts its lines and no others."""
    patterns = filter_patterns(template)
    assert patterns.keys() == expected.keys()
    for name, (lines, others) in expected.items():
        assert [line for line in lines if not meets(patterns[name], line)] == [], name
        assert [line for line in others if meets(patterns[name], line)] == [], name
