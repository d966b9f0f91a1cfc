"""Where an environment runs: AWS or a laptop. Every difference between the two is decided in this module.

The stage sets its platform once (`use_platform`); a construct looks it up in the construct tree (`Platform.of`).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from aws_cdk import Acknowledgment, Stack, Stage, Validations
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_cognito as cognito
from constructs import IConstruct

from constructs_lib.bundling import HOST, LAMBDA_ARM64, Target

API_ORIGIN_ID = "api"

# The key of the laptop's addresses in the context of the stage, which all constructs below it inherit.
_LAPTOP = "qdn:laptop"


class Platform(ABC):
    """The differences between places of deployment, as constructs need them."""

    function_target: ClassVar[Target]
    """The machine that runs the functions."""
    runs_schedules: ClassVar[bool]
    """Whether EventBridge calls functions on a schedule."""
    protects_stacks: ClassVar[bool]
    """Whether a stack that holds data cannot be deleted."""
    dev_server_urls: ClassVar[tuple[str, ...]]
    """Further addresses that the board may sign in from: the development server of the pages (site/dev.mjs)."""

    @staticmethod
    def of(scope: IConstruct) -> "Platform":
        """The platform of the stage that `scope` is in."""
        laptop = scope.node.try_get_context(_LAPTOP)
        return LaptopPlatform(**laptop) if laptop else AwsPlatform()

    @abstractmethod
    def api_origin(self, api: apigw.HttpApi, *, custom_headers: Mapping[str, str]) -> cloudfront.IOrigin:
        """The origin at which the edge reaches `api`."""

    @abstractmethod
    def site_url(self, host: str) -> str:
        """The address of the pages, without a slash at its end. `host` is the distribution's host name."""

    @abstractmethod
    def login_url(self, domain: cognito.UserPoolDomain) -> str:
        """The address of the managed login at `domain`."""

    @abstractmethod
    def acknowledge_findings(self, distribution: cloudfront.Distribution) -> None:
        """Accept the findings about `distribution` that this platform cannot avoid."""


class AwsPlatform(Platform):
    """AWS: staging and production."""

    function_target = LAMBDA_ARM64
    runs_schedules = True
    protects_stacks = True
    dev_server_urls = ()

    def api_origin(self, api: apigw.HttpApi, *, custom_headers: Mapping[str, str]) -> cloudfront.IOrigin:
        return origins.HttpOrigin(
            f"{api.api_id}.execute-api.{Stack.of(api).region}.amazonaws.com",
            origin_id=API_ORIGIN_ID,
            custom_headers=custom_headers,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
        )

    def site_url(self, host: str) -> str:
        return f"https://{host}"

    def login_url(self, domain: cognito.UserPoolDomain) -> str:
        return domain.base_url()

    def acknowledge_findings(self, distribution: cloudfront.Distribution) -> None:
        pass


@dataclass(frozen=True, kw_only=True)
class LaptopPlatform(Platform):
    """An emulator of AWS and an edge server on the loopback. AWS would generate both addresses.

    Both are `http://<host>:<port>`.
    """

    aws_endpoint_url: str
    edge_url: str

    function_target: ClassVar[Target] = HOST
    # No alarm would be evaluated, and a scheduled function would add requests to those that a test counts.
    runs_schedules: ClassVar[bool] = False
    protects_stacks: ClassVar[bool] = False
    dev_server_urls: ClassVar[tuple[str, ...]] = ("http://127.0.0.1:5173",)

    def api_origin(self, api: apigw.HttpApi, *, custom_headers: Mapping[str, str]) -> cloudfront.IOrigin:
        """The emulator serves every API under one host, by path, over plain HTTP."""
        aws = urlsplit(self.aws_endpoint_url)
        return origins.HttpOrigin(
            aws.hostname or "",
            origin_id=API_ORIGIN_ID,
            custom_headers=custom_headers,
            http_port=aws.port,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY,
            origin_path=f"/_aws/execute-api/{api.api_id}/$default",
        )

    def site_url(self, host: str) -> str:
        return self.edge_url

    def login_url(self, domain: cognito.UserPoolDomain) -> str:
        return self.aws_endpoint_url

    def acknowledge_findings(self, distribution: cloudfront.Distribution) -> None:
        Validations.of(distribution).acknowledge(
            Acknowledgment(
                id="AwsSolutions-CFR5", reason="A laptop's emulator serves plain HTTP, on the loopback alone."
            )
        )


def use_platform(stage: Stage, platform: Platform) -> None:
    """Set the platform of everything in `stage`. Call it before the stage has any child."""
    if isinstance(platform, LaptopPlatform):
        stage.node.set_context(_LAPTOP, asdict(platform))
