"""The Publisher: it brings board, view and edge up to date with every record that is written."""

from aws_cdk import Duration, Names, RemovalPolicy
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from constructs_lib.alarms.definition import AlarmDefinition, MissingData
from constructs_lib.alarms.severity import Severity
from constructs_lib.component import ComponentProps, component_function
from constructs_lib.grants import READ, WRITE, grant_keys, grant_list
from constructs_lib.metrics import PERIOD
from constructs_lib.retention import UNPUBLISHED_CHANGES
from contract.names import BOARD_KEY, RECORD_PREFIX, VIEW_PREFIX, FunctionName, Variable

TIMEOUT = Duration.seconds(20)
# Lambda's advice for a queue that feeds a function: six times the function's timeout. It is also the delay until a
# throttled invalidation is tried again.
VISIBILITY_TIMEOUT = Duration.seconds(6 * int(TIMEOUT.to_seconds()))
# The most that Lambda takes without waiting for a batch to fill; a customer waits for these messages.
BATCH = 10
MAX_CONCURRENCY = 2
ATTEMPTS = 8
# The permissions that Lambda needs to poll a queue for a function (AWSLambdaSQSQueueExecutionRole); the CDK's event
# source grants more.
POLLING = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]

# A published record is on the board and at the edge within seconds; a customer would notice five minutes.
AGE_LIMIT = Duration.minutes(5)
ALARM_PERIOD = Duration.minutes(1)


class Publisher(Construct):
    """Owns the function `<prefix>-publisher`, its rule and queue, metrics and alarms.

    The rule sends each write of a record to the queue, at least once. A message that fails ATTEMPTS times goes to the
    dead letters.
    """

    def __init__(
        self, scope: Construct, id: str, props: ComponentProps, *, distribution: cloudfront.IDistribution
    ) -> None:
        super().__init__(scope, id)
        self._dead_letters = self._define_queue("DeadLetters", f"{props.prefix}-publisher-dead-letters")
        self._queue = self._define_queue(
            "Queue",
            f"{props.prefix}-publisher",
            visibility_timeout=VISIBILITY_TIMEOUT,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self._dead_letters, max_receive_count=ATTEMPTS),
        )
        self.function = component_function(
            self,
            props,
            name=FunctionName.PUBLISHER,
            package="publisher",
            description="Brings board, views and edge up to date with the records",
            memory_mb=512,
            timeout=TIMEOUT,
            environment={**props.company_settings, Variable.DISTRIBUTION_ID: distribution.distribution_id},
        )
        self._grant(props, distribution)
        self._define_rule(props.prefix, props.jobs)
        self._define_event_source()

    def _define_queue(
        self,
        id: str,
        name: str,
        *,
        visibility_timeout: Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            id,
            queue_name=name,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=UNPUBLISHED_CHANGES,
            removal_policy=RemovalPolicy.DESTROY,
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
        )

    def _grant(self, props: ComponentProps, distribution: cloudfront.IDistribution) -> None:
        """Read records, write board and views, invalidate the edge. It can never change a record."""
        grant_keys(self.function, props.jobs, [f"{RECORD_PREFIX}*"], READ)
        grant_keys(self.function, props.jobs, [BOARD_KEY], READ, WRITE)
        grant_keys(self.function, props.views, [f"{VIEW_PREFIX}*"], READ, WRITE)
        grant_list(self.function, props.jobs, props.views)
        distribution.grant(self.function, "cloudfront:CreateInvalidation")

    def _define_rule(self, prefix: str, jobs: s3.IBucket) -> None:
        events.Rule(
            self,
            "RecordWritten",
            rule_name=f"{prefix}-record-written",
            description="A job record was created or changed",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [jobs.bucket_name]},
                    "object": {"key": events.Match.prefix(RECORD_PREFIX)},
                },
            ),
            targets=[targets.SqsQueue(self._queue)],
        )

    def _define_event_source(self) -> None:
        self.function.add_to_role_policy(iam.PolicyStatement(actions=POLLING, resources=[self._queue.queue_arn]))
        self.function.add_event_source_mapping(
            # The id that the CDK's event source gives. Under another logical id a deploy would create a second mapping
            # of the same queue to the same function, which Lambda refuses.
            f"SqsEventSource:{Names.node_unique_id(self._queue.node)}",
            event_source_arn=self._queue.queue_arn,
            batch_size=BATCH,
            report_batch_item_failures=True,
            max_concurrency=MAX_CONCURRENCY,
        )

    def oldest_change(self, *, period: Duration = PERIOD) -> cloudwatch.Metric:
        """The age in seconds of the oldest change that waits."""
        return self._queue.metric_approximate_age_of_oldest_message(period=period)

    def waiting_changes(self, *, period: Duration = PERIOD) -> cloudwatch.Metric:
        """How many changes wait."""
        return self._queue.metric_approximate_number_of_messages_visible(period=period)

    def dead_letters(self, *, period: Duration = PERIOD) -> cloudwatch.Metric:
        """How many changes could not be published."""
        return self._dead_letters.metric_approximate_number_of_messages_visible(period=period)

    def alarms(self) -> list[AlarmDefinition]:
        """On changes that are late, and on those that could not be published."""
        return [
            AlarmDefinition(
                name="publisher-age",
                severity=Severity.TICKET,
                sentence="Changes wait to be published: boards and customers' pages are behind.",
                metric=self.oldest_change(period=ALARM_PERIOD),
                threshold=AGE_LIMIT.to_seconds(),
                missing_data=MissingData.NORMAL,  # SQS emits nothing for a queue that was not used for six hours
            ),
            AlarmDefinition(
                name="publisher-dead-letters",
                severity=Severity.TICKET,
                sentence="Changes could not be published after every retry.",
                metric=self.dead_letters(period=ALARM_PERIOD),
                threshold=1,  # a dead letter never goes away by itself
                missing_data=MissingData.NORMAL,
            ),
        ]
