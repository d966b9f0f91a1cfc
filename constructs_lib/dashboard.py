"""The environment's dashboard. Its metrics are those that the components own."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from constructs_lib.auditor import Auditor
from constructs_lib.canary import Canary
from constructs_lib.edge import Edge
from constructs_lib.job_api import JobApi
from constructs_lib.metrics import function_metric
from constructs_lib.publisher import Publisher
from contract.names import VIEW_PREFIX

PATHS = ("/track/*", f"/{VIEW_PREFIX}*", "/api/*", "/book/*", "/assets/*", "*")
FULL, HALF, THIRD = 24, 12, 8
_HEIGHT = 6
_SUM, _AVERAGE, _MAXIMUM = cloudwatch.Stats.SUM, cloudwatch.Stats.AVERAGE, cloudwatch.Stats.MAXIMUM

# CloudFront's metrics are over all paths. Figures by path come from Logs Insights queries on the access log, with the
# definitions of qdn/edge_report.sql. `RefreshHit` contains `Hit`, so the queries search for `=Hit`.
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
    """One page, named after the environment. It switches on the metrics of the edge that cost extra.

    Those are eight custom metrics a month (CloudFront pricing, "Additional metrics"): the hit rate, the origin's
    latency, and errors by status.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        edge: Edge,
        edge_logs: logs.ILogGroup,
        job_api: JobApi,
        publisher: Publisher,
        auditor: Auditor,
        canary: Canary,
    ) -> None:
        super().__init__(scope, id)
        self._edge_logs = edge_logs
        self._enable_additional_metrics(edge.distribution)
        functions = [component.function for component in (job_api, publisher, auditor, canary)]
        cloudwatch.Dashboard(
            self,
            "Page",
            dashboard_name=prefix,
            default_interval=Duration.days(1),
            widgets=[
                [_heading("Failures and findings")],
                [_refused(job_api), _found(canary, auditor)],
                [_heading("The edge, all paths")],
                _edge(edge),
                [_heading("The edge, by path (from the access logs, up to an hour late)")],
                [self._by_path()],
                [self._path(path) for path in PATHS[:3]],
                [self._path(path) for path in PATHS[3:]],
                [_heading("The job API")],
                _job_api(job_api),
                [_heading("The publisher")],
                _publisher(publisher),
                [_heading("The functions")],
                [_function(prefix, function.name) for function in functions],
            ],
        )

    def _enable_additional_metrics(self, distribution: cloudfront.Distribution) -> None:
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


def _refused(job_api: JobApi) -> cloudwatch.IWidget:
    return _graph("Refused", [job_api.failed_jobs, job_api.failed_bookings, job_api.past_the_edge()], HALF)


def _found(canary: Canary, auditor: Auditor) -> cloudwatch.IWidget:
    metrics = [canary.failures(), auditor.differences(), auditor.unreadable_records()]
    return _graph("Found by canary and audit", metrics, HALF)


def _edge(edge: Edge) -> list[cloudwatch.IWidget]:
    return [
        _graph("Requests", [edge.metric("Requests", _SUM)], THIRD, right=[edge.metric("BytesDownloaded", _SUM)]),
        _graph(
            "Hit rate and errors, %",
            [edge.metric(name, _AVERAGE) for name in ("CacheHitRate", "4xxErrorRate", "5xxErrorRate")],
            THIRD,
        ),
        _graph(
            "Origin latency, ms",
            [edge.metric("OriginLatency", percentile) for percentile in ("p50", "p95")],
            THIRD,
        ),
    ]


def _job_api(job_api: JobApi) -> list[cloudwatch.IWidget]:
    return [
        _graph("Requests and errors", [job_api.requests(), job_api.client_errors(), job_api.server_errors()], HALF),
        _graph("Latency, ms", [job_api.latency(percentile) for percentile in (50, 95, 99)], HALF),
    ]


def _publisher(publisher: Publisher) -> list[cloudwatch.IWidget]:
    return [
        _graph("Oldest change that waits, s", [publisher.oldest_change()], HALF),
        _graph(
            "Changes that wait, and dead letters",
            [publisher.waiting_changes(), publisher.dead_letters()],
            HALF,
        ),
    ]


def _function(prefix: str, name: str) -> cloudwatch.IWidget:
    return _graph(
        f"{name.removeprefix(f'{prefix}-')}: calls, errors, throttles; duration, ms",
        [function_metric(name, metric) for metric in ("Invocations", "Errors", "Throttles")],
        HALF,
        right=[function_metric(name, "Duration", statistic=statistic) for statistic in ("p95", _MAXIMUM)],
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
