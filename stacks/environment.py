"""One environment: its three stacks, in the order in which they are deployed."""

from aws_cdk import Environment, Stage, Tags
from constructs import Construct

from stacks.app import AppStack
from stacks.data import DataStack
from stacks.observability import ObservabilityStack
from stacks.settings import Settings


class DispatchEnvironment(Stage):
    """`<environment>/Data`, `/App` and `/Observability`. The account is that of the credentials that deploy it."""

    def __init__(self, scope: Construct, settings: Settings) -> None:
        super().__init__(scope, settings.environment, env=Environment(region=settings.region))
        data = DataStack(self, settings)
        app = AppStack(self, settings, data=data)
        ObservabilityStack(self, settings, data=data, app=app)
        Tags.of(self).add("project", "quickdumpnow-dispatch")
        Tags.of(self).add("environment", settings.environment)
