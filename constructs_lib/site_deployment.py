"""Uploads the built site in every deploy: hashed assets first, pages after the resources they use, then invalidates."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import Acknowledgment, Aws, DefaultStackSynthesizer, Stack, Validations
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from constructs import Construct, IConstruct

from constructs_lib.built_site import built_site
from constructs_lib.findings import accept_wildcards
from constructs_lib.python_function import function_log_group, logging_role

A_YEAR_S = 365 * 24 * 3600
FOREVER = f"public, max-age={A_YEAR_S}, immutable"
# A browser always revalidates, since no invalidation reaches it. At the edge the path's cache policy limits the year.
EDGE_ONLY = f"public, max-age=0, s-maxage={A_YEAR_S}, must-revalidate"

# A wildcard counts as one path, and a new page cannot be missing from it.
EVERYTHING = ["/*"]


class SiteDeployment(Construct):
    """`config` becomes `/config.json`; its values may be known at deploy time only.

    A page is uploaded after the assets that it names, the function that rewrites its address, and `after`, the API that
    it calls. The function is deployed after the assets: if their upload fails, it stays as it was.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        site: s3.IBucket,
        distribution: cloudfront.IDistribution,
        rewrite: cloudfront.Function,
        after: IConstruct,
        config: Mapping[str, object],
    ) -> None:
        super().__init__(scope, id)
        self._site = site
        self._log_group = function_log_group(self, "Logs", f"{prefix}-site-deployment")
        self._role = self._define_role()
        assets = self._deploy_assets()
        rewrite.node.add_dependency(assets)
        pages = self._deploy_pages(distribution, config)
        pages.node.add_dependency(assets, rewrite, after, self._allow_invalidation(distribution))
        _accept_runtime(Stack.of(self))

    def _define_role(self) -> iam.Role:
        """A role with exactly the needed permissions; the CDK's grants cover every distribution and `s3:GetObject*`."""
        role = logging_role(self, "Role", self._log_group)
        source_objects, site_objects = f"{_asset_bucket_arn(self)}/*", self._site.arn_for_objects("*")
        role.add_to_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=[source_objects]))
        role.add_to_policy(iam.PolicyStatement(actions=["s3:PutObject", "s3:DeleteObject"], resources=[site_objects]))
        role.add_to_policy(iam.PolicyStatement(actions=["s3:ListBucket"], resources=[self._site.bucket_arn]))
        accept_wildcards(
            role,
            [source_objects, site_objects],
            because="A deployment reads whichever asset the release names and owns every object of the site bucket.",
        )
        return role

    def _allow_invalidation(self, distribution: cloudfront.IDistribution) -> iam.Policy:
        """A policy of its own, since it names the distribution: the assets are deployed before that."""
        policy = iam.Policy(self, "Invalidation", roles=[self._role])
        policy.add_statements(
            iam.PolicyStatement(
                actions=["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
                resources=[
                    Stack.of(self).format_arn(
                        service="cloudfront",
                        region="",
                        resource="distribution",
                        resource_name=distribution.distribution_id,
                    )
                ],
            )
        )
        return policy

    def _deploy_assets(self) -> deployment.BucketDeployment:
        return self._deploy(
            "Assets",
            sources=[deployment.Source.asset(str(built_site() / "assets"))],
            destination_key_prefix="assets",
            # An open page still loads assets of its own release.
            prune=False,
            cache_control=FOREVER,
        )

    def _deploy_pages(
        self, distribution: cloudfront.IDistribution, config: Mapping[str, object]
    ) -> deployment.BucketDeployment:
        return self._deploy(
            "Pages",
            sources=[
                deployment.Source.asset(str(built_site()), exclude=["assets"]),
                deployment.Source.json_data("config.json", config),
            ],
            exclude=["assets/*"],
            cache_control=EDGE_ONLY,
            distribution=distribution,
            distribution_paths=EVERYTHING,
        )

    def _deploy(self, id: str, *, cache_control: str, **options: Any) -> deployment.BucketDeployment:
        pushed = deployment.BucketDeployment(
            self,
            id,
            destination_bucket=self._site,
            cache_control=[deployment.CacheControl.from_string(cache_control)],
            # The default of 128 MB is killed on a large site (aws-cdk #33512).
            memory_limit=512,
            log_group=self._log_group,
            role=self._role.without_policy_updates(),
            **options,
        )
        pushed.node.add_dependency(self._role)
        return pushed


def _accept_runtime(stack: Stack) -> None:
    """Accept the runtime of the CDK's own function, which all deployments share. It is a child of the stack."""
    [function] = [child for child in stack.node.children if child.node.id.startswith("Custom::CDKBucketDeployment")]
    Validations.of(function).acknowledge(
        Acknowledgment(
            id="AwsSolutions-L1",
            reason="The CDK's own function: its runtime comes with aws-cdk-lib, which is kept up to date.",
        )
    )


def _asset_bucket_arn(scope: Construct) -> str:
    """The bucket in which `cdk bootstrap` keeps the assets, by its fixed name."""
    qualifier = DefaultStackSynthesizer.DEFAULT_QUALIFIER
    name = f"cdk-{qualifier}-assets-{Aws.ACCOUNT_ID}-{Stack.of(scope).region}"
    return Stack.of(scope).format_arn(service="s3", region="", account="", resource=name)
