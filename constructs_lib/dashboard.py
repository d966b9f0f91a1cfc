"""The environment's dashboard: what came of it, the edge, also by path, the API, the publisher, the functions."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from constructs_lib.alarms.functions import FUNCTIONS
from constructs_lib.job_api import JobApi
from constructs_lib.own_metrics import emitted_metric
from constructs_lib.publisher import Publisher
from contract.names import VIEW_PREFIX, FunctionName, MetricName

PATHS = ("/track/*", f"/{VIEW_PREFIX}*", "/api/*", "/book/*", "/assets/*", "*")
# What the system finds when it checks itself: the name, and who emits it.
FOUND = (
    (MetricName.CANARY_FAILED, FunctionName.CANARY),
    (MetricName.PROJECTIONS_DIFFER, FunctionName.AUDITOR),
    (MetricName.UNREADABLE_RECORD, FunctionName.AUDITOR),
)
PERIOD = Duration.minutes(5)
FULL, HALF, THIRD = 24, 12, 8
_HEIGHT = 6

# CloudFront's metrics are the distribution's as a whole. By path there are the logs alone, which Logs Insights counts;
# the words are those of qdn/edge_report.sql. `RefreshHit` ends with `Hit` too, hence the mark before the word.
_COUNTED = (
    "fields `cache-behavior-path-pattern` as path, concat('=', `x-edge-result-type`) as result",
    "fields strcontains(result, '=Hit') as hit, strcontains(result, '=RefreshHit') as refresh, "
    "strcontains(result, '=Miss') as miss, `sc-status` >= 400 as failed",
)
_FIGURES = (
    "count(*) as requests, 100 * sum(hit) / greatest(1, sum(hit) + sum(refresh) + sum(miss)) as hit_percent, "
    "100 * sum(failed) / count(*) as error_percent, "
    "1000 * pct(`time-taken`, 50) as p50_ms, 1000 * pct(`time-taken`, 95) as p95_ms"
)


class Dashboard(Construct):
    """One page, named after the environment. The metrics of the edge that cost extra are switched on for it.

    Those are eight custom metrics a month (CloudFront pricing, "Additional metrics"): the hit rate, the origin's
    latency, and errors by status.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        distribution: cloudfront.Distribution,
        edge_logs: logs.ILogGroup,
        job_api: JobApi,
        publisher: Publisher,
    ) -> None:
        super().__init__(scope, id)
        self._distribution = distribution
        self._edge_logs = edge_logs
        cloudfront.CfnMonitoringSubscription(
            self,
            "AdditionalMetrics",
            distribution_id=distribution.distribution_id,
            monitoring_subscription=cloudfront.CfnMonitoringSubscription.MonitoringSubscriptionProperty(
                realtime_metrics_subscription_config=cloudfront.CfnMonitoringSubscription.RealtimeMetricsSubscriptionConfigProperty(
                    realtime_metrics_subscription_status="Enabled"
                )
            ),
        )
        cloudwatch.Dashboard(
            self,
            "Page",
            dashboard_name=prefix,
            default_interval=Duration.days(1),
            widgets=[
                [_heading("What came of it")],
                [_refused(prefix, job_api), _found(prefix)],
                [_heading("The edge, all paths")],
                self._edge(),
                [_heading("The edge, by path (from the access logs, up to an hour late)")],
                [self._by_path()],
                [self._path(path) for path in PATHS[:3]],
                [self._path(path) for path in PATHS[3:]],
                [_heading("The job API")],
                _api(job_api.api),
                [_heading("The publisher")],
                _publisher(publisher),
                [_heading("The functions")],
                [_function(prefix, name) for name in FUNCTIONS],
            ],
        )

    def _edge(self) -> list[cloudwatch.IWidget]:
        return [
            _graph(
                "Requests",
                [self._edge_metric("Requests", "Sum")],
                THIRD,
                right=[self._edge_metric("BytesDownloaded", "Sum")],
            ),
            _graph(
                "Hit rate and errors, %",
                [self._edge_metric(name, "Average") for name in ("CacheHitRate", "4xxErrorRate", "5xxErrorRate")],
                THIRD,
            ),
            _graph(
                "Origin latency, ms",
                [self._edge_metric("OriginLatency", percentile) for percentile in ("p50", "p95")],
                THIRD,
            ),
        ]

    def _edge_metric(self, name: str, statistic: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace="AWS/CloudFront",
            metric_name=name,
            dimensions_map={"DistributionId": self._distribution.distribution_id, "Region": "Global"},
            statistic=statistic,
            period=PERIOD,
        )

    def _by_path(self) -> cloudwatch.IWidget:
        return cloudwatch.LogQueryWidget(
            title="Volume, hit ratio, errors and latency by path",
            log_group_names=[self._edge_logs.log_group_name],
            query_lines=[
                *_COUNTED,
                f"stats sum(`sc-bytes`) / 1048576 as mib, {_FIGURES} by path",
                "sort requests desc",
            ],
            view=cloudwatch.LogQueryVisualizationType.TABLE,
            width=FULL,
            height=_HEIGHT,
        )

    def _path(self, path: str) -> cloudwatch.IWidget:
        return cloudwatch.LogQueryWidget(
            title=path,
            log_group_names=[self._edge_logs.log_group_name],
            query_lines=[*_COUNTED, f"filter path = '{path}'", f"stats {_FIGURES} by bin(1h)"],
            view=cloudwatch.LogQueryVisualizationType.LINE,
            width=THIRD,
            height=_HEIGHT,
        )


