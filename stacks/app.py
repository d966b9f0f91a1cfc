"""What serves people: pages, views, edge, job API, publisher; and what checks them: canary, audit, a deploy's walk."""

from aws_cdk import Acknowledgment, Aws, CfnOutput, Duration, Fn, Stack, Validations
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import Construct

from constructs_lib import job_permissions
from constructs_lib.alarms.certificate import certificate_alarms
from constructs_lib.alarms.definition import define
from constructs_lib.custom_domain import CustomDomain
from constructs_lib.edge import Edge
from constructs_lib.job_api import JobApi
from constructs_lib.jobs_bucket import CANARY_DAYS
from constructs_lib.origin_key import OriginKey
from constructs_lib.owner_topic import topic_name
from constructs_lib.private_bucket import PrivateBucket, bucket_name
from constructs_lib.publisher import Publisher
from constructs_lib.python_function import PythonFunction
from constructs_lib.release import release
from constructs_lib.schedule import Schedule
from constructs_lib.sign_in import SignIn
from constructs_lib.site_deployment import SiteDeployment
from constructs_lib.smoke_test import FUNCTION_TIMEOUT, SmokeTest
from contract.names import CANARY_TOKEN_PREFIX, CONFIG_RELEASE, ORIGIN_KEY_HEADER, VIEW_PREFIX, FunctionName, Variable
from stacks.data import DataStack
from stacks.settings import LocalEndpoints, Settings

# An S3 request that fails takes 9 s (three tries of 3 s) and ends the answer with a 503. CloudFront waits 30 s.
API_TIMEOUT = Duration.seconds(20)
# Six times this is how long a message stays hidden, and so how late a throttled invalidation comes.
PUBLISHER_TIMEOUT = Duration.seconds(20)
# The longest that Lambda allows: an audit reads every record and every view (docs/decisions/0021).
AUDITOR_TIMEOUT = Duration.minutes(15)


