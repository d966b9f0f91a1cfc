"""Metrics, each defined once: those of AWS by function and by distribution, those that functions emit, and counts of
log lines. Components hand them to alarms and to the dashboard.
"""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from contract.names import METRIC_NAMESPACE, METRIC_SERVICE_DIMENSION

PERIOD = Duration.minutes(5)


def function_metric(
    function_name: str, name: str, *, statistic: str = cloudwatch.Stats.SUM, period: Duration = PERIOD
) -> cloudwatch.Metric:
    """A metric of Lambda for one function (Lambda developer guide, "Using CloudWatch metrics with Lambda").

    By the function's physical name, so that the stack that reads it needs no export.
    """
    return cloudwatch.Metric(
        namespace="AWS/Lambda",
        metric_name=name,
        dimensions_map={"FunctionName": function_name},
        statistic=statistic,
        period=period,
    )


def edge_metric(name: str, *, statistic: str, distribution_id: str) -> cloudwatch.Metric:
    """A metric of CloudFront for one distribution, all paths together."""
    return _cloudfront_metric(name, {"DistributionId": distribution_id}, statistic)


def edge_function_metric(name: str, *, statistic: str, function_name: str) -> cloudwatch.Metric:
    """A metric of CloudFront for one of its functions."""
    return _cloudfront_metric(name, {"FunctionName": function_name}, statistic)


def emitted_metric(
    function_name: str, name: str, *, statistic: str = cloudwatch.Stats.SUM, period: Duration = PERIOD
) -> cloudwatch.Metric:
    """A metric that the code of that function emits (lambda/jobs/telemetry.py)."""
    return cloudwatch.Metric(
        namespace=METRIC_NAMESPACE,
        metric_name=name,
        dimensions_map={METRIC_SERVICE_DIMENSION: function_name},
        statistic=statistic,
        period=period,
    )


def log_metric(
    scope: Construct, id: str, *, prefix: str, name: str, log_group: logs.ILogGroup, condition: str
) -> cloudwatch.IMetric:
    """How many JSON lines of `log_group` meet `condition`, in five minutes. There is data only where a line met it.

    A filter's metric takes no dimension that is not in the line, so the environment is part of the namespace. The
    condition is the text between the braces of a JSON filter pattern (CloudWatch Logs user guide, "Filter pattern
    syntax"); a number in quotes matches texts alone.
    """
    return logs.MetricFilter(
        scope,
        id,
        log_group=log_group,
        filter_name=f"{prefix}-{name}",
        filter_pattern=logs.FilterPattern.literal(f"{{ {condition} }}"),
        metric_namespace=f"{METRIC_NAMESPACE}/{prefix}",
        metric_name=name,
        metric_value="1",
    ).metric(statistic=cloudwatch.Stats.SUM, period=PERIOD)


def total(label: str, metrics: Sequence[cloudwatch.IMetric], *, period: Duration = PERIOD) -> cloudwatch.IMetric:
    """The sum of several metrics. One without data counts as 0; if none has data, neither has the sum."""
    return cloudwatch.MathExpression(
        expression=f"SUM([{', '.join(f'm{number}' for number in range(len(metrics)))}])",
        using_metrics={f"m{number}": metric for number, metric in enumerate(metrics)},
        label=label,
        period=period,
    )


def _cloudfront_metric(name: str, dimensions: dict[str, str], statistic: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace="AWS/CloudFront",
        metric_name=name,
        dimensions_map={**dimensions, "Region": "Global"},
        statistic=statistic,
        period=PERIOD,
    )
