"""How many tracking requests failed or found nothing: counted in the edge's log, where alone there is a path."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

PAGES, VIEWS = "/track/*", "/api/track/*"
_PATH, _STATUS = "$.cache-behavior-path-pattern", "$.sc-status"


class TrackingErrors(Construct):
    """`failed` counts answers of 5xx to pages and views, `missing` the views that are not there (404).

    A filter's metric takes no dimension that is not in the line, so the environment is part of the namespace. There is
    data only where a line matched.
    """

    def __init__(self, scope: Construct, id: str, *, prefix: str, edge_logs: logs.ILogGroup) -> None:
        super().__init__(scope, id)
        self._prefix = prefix
        self._edge_logs = edge_logs
        # In the log every value is a text, and `*` in a filter's text stands for anything, a `*` among it.
        self.failed = self._count("TrackingFailed", f'($.x = "{PAGES}" || $.x = "{VIEWS}") && {_STATUS} = "5*"')
        self.missing = self._count("TrackingNotFound", f'$.x = "{VIEWS}" && {_STATUS} = "404"')

    def _count(self, name: str, condition: str) -> cloudwatch.IMetric:
        return logs.MetricFilter(
            self,
            name,
            log_group=self._edge_logs,
            filter_name=f"{self._prefix}-{name}",
            filter_pattern=logs.FilterPattern.literal("{ " + condition.replace("$.x", _PATH) + " }"),
            metric_namespace=f"QuickDumpNow/{self._prefix}",
            metric_name=name,
            metric_value="1",
        ).metric(statistic=cloudwatch.Stats.SUM, period=Duration.minutes(5))
