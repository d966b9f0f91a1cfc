"""The Observability stack: the edge's access logs, the dashboard, the alarms and the budget."""

from aws_cdk import Stack
from constructs import Construct

from constructs_lib.access_logs import EdgeAccessLogs
from constructs_lib.alarms.definition import AlarmFactory
from constructs_lib.alarms.functions import function_alarms
from constructs_lib.alarms.severity import AlarmRouting
from constructs_lib.component import Component, Watched
from constructs_lib.dashboard import Dashboard
from constructs_lib.edge_log_table import EdgeLogTable
from constructs_lib.monthly_budget import MonthlyBudget
from constructs_lib.tracking_errors import TrackingErrors
from stacks.app import AppStack
from stacks.data import DataStack
from stacks.settings import EnvironmentSettings


class ObservabilityStack(Stack):
    """Reads what the other stacks emit; nothing depends on it."""

    def __init__(self, scope: Construct, settings: EnvironmentSettings, *, data: DataStack, app: AppStack) -> None:
        super().__init__(
            scope,
            "Observability",
            description=f"QuickDumpNow dispatch ({settings.environment}): access logs, dashboard, alarms",
        )
        self._settings = settings
        prefix = settings.prefix
        distribution = app.edge.distribution
        access_logs = EdgeAccessLogs(self, "EdgeAccessLogs", prefix=prefix, distribution=distribution, bucket=data.logs)
        EdgeLogTable(self, "EdgeLogTable", prefix=prefix, bucket=data.logs)
        Dashboard(
            self,
            "Dashboard",
            prefix=prefix,
            edge=app.edge,
            edge_logs=access_logs.recent,
            job_api=app.job_api,
            publisher=app.publisher,
            auditor=app.auditor,
            canary=app.canary,
        )
        # The id "Owner" is part of the topic's logical id: with another, its confirmed subscriptions would be lost.
        routing = AlarmRouting(
            self, "Owner", prefix=prefix, alarm_email=settings.alarm_email, page_endpoint=settings.page_endpoint
        )
        if settings.monthly_budget_usd is not None:
            MonthlyBudget(
                self,
                "MonthlyBudget",
                prefix=prefix,
                usd=settings.monthly_budget_usd,
                topic=routing.topics.everything,
            )
        tracking = TrackingErrors(self, "TrackingErrors", prefix=prefix, edge_logs=access_logs.recent)
        components: list[Component] = [app.job_api, app.publisher, app.auditor, app.canary]
        watched: list[Watched] = [*components, app.edge, tracking]
        AlarmFactory(prefix=prefix, topics=routing.topics, runbook_url=settings.runbook_url).make(
            Construct(self, "Alarms"),
            [
                *(alarm for each in watched for alarm in each.alarms()),
                *function_alarms([component.function.name for component in components]),
            ],
        )
