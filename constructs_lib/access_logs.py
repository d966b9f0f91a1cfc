"""The edge's access logs: standard logging v2, by behaviour, without anything that holds a token."""

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.logs_bucket import EDGE_LOGS

# Left out on purpose: cs-uri-stem, cs-uri-query, cs(Referer) and cs(Cookie), which hold tracking tokens.
FIELDS = [
    "date",
    "time",
    "timestamp(ms)",  # the replay of a log wants more than whole seconds (docs/decisions/0015)
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
    """One compressed JSON file after another under `edge/`, by year, month, day and hour."""

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
        source = logs.CfnDeliverySource(
            self,
            "Source",
            name=f"{prefix}-edge",
            log_type="ACCESS_LOGS",
            resource_arn=distribution.distribution_arn,
        )
        destination = logs.CfnDeliveryDestination(
            self,
            "Destination",
            name=f"{prefix}-edge-logs",
            destination_resource_arn=bucket.arn_for_objects(EDGE_LOGS),
            output_format="json",
        )
        delivery = logs.CfnDelivery(
            self,
            "Delivery",
            delivery_source_name=source.name,
            delivery_destination_arn=destination.attr_arn,
            record_fields=FIELDS,
            s3_enable_hive_compatible_path=True,
            s3_suffix_path="{yyyy}/{MM}/{dd}/{HH}",
        )
        delivery.add_resource_dependency(source)
