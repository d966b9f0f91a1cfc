"""The Auditor: every hour it compares the board and all views with the records (docs/decisions/0021)."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from constructs_lib.alarms.definition import AlarmDefinition, MissingData
from constructs_lib.alarms.severity import Severity
from constructs_lib.component import ComponentProps, component_function
from constructs_lib.grants import READ, grant_keys, grant_list
from constructs_lib.metrics import PERIOD, emitted_metric
from constructs_lib.schedule import Schedule
from contract.names import BOARD_KEY, RECORD_PREFIX, VIEW_PREFIX, FunctionName, MetricName

RATE = Duration.hours(1)
# The longest that Lambda allows: an audit reads every record and every view (docs/decisions/0021).
TIMEOUT = Duration.minutes(15)
# One period may be empty when a run starts late; two mean that an audit did not complete.
EMPTY_PERIODS = 2


class Auditor(Construct):
    """Owns the function `<prefix>-auditor`, its schedule, metrics and alarms. It can only read."""

    def __init__(self, scope: Construct, id: str, props: ComponentProps) -> None:
        super().__init__(scope, id)
        self.function = component_function(
            self,
            props,
            name=FunctionName.AUDITOR,
            package="auditor",
            description="Compares board and views with the records, every hour",
            memory_mb=1024,
            timeout=TIMEOUT,
            environment=props.company_settings,
        )
        self._grant(props)
        Schedule(self, "Schedule", function=self.function, rate=RATE)

    def _grant(self, props: ComponentProps) -> None:
        """Read records, board and views."""
        grant_keys(self.function, props.jobs, [f"{RECORD_PREFIX}*", BOARD_KEY], READ)
        grant_keys(self.function, props.views, [f"{VIEW_PREFIX}*"], READ)
        grant_list(self.function, props.jobs, props.views)

    def differences(self, *, statistic: str = cloudwatch.Stats.SUM, period: Duration = PERIOD) -> cloudwatch.Metric:
        """How many cards and views differ from their records. A completed audit emits one value, also when it is 0."""
        return emitted_metric(self.function.name, MetricName.PROJECTIONS_DIFFER, statistic=statistic, period=period)

    def unreadable_records(
        self, *, statistic: str = cloudwatch.Stats.SUM, period: Duration = PERIOD
    ) -> cloudwatch.Metric:
        """How many records cannot be read; emitted also when it is 0."""
        return emitted_metric(self.function.name, MetricName.UNREADABLE_RECORD, statistic=statistic, period=period)

    def alarms(self) -> list[AlarmDefinition]:
        """On the results of audits, and on audits that do not complete."""
        maximum = cloudwatch.Stats.MAXIMUM
        return [
            AlarmDefinition(
                name="projections-differ",
                severity=Severity.TICKET,
                sentence="The board or customers' views say something else than the records.",
                metric=self.differences(statistic=maximum, period=RATE),
                threshold=1,  # changes that are not yet published are not counted (lambda/auditor/handler.py)
                missing_data=MissingData.NORMAL,  # auditor-absent covers it
            ),
            AlarmDefinition(
                name="unreadable-records",
                severity=Severity.TICKET,
                sentence="A job's record cannot be read: nobody can work on that job.",
                metric=self.unreadable_records(statistic=maximum, period=RATE),
                threshold=1,  # each is a customer's job
                missing_data=MissingData.NORMAL,  # auditor-absent covers it
            ),
            AlarmDefinition(
                name="auditor-absent",
                severity=Severity.TICKET,
                sentence="No audit has come to an end for two hours: differences would not be noticed.",
                metric=self.differences(statistic=cloudwatch.Stats.SAMPLE_COUNT, period=RATE),
                threshold=1,
                below=True,
                periods=EMPTY_PERIODS,
                missing_data=MissingData.ALARM,
            ),
        ]
