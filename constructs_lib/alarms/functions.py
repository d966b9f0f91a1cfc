"""Alarms over all functions that run between deploys, whatever each of them does."""

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch

from constructs_lib.alarms.definition import AlarmDefinition, MissingData
from constructs_lib.alarms.severity import Severity
from constructs_lib.metrics import function_metric, total


def function_alarms(function_names: Sequence[str]) -> list[AlarmDefinition]:
    """One alarm over all of them for each metric: the dashboard shows which function it is."""
    return [
        AlarmDefinition(
            name="function-errors",
            severity=Severity.TICKET,
            sentence="A function ended with an error, or ran out of time or memory.",
            metric=_total(function_names, "Errors"),
            threshold=1,  # expected failures are responses or stay in the queue: each error is an unexpected one
            missing_data=MissingData.NORMAL,
        ),
        AlarmDefinition(
            name="function-throttles",
            severity=Severity.TICKET,
            sentence="Lambda refuses to run a function: the account has no more concurrent executions.",
            metric=_total(function_names, "Throttles"),
            threshold=1,  # the account's 1,000 are far above what this system needs: something else takes them
            missing_data=MissingData.NORMAL,
        ),
    ]


def _total(function_names: Sequence[str], metric: str) -> cloudwatch.IMetric:
    return total(f"{metric} of all functions", [function_metric(name, metric) for name in function_names])
