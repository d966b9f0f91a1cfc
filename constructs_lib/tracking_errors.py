"""Failed and missing tracking pages and views: counted in the edge's access log, since CloudFront's own metrics have
no dimension for paths.
"""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from constructs_lib.alarms.definition import AlarmDefinition, MissingData
from constructs_lib.alarms.severity import Severity
from constructs_lib.metrics import log_metric
from contract.names import VIEW_PREFIX

PAGES, VIEWS = "/track/*", f"/{VIEW_PREFIX}*"
_PATH, _STATUS = "$.cache-behavior-path-pattern", "$.sc-status"

# The log comes within the hour as a rule (developer guide, "Timing of log file delivery"), with the times of the
# requests: an alarm over the last period alone would have no data.
LOG_PERIODS = 12
# One failed request to S3 passes; the page tries again by itself.
FAILURES = 3
# A page that does not find its job tries four times within seven seconds (MISSING_RETRIES_MS in
# site/src/shared/timings.ts): five people with a mistyped link in five minutes are no coincidence.
MISSING_VIEWS = 20


class TrackingErrors(Construct):
    """`failed` counts 5xx responses to pages and views, `missing` the 404 responses to views."""

    def __init__(self, scope: Construct, id: str, *, prefix: str, edge_logs: logs.ILogGroup) -> None:
        super().__init__(scope, id)
        self._prefix = prefix
        self._edge_logs = edge_logs
        # In the log every value is a text. In a filter's text, `*` matches any characters, a `*` among them.
        pages_and_views = f'({_PATH} = "{PAGES}" || {_PATH} = "{VIEWS}")'
        self.failed = self._count("TrackingFailed", f'{pages_and_views} && {_STATUS} = "5*"')
        self.missing = self._count("TrackingNotFound", f'{_PATH} = "{VIEWS}" && {_STATUS} = "404"')

    def _count(self, name: str, condition: str) -> cloudwatch.IMetric:
        return log_metric(self, name, prefix=self._prefix, name=name, log_group=self._edge_logs, condition=condition)

    def alarms(self) -> list[AlarmDefinition]:
        """On both, as late as the log."""
        return [
            AlarmDefinition(
                name="tracking-errors",
                severity=Severity.PAGE,
                sentence="Tracking pages or views got a 5xx response within the last hour.",
                metric=self.failed,
                threshold=FAILURES,
                periods=LOG_PERIODS,
                datapoints=1,
                missing_data=MissingData.NORMAL,
            ),
            AlarmDefinition(
                name="tracking-not-found",
                severity=Severity.TICKET,
                sentence="More tracking links lead to no job than retries and mistyped links explain.",
                metric=self.missing,
                threshold=MISSING_VIEWS,
                periods=LOG_PERIODS,
                datapoints=1,
                missing_data=MissingData.NORMAL,
            ),
        ]
