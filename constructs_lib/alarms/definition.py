"""What an alarm is: its name, how urgent it is, what it reads, from where on it speaks, and what silence means."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct


class Severity(StrEnum):
    """How soon somebody has to look."""

    PAGE = "page"
    """Now, at any hour: customers or dispatchers cannot do what they came for."""
    TICKET = "ticket"
    """On the next working day: nobody is kept from anything yet."""


class Silence(Enum):
    """What it means that a metric has no data."""

    NORMAL = cloudwatch.TreatMissingData.NOT_BREACHING
    """Nobody came, or nothing failed: most metrics are there only while something happens."""
    ALARMING = cloudwatch.TreatMissingData.BREACHING
    """The metric is emitted by a clock: without data, what emits it does not run."""
    TELLS_NOTHING = cloudwatch.TreatMissingData.IGNORE
    """The metric comes at long intervals and ends with what it measures: the last word stands."""


@dataclass(frozen=True, kw_only=True)
class AlarmDefinition:
    """One alarm. It speaks when `datapoints` of the last `periods` are at or over `threshold` (`below`: under it).

    `datapoints` is as many as `periods` unless given.
    """

    name: str
    severity: Severity
    sentence: str
    metric: cloudwatch.IMetric
    threshold: float
    silence: Silence
    periods: int = 1
    datapoints: int | None = None
    below: bool = False


def define(
    scope: Construct, prefix: str, owner: sns.ITopic, runbook_url: str, definitions: Sequence[AlarmDefinition]
) -> list[cloudwatch.Alarm]:
    """The alarms in CloudWatch: the owner is told of each, and told again when it is over.

    Each description begins with the severity, by which a subscription of the topic can choose (docs/runbook.md), and
    ends with a link to its section of `runbook_url`.
    """
    return [_define(scope, prefix, actions.SnsAction(owner), runbook_url, definition) for definition in definitions]


def _define(
    scope: Construct,
    prefix: str,
    tell_owner: cloudwatch.IAlarmAction,
    runbook_url: str,
    definition: AlarmDefinition,
) -> cloudwatch.Alarm:
    alarm = cloudwatch.Alarm(
        scope,
        definition.name,
        alarm_name=f"{prefix}-{definition.name}",
        alarm_description=f"[{definition.severity}] {definition.sentence} {runbook_url}#{definition.name}",
        metric=definition.metric,
        threshold=definition.threshold,
        evaluation_periods=definition.periods,
        datapoints_to_alarm=definition.datapoints or definition.periods,
        comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        if definition.below
        else cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=definition.silence.value,
    )
    alarm.add_alarm_action(tell_owner)
    alarm.add_ok_action(tell_owner)
    return alarm


def total(label: str, metrics: Sequence[cloudwatch.IMetric], *, period: Duration) -> cloudwatch.IMetric:
    """The sum of several metrics. One without data counts as nothing; without any data there is none."""
    return cloudwatch.MathExpression(
        expression=f"SUM([{', '.join(f'm{number}' for number in range(len(metrics)))}])",
        using_metrics={f"m{number}": metric for number, metric in enumerate(metrics)},
        label=label,
        period=period,
    )
