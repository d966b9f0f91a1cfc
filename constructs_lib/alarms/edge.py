"""Alarms of what customers meet first: the edge, its function, the tracking pages, and the canary that tries them."""

from aws_cdk import Duration
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudwatch as cloudwatch

from constructs_lib.alarms.definition import AlarmDefinition, Severity, Silence, total
from constructs_lib.own_metrics import emitted_metric
from constructs_lib.tracking_errors import TrackingErrors
from contract.names import FunctionName, MetricName

PERIOD = Duration.minutes(5)

# Per cent of all requests. At night a few requests make a percentage, so it has to last.
FAILED_PERCENT, FAILED_PERIODS, FAILED_DATAPOINTS = 5, 3, 2
# The log comes within the hour as a rule (developer guide, "Timing of log file delivery"), with the times of the
# requests: an alarm that looked at the last period alone would see none of it.
LOG_PERIODS = 12
# One that lost its way to S3 and came back; the page asks again by itself.
TRACKING_FAILURES = 3
# A page that does not find its job asks four times within seven seconds (site/src/track/follow.ts): five people with a
# mistyped link in five minutes are no chance.
MISSING_VIEWS = 20
# CloudFront ends a function that needs its whole millisecond (developer guide, "Restrictions on CloudFront Functions").
COMPUTE_PERCENT, COMPUTE_PERIODS = 80, 3
# A run may fall into a deploy's seconds, and a period may hold none where two slip apart.
CANARY_PERIODS, CANARY_DATAPOINTS = 3, 2


def edge_alarms(distribution: cloudfront.IDistribution, tracking: TrackingErrors) -> list[AlarmDefinition]:
    """Of the distribution as a whole, at once, and of the tracking paths, as late as their log."""
    return [
        AlarmDefinition(
            name="edge-errors",
            severity=Severity.PAGE,
            sentence="One in twenty of all requests is answered with 5xx.",
            metric=_global("5xxErrorRate", {"DistributionId": distribution.distribution_id}, "Average"),
            threshold=FAILED_PERCENT,
            periods=FAILED_PERIODS,
            datapoints=FAILED_DATAPOINTS,
            silence=Silence.NORMAL,
        ),
        AlarmDefinition(
            name="tracking-errors",
            severity=Severity.PAGE,
            sentence="Tracking pages or views were answered with 5xx within the last hour.",
            metric=tracking.failed,
            threshold=TRACKING_FAILURES,
            periods=LOG_PERIODS,
            datapoints=1,
            silence=Silence.NORMAL,
        ),
        AlarmDefinition(
            name="tracking-not-found",
            severity=Severity.TICKET,
            sentence="More tracking links lead to no job than retries and mistyped links explain.",
            metric=tracking.missing,
            threshold=MISSING_VIEWS,
            periods=LOG_PERIODS,
            datapoints=1,
            silence=Silence.NORMAL,
        ),
    ]


def edge_function_alarms(function_name: str) -> list[AlarmDefinition]:
    """Of the function that tells the pages apart: where it fails, every page of its paths is a 503."""
    names = ("FunctionExecutionErrors", "FunctionValidationErrors", "FunctionThrottles")
    dimensions = {"FunctionName": function_name}
    return [
        AlarmDefinition(
            name="edge-function-errors",
            severity=Severity.PAGE,
            sentence="The rewrite function at the edge fails: those requests were answered with 503.",
            metric=total(
                "Failures of the rewrite function",
                [_global(name, dimensions, cloudwatch.Stats.SUM) for name in names],
                period=PERIOD,
            ),
            threshold=1,  # it is the same code for everybody
            silence=Silence.NORMAL,
        ),
        AlarmDefinition(
            name="edge-function-compute",
            severity=Severity.TICKET,
            sentence="The rewrite function needs most of the time that CloudFront gives it.",
            metric=_global("FunctionComputeUtilization", dimensions, "Average"),
            threshold=COMPUTE_PERCENT,
            periods=COMPUTE_PERIODS,
            silence=Silence.NORMAL,
        ),
    ]


def canary_alarms(prefix: str) -> list[AlarmDefinition]:
    """Of the canary, failing or not running."""
    return [
        AlarmDefinition(
            name="canary",
            severity=Severity.PAGE,
            sentence="A booking of the system's own, through the edge, fails again and again or is no longer tried.",
            metric=emitted_metric(
                prefix, MetricName.CANARY_FAILED, by=FunctionName.CANARY, period=PERIOD, statistic="Maximum"
            ),
            threshold=1,
            periods=CANARY_PERIODS,
            datapoints=CANARY_DATAPOINTS,
            silence=Silence.ALARMING,
        )
    ]


def _global(name: str, dimensions: dict[str, str], statistic: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace="AWS/CloudFront",
        metric_name=name,
        dimensions_map={**dimensions, "Region": "Global"},
        statistic=statistic,
        period=PERIOD,
    )