class AppStack(Stack):
    """Everything in it can be made again from the jobs bucket and the repository, except the address in every link that
    was sent: the distribution's own name. Hence it is protected from deletion on AWS.
    """

    def __init__(self, scope: Construct, settings: Settings, *, data: DataStack) -> None:
        super().__init__(
            scope,
            "App",
            description=f"QuickDumpNow dispatch ({settings.environment}): "
            "pages, edge, job API, publisher, auditor, canary, smoke test",
            termination_protection=settings.local is None,
        )
        self.add_stack_dependency(data)
        self._settings = settings
        self._data = data
        # By name: an export of the Data stack could not be changed for as long as this stack imports it.
        self._jobs = s3.Bucket.from_bucket_name(self, "Jobs", bucket_name(settings.prefix, "jobs"))
        self._logs = s3.Bucket.from_bucket_name(self, "Logs", bucket_name(settings.prefix, "logs"))
        self._site = PrivateBucket(self, "Site", name=bucket_name(settings.prefix, "site"), access_logs=self._logs)
        self._views = PrivateBucket(
            self,
            "Views",
            name=bucket_name(settings.prefix, "views"),
            unlogged_because="A view's key holds the tracking token, which no log may keep; the edge logs its readers.",
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="canary-views",
                    prefix=f"{VIEW_PREFIX}{CANARY_TOKEN_PREFIX}",
                    expiration=Duration.days(CANARY_DAYS),
                )
            ],
        )
        self._api = apigw.HttpApi(self, "Api", api_name=f"{settings.prefix}-jobs", create_default_stage=False)
        self._origin_key = OriginKey(
            self, "OriginKey", prefix=settings.prefix, release=release(), on_laptop=settings.local is not None
        )
        self._edge = self._define_edge()
        self.distribution = self._edge.distribution
        self._sign_in = SignIn(self, "SignIn", staff=data.staff, site_url=self._site_url)
        self.job_api = self._define_job_api()
        self.publisher = self._define_publisher()
        self._define_auditor()
        self._define_canary()
        self._deploy_site()
        self._prove()
        self._define_outputs()

    @property
    def _site_url(self) -> str:
        local, domain = self._settings.local, self._settings.domain
        if local:
            return local.site_url
        return f"https://{domain.name if domain else self.distribution.distribution_domain_name}"

    @property
    def _login_url(self) -> str:
        local = self._settings.local
        return local.aws_endpoint_url if local else self._data.staff.domain.base_url()

    def _define_edge(self) -> Edge:
        edge = Edge(
            self,
            "Edge",
            prefix=self._settings.prefix,
            site=self._site,
            views=self._views,
            api=_api_origin(self._api, self._settings.local, {ORIGIN_KEY_HEADER: self._origin_key.keys}),
            login_url=self._login_url,
            domain=self._define_domain(),
            firewall=self._settings.firewall,
        )
        if self._settings.local:
            Validations.of(edge.distribution).acknowledge(
                Acknowledgment(
                    id="AwsSolutions-CFR5", reason="A laptop's emulator speaks plain HTTP, on the loopback alone."
                )
            )
        return edge

    def _define_domain(self) -> CustomDomain | None:
        domain = self._settings.domain
        if domain is None:
            return None
        made = CustomDomain(
            self,
            "Domain",
            name=domain.name,
            hosted_zone_id=domain.hosted_zone_id,
            hosted_zone_name=domain.hosted_zone_name,
        )
        # Here, by the topic's name: an export of the certificate would hold the domain fast.
        owner = sns.Topic.from_topic_arn(
            self, "Owner", self.format_arn(service="sns", resource=topic_name(self._settings.prefix))
        )
        define(made, self._settings.prefix, owner, self._settings.runbook_url, certificate_alarms(made.certificate))
        return made

    def _define_job_api(self) -> JobApi:
        function = self._define_function(
            "JobApiFunction",
            FunctionName.JOB_API,
            package="job_api",
            description="Answers /api/*: creates, reads and moves jobs, takes bookings",
            memory_mb=1024,  # one vCPU's worth starts at 1,769 MB; imports are CPU-bound, so more memory starts sooner
            timeout=API_TIMEOUT,
            environment={
                Variable.ORIGIN_KEYS: self._origin_key.keys,
                Variable.SERVICE_AREA: " ".join(self._settings.company.service_area),
            },
        )
        # Before the API asks for keys, the edge has to send some; afterwards the order makes no difference.
        function.node.add_dependency(self.distribution)
        job_permissions.grant_api(function, jobs=self._jobs, views=self._views)
        return JobApi(
            self,
            "JobApi",
            prefix=self._settings.prefix,
            api=self._api,
            handler=function,
            authorizer=self._sign_in.authorizer,
        )

    def _define_publisher(self) -> Publisher:
        function = self._define_function(
            "PublisherFunction",
            FunctionName.PUBLISHER,
            package="publisher",
            description="Brings board, views and edge up to date with the records",
            memory_mb=512,
            timeout=PUBLISHER_TIMEOUT,
            environment={Variable.DISTRIBUTION_ID: self.distribution.distribution_id},
        )
        job_permissions.grant_publisher(function, jobs=self._jobs, views=self._views, distribution=self.distribution)
        return Publisher(self, "Publisher", prefix=self._settings.prefix, jobs=self._jobs, handler=function)

    def _define_auditor(self) -> None:
        function = self._define_function(
            "AuditorFunction",
            FunctionName.AUDITOR,
            package="auditor",
            description="Compares board and views with the records, every hour",
            memory_mb=1024,
            timeout=AUDITOR_TIMEOUT,
        )
        job_permissions.grant_auditor(function, jobs=self._jobs, views=self._views)
        self._call_every(Duration.hours(1), "AuditorSchedule", function)

    def _define_canary(self) -> None:
        """Here and not beside the alarms: it holds the release's keys, which no other stack could import and the next
        release change.
        """
        function = self._define_function(
            "CanaryFunction",
            FunctionName.CANARY,
            package="canary",
            description="Books through the edge and follows the link, every five minutes",
            memory_mb=512,
            timeout=FUNCTION_TIMEOUT,
            environment={Variable.SITE_URL: self._site_url, Variable.CANARY_PROOF: self._origin_key.keys},
        )
        job_permissions.grant_canaries(function, jobs=self._jobs, views=self._views)
        self._call_every(Duration.minutes(5), "CanarySchedule", function)

    def _call_every(self, rate: Duration, id: str, function: PythonFunction) -> None:
        Schedule(self, id, function=function, rate=rate, on_laptop=self._settings.local is not None)

    def _define_function(
        self,
        id: str,
        name: str,
        *,
        package: str,
        description: str,
        memory_mb: int,
        timeout: Duration,
        environment: dict[str, str] | None = None,
    ) -> PythonFunction:
        company = self._settings.company
        return PythonFunction(
            self,
            id,
            name=f"{self._settings.prefix}-{name}",
            package=package,
            description=description,
            memory_mb=memory_mb,
            timeout=timeout,
            on_laptop=self._settings.local is not None,
            environment={
                Variable.JOBS_BUCKET: self._jobs.bucket_name,
                Variable.VIEWS_BUCKET: self._views.bucket_name,
                Variable.COMPANY_NAME: company.name,
                Variable.COMPANY_PHONE: company.phone,
                Variable.COMPANY_TIME_ZONE: company.time_zone,
                **(environment or {}),
            },
        )

    def _deploy_site(self) -> None:
        company = self._settings.company
        SiteDeployment(
            self,
            "SiteDeployment",
            prefix=self._settings.prefix,
            site=self._site,
            distribution=self.distribution,
            rewrite=self._edge.rewrite,
            after=self.job_api,
            config={
                CONFIG_RELEASE: release(),
                # Read off the stack's name at deploy time: the file is the same asset in every environment.
                "environment": Fn.select(0, Fn.split("-", Aws.STACK_NAME)),
                "login_url": self._login_url,
                "client_id": self._sign_in.client.user_pool_client_id,
                "company": {
                    "name": company.name,
                    "phone": company.phone,
                    "time_zone": company.time_zone,
                    "service_area": list(company.service_area),
                },
            },
        )

    def _prove(self) -> None:
        """Comes last: the walk needs all that is there, down to the bucket policies that let the edge in."""
        SmokeTest(
            self,
            "SmokeTest",
            prefix=self._settings.prefix,
            site_url=self._site_url,
            release=release(),
            canary_proof=self._origin_key.keys,
            jobs=self._jobs,
            views=self._views,
            after=list(self.node.children),
            on_laptop=self._settings.local is not None,
        )

    def _define_outputs(self) -> None:
        for name, value in {
            "SiteUrl": self._site_url,
            "DistributionId": self.distribution.distribution_id,
            "UserPoolId": self._data.staff.pool.user_pool_id,
            "JobsBucket": self._jobs.bucket_name,
            "ViewsBucket": self._views.bucket_name,
        }.items():
            CfnOutput(self, name, value=value)


def _api_origin(api: apigw.HttpApi, local: LocalEndpoints | None, custom_headers: dict[str, str]) -> origins.HttpOrigin:
    """The API by its own host name. A laptop's emulator serves every API under one host, told apart by path."""
    if local is None:
        return origins.HttpOrigin(
            f"{api.api_id}.execute-api.{Stack.of(api).region}.amazonaws.com",
            origin_id="api",
            custom_headers=custom_headers,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
        )
    return origins.HttpOrigin(
        local.aws_host,
        origin_id="api",
        custom_headers=custom_headers,
        http_port=local.aws_port,
        protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY,
        origin_path=f"/_aws/execute-api/{api.api_id}/$default",
    )
