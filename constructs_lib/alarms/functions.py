"""Alarms of the Lambda functions that run between deploys, whatever each of them does."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from constructs_lib.alarms.definition import AlarmDefinition, Severity, Silence, total
from contract.names import FunctionName

FUNCTIONS = (FunctionName.JOB_API, FunctionName.PUBLISHER, FunctionName.AUDITOR, FunctionName.CANARY)
PERIOD = Duration.minutes(5)


def function_alarms(prefix: str) -> list[AlarmDefinition]:
    """One alarm over all of them: the dashboard shows which one it is."""
    return [
        AlarmDefinition(
            name="function-errors",
            severity=Severity.TICKET,
            sentence="A function ended with an error, or ran out of time or memory.",
            metric=_all_functions(prefix, "Errors"),
            threshold=1,  # what is foreseen is answered or left in the queue: each error is one that nobody foresaw
            silence=Silence.NORMAL,
        ),
        AlarmDefinition(
            name="function-throttles",
            severity=Severity.TICKET,
            sentence="Lambda refuses to run a function: the account has no more concurrent executions.",
            metric=_all_functions(prefix, "Throttles"),
            threshold=1,  # the account's 1,000 are far from what this system needs: somebody else takes them
            silence=Silence.NORMAL,
        ),
    ]


def _all_functions(prefix: str, name: str) -> cloudwatch.IMetric:
    metrics = [
        cloudwatch.Metric(
            namespace="AWS/Lambda",
            metric_name=name,
            dimensions_map={"FunctionName": f"{prefix}-{function}"},
            period=PERIOD,
            statistic=cloudwatch.Stats.SUM,
        )
        for function in FUNCTIONS
    ]
    return total(f"{name} of all functions", metrics, period=PERIOD)
