"""What must outlive every deploy: the jobs, the logs, and who may sign in."""

from aws_cdk import Stack
from constructs import Construct

from constructs_lib.jobs_bucket import JobsBucket
from constructs_lib.logs_bucket import LogsBucket
from constructs_lib.staff_directory import StaffDirectory
from stacks.settings import Settings


class DataStack(Stack):
    """Stateful, retained, and protected from deletion on AWS."""

    def __init__(self, scope: Construct, settings: Settings) -> None:
        super().__init__(
            scope,
            "Data",
            description=f"QuickDumpNow dispatch ({settings.environment}): jobs, logs, staff sign-in",
            termination_protection=settings.local is None,
        )
        self.logs = LogsBucket(self, "Logs", prefix=settings.prefix).bucket
        JobsBucket(self, "Jobs", prefix=settings.prefix, audit_days=settings.audit_days)
        self.staff = StaffDirectory(self, "Staff", prefix=settings.prefix)
