"""A schedule: an EventBridge rule that calls a function at a fixed rate."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from constructs_lib.platform import Platform


class Schedule(Construct):
    """Calls `function` every `rate`, on platforms that run schedules; elsewhere the rule is disabled."""

    def __init__(self, scope: Construct, id: str, *, function: lambda_.Function, rate: Duration) -> None:
        super().__init__(scope, id)
        events.Rule(
            self,
            "Rule",
            schedule=events.Schedule.rate(rate),
            enabled=Platform.of(self).runs_schedules,
            targets=[targets.LambdaFunction(function)],
        )
