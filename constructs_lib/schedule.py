"""Calling a function again and again: an EventBridge rule with a fixed rate."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct


class Schedule(Construct):
    """Calls `function` every `rate`. On a laptop it is switched off: nobody would hear of what it finds there."""

    def __init__(
        self, scope: Construct, id: str, *, function: lambda_.Function, rate: Duration, on_laptop: bool
    ) -> None:
        super().__init__(scope, id)
        events.Rule(
            self,
            "Rule",
            schedule=events.Schedule.rate(rate),
            enabled=not on_laptop,
            targets=[targets.LambdaFunction(function)],
        )
