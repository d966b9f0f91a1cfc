"""One environment: its platform, and its three stacks in the order of their deployment."""

from aws_cdk import Environment, Stage, Tags
from constructs import Construct

from constructs_lib.platform import AwsPlatform, LaptopPlatform, Platform, use_platform
from stacks.app import AppStack
from stacks.data import DataStack
from stacks.observability import ObservabilityStack
from stacks.settings import EnvironmentSettings


class DispatchEnvironment(Stage):
    """`<environment>/Data`, `/App` and `/Observability`. The account is that of the credentials that deploy it."""

    def __init__(self, scope: Construct, settings: EnvironmentSettings) -> None:
        super().__init__(scope, settings.environment, env=Environment(region=settings.region))
        use_platform(self, _platform(settings))
        data = DataStack(self, settings)
        app = AppStack(self, settings, data=data)
        ObservabilityStack(self, settings, data=data, app=app)
        Tags.of(self).add("project", "quickdumpnow-dispatch")
        Tags.of(self).add("environment", settings.environment)


def _platform(settings: EnvironmentSettings) -> Platform:
    local = settings.local
    if local is None:
        return AwsPlatform()
    return LaptopPlatform(aws_endpoint_url=local.aws_endpoint_url, edge_url=local.site_url)
