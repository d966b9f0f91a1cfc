"""The edge's access logs: standard logging v2, by behaviour, without anything that holds a token."""

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.logs_bucket import EDGE_LOGS
from constructs_lib.retention import EDGE_LOG_GROUP

# Left out: cs-uri-stem, cs-uri-query, cs(Referer) and cs(Cookie), which hold tracking tokens.
FIELDS = [
    "date",
    "time",
    "timestamp(ms)",  # the replay of a log needs more than whole seconds (docs/decisions/0015)
    "x-edge-location",
    "sc-bytes",
    "cs-method",
    "sc-status",
    "x-edge-result-type",
    "x-edge-response-result-type",
    "x-edge-detailed-result-type",
    "x-edge-request-id",
    "time-taken",
    "time-to-first-byte",
    "ssl-protocol",
    "cs-protocol-version",
    "sc-content-type",
    "origin-fbl",
    "origin-lbl",
    "cache-behavior-path-pattern",
]


class EdgeAccessLogs(Construct):
    """The same lines twice: for a year as files in `bucket`, for a month in the log group `recent`.

    The files are compressed JSON under `edge/`, by year, month, day and hour, for Athena. The log group is for the
    dashboard and for alarms; CloudFront's price includes 750 bytes of it a request (CloudFront pricing, "Standard
    logs"), more than these fields need.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        distribution: cloudfront.Distribution,
        bucket: s3.IBucket,
    ) -> None:
        super().__init__(scope, id)
        self._prefix = prefix
        source = logs.CfnDeliverySource(
            self,
            "Source",
            name=f"{prefix}-edge",
            log_type="ACCESS_LOGS",
            resource_arn=distribution.distribution_arn,
        )
        self.recent = logs.LogGroup(
            self,
            "Recent",
            # The vended-logs prefix keeps the account's one resource policy for log delivery from outgrowing its limit.
            log_group_name=f"/aws/vendedlogs/cloudfront/{prefix}-edge",
            retention=EDGE_LOG_GROUP,
            removal_policy=RemovalPolicy.DESTROY,
        )
        to_bucket = self._deliver(
            "",
            source,
            bucket.arn_for_objects(EDGE_LOGS),
            s3_enable_hive_compatible_path=True,
            s3_suffix_path="{yyyy}/{MM}/{dd}/{HH}",
        )
        to_group = self._deliver("Recent", source, self.recent.log_group_arn)
        # One source takes one delivery at a time.
        to_group.add_resource_dependency(to_bucket)
        to_group.node.add_dependency(self._accept())

    def _deliver(
        self, kind: str, source: logs.CfnDeliverySource, destination_arn: str, **options: bool | str
    ) -> logs.CfnDelivery:
        destination = logs.CfnDeliveryDestination(
            self,
            f"{kind}Destination",
            name=f"{self._prefix}-edge-{kind.lower() or 'logs'}",
            destination_resource_arn=destination_arn,
            output_format="json",
        )
        delivery = logs.CfnDelivery(
            self,
            f"{kind}Delivery",
            delivery_source_name=source.name,
            delivery_destination_arn=destination.attr_arn,
            record_fields=FIELDS,
            **options,  # type: ignore[arg-type]
        )
        delivery.add_resource_dependency(source)
        return delivery

    def _accept(self) -> logs.ResourcePolicy:
        """Without this, CloudWatch's log delivery writes such a policy itself, unknown to CloudFormation."""
        return logs.ResourcePolicy(
            self,
            "Accept",
            resource_policy_name=f"{self._prefix}-edge",
            policy_statements=[
                iam.PolicyStatement(
                    principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[f"{self.recent.log_group_arn}:log-stream:*"],
                    conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
                )
            ],
        )
