"""Alarms of what follows from a change: the publisher's queue, and the hourly audit of what it has made."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from constructs_lib.alarms.definition import AlarmDefinition, Severity, Silence
from constructs_lib.own_metrics import emitted_metric
from constructs_lib.publisher import Publisher
from contract.names import FunctionName, MetricName

# A published record is on the board and at the edge within seconds; five minutes late is what a customer would notice.
PUBLISHER_AGE_LIMIT = Duration.minutes(5)
AUDIT_PERIOD = Duration.hours(1)
# One period may be empty where a run slips over the hour; two are an audit that did not end.
EMPTY_AUDIT_PERIODS = 2


def publisher_alarms(publisher: Publisher) -> list[AlarmDefinition]:
    """Of the queue and of what was given up."""
    minute = Duration.minutes(1)
    return [
        AlarmDefinition(
            name="publisher-age",
            severity=Severity.TICKET,
            sentence="Changes wait to be published: boards and customers' pages are behind.",
            metric=publisher.queue.metric_approximate_age_of_oldest_message(period=minute),
            threshold=PUBLISHER_AGE_LIMIT.to_seconds(),
            silence=Silence.NORMAL,  # SQS stops counting a queue that nobody has used for six hours
        ),
        AlarmDefinition(
            name="publisher-dead-letters",
            severity=Severity.TICKET,
            sentence="Changes could not be published after every retry.",
            metric=publisher.dead_letters.metric_approximate_number_of_messages_visible(period=minute),
            threshold=1,  # nothing ends there by itself
            silence=Silence.NORMAL,
        ),
    ]


def audit_alarms(prefix: str) -> list[AlarmDefinition]:
    """Of what the auditor finds, and of an auditor that finds nothing because it does not run."""
    return [
        AlarmDefinition(
            name="projections-differ",
            severity=Severity.TICKET,
            sentence="The board or customers' views say something else than the records.",
            metric=emitted_metric(
                prefix, MetricName.PROJECTIONS_DIFFER, by=FunctionName.AUDITOR, period=AUDIT_PERIOD, statistic="Maximum"
            ),
            threshold=1,  # what is on its way is not counted (lambda/auditor/handler.py)
            silence=Silence.NORMAL,  # the next but one tells of it
        ),
        AlarmDefinition(
            name="unreadable-records",
            severity=Severity.TICKET,
            sentence="A job's record cannot be read: nobody can work on that job.",
            metric=emitted_metric(
                prefix, MetricName.UNREADABLE_RECORD, by=FunctionName.AUDITOR, period=AUDIT_PERIOD, statistic="Maximum"
            ),
            threshold=1,  # each is a customer's job
            silence=Silence.NORMAL,  # the next one tells of it
        ),
        AlarmDefinition(
            name="auditor-absent",
            severity=Severity.TICKET,
            sentence="No audit has come to an end for two hours: differences would not be noticed.",
            metric=emitted_metric(
                prefix,
                MetricName.PROJECTIONS_DIFFER,
                by=FunctionName.AUDITOR,
                period=AUDIT_PERIOD,
                statistic=cloudwatch.Stats.SAMPLE_COUNT,
            ),
            threshold=1,
            below=True,
            periods=EMPTY_AUDIT_PERIODS,
            silence=Silence.ALARMING,
        ),
    ]
