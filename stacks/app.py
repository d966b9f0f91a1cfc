"""The App stack: pages, views, edge and the components, from the edge's keys to the smoke test of a deploy."""

from aws_cdk import Aws, CfnOutput, Fn, Stack
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.alarms.definition import AlarmFactory
from constructs_lib.alarms.severity import AlarmTopics
from constructs_lib.auditor import Auditor
from constructs_lib.canary import Canary
from constructs_lib.component import ComponentProps
from constructs_lib.custom_domain import CustomDomain
from constructs_lib.edge import Edge
from constructs_lib.job_api import JobApi
from constructs_lib.origin_key import OriginKey
from constructs_lib.platform import Platform
from constructs_lib.private_bucket import PrivateBucket, bucket_name
from constructs_lib.publisher import Publisher
from constructs_lib.release import release
from constructs_lib.sign_in import SignIn
from constructs_lib.site_deployment import SiteDeployment
from constructs_lib.smoke_test import SmokeTest
from constructs_lib.views_bucket import ViewsBucket
from contract.names import CONFIG_RELEASE, ORIGIN_KEY_HEADER, Variable
from stacks.data import DataStack
from stacks.settings import EnvironmentSettings


class AppStack(Stack):
    """Protected from deletion on AWS for the distribution's own name, which is the address in every customer's link.
    Everything else in it can be made again from the jobs bucket and the repository.
    """

    def __init__(self, scope: Construct, settings: EnvironmentSettings, *, data: DataStack) -> None:
        super().__init__(
            scope,
            "App",
            description=f"QuickDumpNow dispatch ({settings.environment}): "
            "pages, edge, job API, publisher, auditor, canary, smoke test",
            termination_protection=Platform.of(scope).protects_stacks,
        )
        self.add_stack_dependency(data)
        self._settings = settings
        self._data = data
        self._platform = Platform.of(self)
        self._login_url = self._platform.login_url(data.staff.domain)

        self._find_buckets_of_data_stack()
        self._site = PrivateBucket(self, "Site", name=bucket_name(settings.prefix, "site"), access_logs=self._logs)
        self._views = ViewsBucket(self, "Views", prefix=settings.prefix)
        self._api = apigw.HttpApi(self, "Api", api_name=f"{settings.prefix}-jobs", create_default_stage=False)
        self._origin_key = OriginKey(self, "OriginKey", prefix=settings.prefix, release=release())
        self.edge = self._define_edge()
        self._site_url = self._platform.site_url(self.edge.host)
        self._sign_in = SignIn(self, "SignIn", staff=data.staff, site_url=self._site_url)
        self._props = self._define_component_props()
        self.job_api = self._define_job_api()
        self.publisher = Publisher(self, "Publisher", self._props, distribution=self.edge.distribution)
        self.auditor = Auditor(self, "Auditor", self._props)
        self.canary = Canary(self, "Canary", self._props, site_url=self._site_url, proof=self._origin_key.keys)
        self._define_site_deployment()
        self._define_smoke_test()
        self._define_outputs()

    def _find_buckets_of_data_stack(self) -> None:
        """By name: an export of the Data stack could not be changed for as long as this stack imports it."""
        prefix = self._settings.prefix
        self._jobs = s3.Bucket.from_bucket_name(self, "Jobs", bucket_name(prefix, "jobs"))
        self._logs = s3.Bucket.from_bucket_name(self, "Logs", bucket_name(prefix, "logs"))

    def _define_edge(self) -> Edge:
        return Edge(
            self,
            "Edge",
            prefix=self._settings.prefix,
            site=self._site,
            views=self._views,
            api=self._platform.api_origin(self._api, custom_headers={ORIGIN_KEY_HEADER: self._origin_key.keys}),
            login_url=self._login_url,
            domain=self._define_domain(),
            firewall=self._settings.firewall,
        )

    def _define_domain(self) -> CustomDomain | None:
        settings = self._settings.domain
        if settings is None:
            return None
        domain = CustomDomain(
            self,
            "Domain",
            name=settings.name,
            hosted_zone_id=settings.hosted_zone_id,
            hosted_zone_name=settings.hosted_zone_name,
        )
        # In this stack: an export of the certificate to the Observability stack would keep the domain from changing.
        AlarmFactory(
            prefix=self._settings.prefix,
            topics=AlarmTopics.by_name(self, self._settings.prefix),
            runbook_url=self._settings.runbook_url,
        ).make(domain, domain.alarms())
        return domain

    def _define_component_props(self) -> ComponentProps:
        company = self._settings.company
        return ComponentProps(
            prefix=self._settings.prefix,
            jobs=self._jobs,
            views=self._views,
            company_settings={
                Variable.COMPANY_NAME: company.name,
                Variable.COMPANY_PHONE: company.phone,
                Variable.COMPANY_TIME_ZONE: company.time_zone,
                Variable.BOARD_ENDED_DAYS: str(self._settings.board_ended_days),
            },
        )

    def _define_job_api(self) -> JobApi:
        return JobApi(
            self,
            "JobApi",
            self._props,
            api=self._api,
            authorizer=self._sign_in.authorizer,
            origin_keys=self._origin_key.keys,
            service_area=self._settings.company.service_area,
            after=self.edge.distribution,
        )

    def _define_site_deployment(self) -> None:
        company = self._settings.company
        SiteDeployment(
            self,
            "SiteDeployment",
            prefix=self._settings.prefix,
            site=self._site,
            distribution=self.edge.distribution,
            rewrite=self.edge.rewrite,
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

    def _define_smoke_test(self) -> None:
        """Runs after all other resources of this stack, down to the bucket policies that admit the edge."""
        SmokeTest(
            self,
            "SmokeTest",
            self._props,
            site_url=self._site_url,
            release=release(),
            canary_proof=self._origin_key.keys,
            after=list(self.node.children),
        )

    def _define_outputs(self) -> None:
        for name, value in {
            "SiteUrl": self._site_url,
            "DistributionId": self.edge.distribution.distribution_id,
            "UserPoolId": self._data.staff.pool.user_pool_id,
            "JobsBucket": self._jobs.bucket_name,
            "ViewsBucket": self._views.bucket_name,
        }.items():
            CfnOutput(self, name, value=value)
