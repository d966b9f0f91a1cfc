"""Metrics of the system's own: what its functions emit, and what is counted in a log."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from contract.names import METRIC_NAMESPACE, METRIC_SERVICE_DIMENSION


def emitted_metric(
    prefix: str, name: str, *, by: str, period: Duration, statistic: str = cloudwatch.Stats.SUM
) -> cloudwatch.Metric:
    """A metric that the function `by` emits (lambda/jobs/telemetry.py)."""
    return cloudwatch.Metric(
        namespace=METRIC_NAMESPACE,
        metric_name=name,
        dimensions_map={METRIC_SERVICE_DIMENSION: f"{prefix}-{by}"},
        period=period,
        statistic=statistic,
    )


def log_metric(
    scope: Construct, id: str, *, prefix: str, name: str, log_group: logs.ILogGroup, condition: str
) -> cloudwatch.IMetric:
    """How many JSON lines of `log_group` meet `condition`, in five minutes. There is data only where a line met it.

    A filter's metric takes no dimension that is not in the line, so the environment is part of the namespace. The
    condition is what stands between the braces of a JSON filter pattern (CloudWatch Logs user guide, "Filter pattern
    syntax"); a number in quotes meets texts alone.
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
    ).metric(statistic=cloudwatch.Stats.SUM, period=Duration.minutes(5))
