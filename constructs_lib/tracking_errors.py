"""How many tracking requests failed or found nothing: counted in the edge's log, where alone there is a path."""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from constructs_lib.own_metrics import log_metric
from contract.names import VIEW_PREFIX

PAGES, VIEWS = "/track/*", f"/{VIEW_PREFIX}*"
_PATH, _STATUS = "$.cache-behavior-path-pattern", "$.sc-status"


class TrackingErrors(Construct):
    """`failed` counts answers of 5xx to pages and views, `missing` the views that are not there (404)."""

    def __init__(self, scope: Construct, id: str, *, prefix: str, edge_logs: logs.ILogGroup) -> None:
        super().__init__(scope, id)
        self._prefix = prefix
        self._edge_logs = edge_logs
        # In the log every value is a text, and `*` in a filter's text stands for anything, a `*` among it.
        pages_and_views = f'({_PATH} = "{PAGES}" || {_PATH} = "{VIEWS}")'
        self.failed = self._count("TrackingFailed", f'{pages_and_views} && {_STATUS} = "5*"')
        self.missing = self._count("TrackingNotFound", f'{_PATH} = "{VIEWS}" && {_STATUS} = "404"')

    def _count(self, name: str, condition: str) -> cloudwatch.IMetric:
        return log_metric(self, name, prefix=self._prefix, name=name, log_group=self._edge_logs, condition=condition)
