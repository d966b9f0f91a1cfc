"""The publisher: every new record, through EventBridge and a queue, to the board, the view and the edge."""

from aws_cdk import Duration, Names, RemovalPolicy
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from contract.names import RECORD_PREFIX, FunctionName

# The most that Lambda takes without waiting for a batch to fill; a customer waits for these messages.
BATCH = 10
ATTEMPTS = 8
# Lambda's advice for a queue that feeds a function: six times the function's timeout.
VISIBILITY_PER_TIMEOUT = 6
# What Lambda needs to poll a queue for a function (AWSLambdaSQSQueueExecutionRole); the CDK's event source grants more.
POLLING = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]


class Publisher(Construct):
    """Feeds `handler` with each write of a record in `jobs`, at least once; what fails waits in `dead_letters`."""

    def __init__(self, scope: Construct, id: str, *, prefix: str, jobs: s3.IBucket, handler: lambda_.Function) -> None:
        super().__init__(scope, id)
        self.dead_letters = self._queue("DeadLetters", f"{prefix}-{FunctionName.PUBLISHER}-dead-letters")
        self.queue = self._queue(
            "Queue",
            f"{prefix}-{FunctionName.PUBLISHER}",
            visibility_timeout=Duration.seconds(_seconds(handler.timeout) * VISIBILITY_PER_TIMEOUT),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=ATTEMPTS),
        )
        self._listen(prefix, jobs)
        handler.add_to_role_policy(iam.PolicyStatement(actions=POLLING, resources=[self.queue.queue_arn]))
        handler.add_event_source_mapping(
            # As the CDK's event source names it: renamed, a second mapping of the same queue would be refused.
            f"SqsEventSource:{Names.node_unique_id(self.queue.node)}",
            event_source_arn=self.queue.queue_arn,
            batch_size=BATCH,
            report_batch_item_failures=True,
            max_concurrency=2,
        )

    def _queue(
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
            retention_period=Duration.days(14),
            removal_policy=RemovalPolicy.DESTROY,
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
        )

    def _listen(self, prefix: str, jobs: s3.IBucket) -> None:
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
            targets=[targets.SqsQueue(self.queue)],
        )


def _seconds(timeout: Duration | None) -> int:
    if timeout is None:
        raise ValueError("the publisher's function needs a timeout: the queue's visibility timeout follows from it")
    return int(timeout.to_seconds())
