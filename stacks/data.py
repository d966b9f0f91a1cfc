"""The Data stack: the jobs, the logs, and the accounts of the staff, all of which outlive every deploy."""

from aws_cdk import Stack
from constructs import Construct

from constructs_lib.jobs_bucket import JobsBucket
from constructs_lib.logs_bucket import LogsBucket
from constructs_lib.platform import Platform
from constructs_lib.staff_directory import StaffDirectory
from stacks.settings import EnvironmentSettings


class DataStack(Stack):
    """Stateful, retained, and protected from deletion on AWS."""

    def __init__(self, scope: Construct, settings: EnvironmentSettings) -> None:
        super().__init__(
            scope,
            "Data",
            description=f"QuickDumpNow dispatch ({settings.environment}): jobs, logs, staff sign-in",
            termination_protection=Platform.of(scope).protects_stacks,
        )
        self.logs = LogsBucket(self, "Logs", prefix=settings.prefix).bucket
        JobsBucket(self, "Jobs", prefix=settings.prefix, record_retention_days=settings.record_retention_days)
        self.staff = StaffDirectory(self, "Staff", prefix=settings.prefix)