def _refused(prefix: str, job_api: JobApi) -> cloudwatch.IWidget:
    strangers = emitted_metric(prefix, MetricName.NOT_THROUGH_THE_EDGE, by=FunctionName.JOB_API, period=PERIOD)
    return _graph("Refused", [job_api.failed_jobs, job_api.failed_bookings, strangers], HALF)


def _found(prefix: str) -> cloudwatch.IWidget:
    metrics = [emitted_metric(prefix, name, by=emitter, period=PERIOD) for name, emitter in FOUND]
    return _graph("Found by canary and audit", metrics, HALF)


def _api(api: apigw.HttpApi) -> list[cloudwatch.IWidget]:
    return [
        _graph(
            "Requests and errors",
            [
                api.metric_count(period=PERIOD, statistic="Sum"),
                api.metric_client_error(period=PERIOD, statistic="Sum"),
                api.metric_server_error(period=PERIOD, statistic="Sum"),
            ],
            HALF,
        ),
        _graph(
            "Latency, ms",
            [api.metric_latency(period=PERIOD, statistic=percentile) for percentile in ("p50", "p95", "p99")],
            HALF,
        ),
    ]


def _publisher(publisher: Publisher) -> list[cloudwatch.IWidget]:
    return [
        _graph(
            "Oldest change that waits, s",
            [publisher.queue.metric_approximate_age_of_oldest_message(period=PERIOD)],
            HALF,
        ),
        _graph(
            "Changes that wait, and dead letters",
            [
                publisher.queue.metric_approximate_number_of_messages_visible(period=PERIOD),
                publisher.dead_letters.metric_approximate_number_of_messages_visible(period=PERIOD),
            ],
            HALF,
        ),
    ]


def _function(prefix: str, name: str) -> cloudwatch.IWidget:
    def metric(metric_name: str, statistic: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace="AWS/Lambda",
            metric_name=metric_name,
            dimensions_map={"FunctionName": f"{prefix}-{name}"},
            statistic=statistic,
            period=PERIOD,
        )

    return _graph(
        f"{name}: calls, errors, throttles; duration, ms",
        [metric("Invocations", "Sum"), metric("Errors", "Sum"), metric("Throttles", "Sum")],
        HALF,
        right=[metric("Duration", "p95"), metric("Duration", "Maximum")],
    )


def _graph(
    title: str,
    metrics: Sequence[cloudwatch.IMetric],
    width: int,
    right: Sequence[cloudwatch.IMetric] = (),
) -> cloudwatch.IWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), right=list(right), width=width, height=_HEIGHT)


def _heading(text: str) -> cloudwatch.IWidget:
    return cloudwatch.TextWidget(markdown=f"## {text}", width=FULL, height=1)
