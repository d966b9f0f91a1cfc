"""The Canary: every five minutes it books through the edge as a customer does, and follows the link
(docs/decisions/0021).
"""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from constructs_lib.alarms.definition import AlarmDefinition, MissingData
from constructs_lib.alarms.severity import Severity
from constructs_lib.component import ComponentProps, component_function
from constructs_lib.grants import REMOVE, grant_keys
from constructs_lib.metrics import emitted_metric
from constructs_lib.python_function import PythonFunction
from constructs_lib.schedule import Schedule
from contract.names import CANARY_TOKEN_PREFIX, RECORD_PREFIX, VIEW_PREFIX, FunctionName, MetricName, Variable

RATE = Duration.minutes(5)
# A run ends by itself after four minutes (lambda/jobs/retry.py).
TIMEOUT = Duration.minutes(5)
# One run may coincide with a deploy, and a period may have no run when the schedule drifts.
FAILED_PERIODS, FAILED_DATAPOINTS = 3, 2


class Canary(Construct):
    """Owns the function `<prefix>-canary`, its schedule, metrics and alarms.

    It books at `site_url`; by `proof` the API recognises the bookings of the system itself. Its stack is the App stack
    and not that of the alarms: `proof` changes with every release, and no other stack can import a value that changes.
    """

    def __init__(self, scope: Construct, id: str, props: ComponentProps, *, site_url: str, proof: str) -> None:
        super().__init__(scope, id)
        self.function = component_function(
            self,
            props,
            name=FunctionName.CANARY,
            package="canary",
            description="Books through the edge and follows the link, every five minutes",
            memory_mb=512,
            timeout=TIMEOUT,
            environment={Variable.SITE_URL: site_url, Variable.CANARY_PROOF: proof},
        )
        grant_removal_of_canaries(self.function, props)
        Schedule(self, "Schedule", function=self.function, rate=RATE)

    def failures(self, *, statistic: str = cloudwatch.Stats.SUM) -> cloudwatch.Metric:
        """1 for a run that failed, 0 for one that passed."""
        return emitted_metric(self.function.name, MetricName.CANARY_FAILED, statistic=statistic, period=RATE)

    def alarms(self) -> list[AlarmDefinition]:
        """On runs that fail, and on a canary that does not run."""
        return [
            AlarmDefinition(
                name="canary",
                severity=Severity.PAGE,
                sentence="A booking of the system's own, through the edge, fails again and again "
                "or is no longer tried.",
                metric=self.failures(statistic=cloudwatch.Stats.MAXIMUM),
                threshold=1,
                periods=FAILED_PERIODS,
                datapoints=FAILED_DATAPOINTS,
                missing_data=MissingData.ALARM,
            )
        ]


def grant_removal_of_canaries(function: PythonFunction, props: ComponentProps) -> None:
    """Allow `function` to remove canaries, the jobs that it makes itself. Every other job it can neither remove, read
    nor list.
    """
    grant_keys(function, props.jobs, [f"{RECORD_PREFIX}{CANARY_TOKEN_PREFIX}*"], REMOVE)
    grant_keys(function, props.views, [f"{VIEW_PREFIX}{CANARY_TOKEN_PREFIX}*"], REMOVE)
