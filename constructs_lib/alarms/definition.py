"""The definition of an alarm, and the CloudWatch alarms made from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from constructs import Construct

from constructs_lib.alarms.severity import AlarmTopics, Severity


class MissingData(Enum):
    """The meaning of a period without data."""

    NORMAL = cloudwatch.TreatMissingData.NOT_BREACHING
    """There were no requests or no failures: most metrics have data only while requests arrive."""
    ALARM = cloudwatch.TreatMissingData.BREACHING
    """A schedule emits the metric: without data, the function that emits it does not run."""
    KEEP_STATE = cloudwatch.TreatMissingData.IGNORE
    """The metric comes at long intervals and ends with the measured thing: the last state stays."""


@dataclass(frozen=True, kw_only=True)
class AlarmDefinition:
    """One alarm, in alarm when `datapoints` of the last `periods` are at or over `threshold` (`below`: under it).

    `name` is the alarm's name without the environment, and that of its section in docs/runbook.md. `datapoints` is as
    many as `periods` unless given.
    """

    name: str
    severity: Severity
    sentence: str
    metric: cloudwatch.IMetric
    threshold: float
    missing_data: MissingData
    periods: int = 1
    datapoints: int | None = None
    below: bool = False


@dataclass(frozen=True, kw_only=True)
class AlarmFactory:
    """Makes the CloudWatch alarms of one environment.

    A description begins with the severity and ends with a link to the alarm's section of `runbook_url`.
    """

    prefix: str
    topics: AlarmTopics
    runbook_url: str

    def make(self, scope: Construct, definitions: Sequence[AlarmDefinition]) -> None:
        """One alarm for each definition, whose topics are notified when it begins and when it is over."""
        for definition in definitions:
            alarm = self._alarm(scope, definition)
            for topic in self.topics.notified_of(definition.severity):
                action = actions.SnsAction(topic)
                alarm.add_alarm_action(action)
                alarm.add_ok_action(action)

    def _alarm(self, scope: Construct, definition: AlarmDefinition) -> cloudwatch.Alarm:
        name = definition.name
        return cloudwatch.Alarm(
            scope,
            name,
            alarm_name=f"{self.prefix}-{name}",
            alarm_description=f"[{definition.severity}] {definition.sentence} {self.runbook_url}#{name}",
            metric=definition.metric,
            threshold=definition.threshold,
            evaluation_periods=definition.periods,
            datapoints_to_alarm=definition.datapoints or definition.periods,
            comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
            if definition.below
            else cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=definition.missing_data.value,
        )
