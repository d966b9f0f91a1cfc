"""The alarms. Each has a name, and a section of that name in docs/runbook.md; a test holds the two together."""

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from constructs_lib.publisher import Publisher

RUNBOOK = "docs/runbook.md"
# A published record is on the board and at the edge within seconds; five minutes late is what a customer would notice.
PUBLISHER_AGE_LIMIT = Duration.minutes(5)
# Two dispatchers' boards ask some sixty times in five minutes; a stranger who stumbles over the address asks less.
STRANGERS_LIMIT = 30
METRICS = "QuickDumpNow"


class Alarms(Construct):
    """What somebody has to hear of from the first day on: a job that was not saved, a change that does not get out."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        api: apigw.HttpApi,
        publisher: Publisher,
    ) -> None:
        super().__init__(scope, id)
        self._prefix = prefix
        self._define(
            "job-api-errors",
            "The job API answered 5xx: jobs may not have been created or moved.",
            api.metric_server_error(period=Duration.minutes(5), statistic="Sum"),
            threshold=1,
        )
        self._define(
            "publisher-age",
            "Changes wait to be published: boards and customers' pages are behind.",
            publisher.queue.metric_approximate_age_of_oldest_message(period=Duration.minutes(1)),
            threshold=PUBLISHER_AGE_LIMIT.to_seconds(),
        )
        self._define(
            "publisher-dead-letters",
            "Changes could not be published after every retry.",
            publisher.dead_letters.metric_approximate_number_of_messages_visible(period=Duration.minutes(1)),
            threshold=1,
        )

        self._define(
            "requests-past-the-edge",
            "The job API refuses what does not come through the edge: a stranger's requests, or everybody's.",
            cloudwatch.Metric(
                namespace=METRICS,
                metric_name="NotThroughTheEdge",
                dimensions_map={"service": f"{prefix}-job-api"},
                period=Duration.minutes(5),
                statistic="Sum",
            ),
            threshold=STRANGERS_LIMIT,
        )

    def _define(self, name: str, description: str, metric: cloudwatch.IMetric, *, threshold: float) -> None:
        cloudwatch.Alarm(
            self,
            name,
            alarm_name=f"{self._prefix}-{name}",
            alarm_description=f"{description} {RUNBOOK}#{name}",
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            # No traffic, no data: silence is normal at night.
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
