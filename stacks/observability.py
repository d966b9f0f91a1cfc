"""How people see that it works: the edge's access logs, a dashboard, and the alarms that somebody can act on."""

from aws_cdk import Stack
from constructs import Construct

from constructs_lib.access_logs import EdgeAccessLogs
from constructs_lib.alarms import Alarms
from constructs_lib.dashboard import Dashboard
from constructs_lib.edge_log_table import EdgeLogTable
from constructs_lib.monthly_budget import MonthlyBudget
from constructs_lib.owner_topic import OwnerTopic
from constructs_lib.tracking_errors import TrackingErrors
from stacks.app import AppStack
from stacks.data import DataStack
from stacks.settings import Settings


class ObservabilityStack(Stack):
    """Reads what the other stacks emit; nothing depends on it."""

    def __init__(self, scope: Construct, settings: Settings, *, data: DataStack, app: AppStack) -> None:
        super().__init__(
            scope,
            "Observability",
            description=f"QuickDumpNow dispatch ({settings.environment}): access logs, dashboard, alarms",
        )
        access_logs = EdgeAccessLogs(
            self,
            "EdgeAccessLogs",
            prefix=settings.prefix,
            distribution=app.distribution,
            bucket=data.logs,
        )
        EdgeLogTable(self, "EdgeLogTable", prefix=settings.prefix, bucket=data.logs)
        Dashboard(
            self,
            "Dashboard",
            prefix=settings.prefix,
            distribution=app.distribution,
            edge_logs=access_logs.recent,
            job_api=app.job_api,
            publisher=app.publisher,
        )
        owner = OwnerTopic(self, "Owner", prefix=settings.prefix, email=settings.alarm_email).topic
        if settings.monthly_budget_usd is not None:
            MonthlyBudget(self, "MonthlyBudget", prefix=settings.prefix, usd=settings.monthly_budget_usd, owner=owner)
        Alarms(
            self,
            "Alarms",
            prefix=settings.prefix,
            owner=owner,
            runbook_url=settings.runbook_url,
            distribution=app.distribution,
            tracking=TrackingErrors(self, "TrackingErrors", prefix=settings.prefix, edge_logs=access_logs.recent),
            job_api=app.job_api,
            publisher=app.publisher,
        )
