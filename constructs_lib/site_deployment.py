"""Pushes the built site on every deploy: hashed assets first, pages after all that they need, then the invalidation."""

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
from contract.names import CONFIG_KEY

A_YEAR_S = 365 * 24 * 3600
FOREVER = f"public, max-age={A_YEAR_S}, immutable"
# The browser always asks; at the edge the path's cache policy cuts the year down. An invalidation reaches no browser.
EDGE_ONLY = f"public, max-age=0, s-maxage={A_YEAR_S}, must-revalidate"

# One path, which counts as one, and no list that a new page could be missing from.
EVERYTHING = ["/*"]


class SiteDeployment(Construct):
    """`config` becomes `/config.json`; its values may be known at deploy time only.

    A page must not arrive before what it needs: the assets that it names, the function that rewrites its address, and
    `after`, the API that it calls. The function waits for the assets in turn, so that it is never ahead of a page whose
    assets could not be pushed.
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
        """What a deployment needs, and no more: the CDK's own grants cover every distribution and `s3:GetObject*`."""
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
        """A policy of its own: the assets, which come before the distribution, must not wait for it."""
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
            # An open page still asks for the assets of the release that it came with.
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
                deployment.Source.json_data(CONFIG_KEY, config),
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
    """The deployments share one function of the CDK's, which it hangs straight under the stack."""
    [function] = [child for child in stack.node.children if child.node.id.startswith("Custom::CDKBucketDeployment")]
    Validations.of(function).acknowledge(
        Acknowledgment(
            id="AwsSolutions-L1",
            reason="The CDK's own function: its runtime comes with aws-cdk-lib, which is kept up to date.",
        )
    )


def _asset_bucket_arn(scope: Construct) -> str:
    """Where `cdk bootstrap` keeps the assets, by the name that it always has."""
    qualifier = DefaultStackSynthesizer.DEFAULT_QUALIFIER
    name = f"cdk-{qualifier}-assets-{Aws.ACCOUNT_ID}-{Stack.of(scope).region}"
    return Stack.of(scope).format_arn(service="s3", region="", account="", resource=name)
