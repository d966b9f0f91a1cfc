"""The logs bucket: access logs of S3 and of the edge, for a year."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib import retention
from constructs_lib.private_bucket import S3_LOGS, PrivateBucket, bucket_name

EDGE_LOGS = "edge"
ATHENA_RESULTS = "athena"


class LogsBucket(Construct):
    """`bucket` has access logs of the site bucket (`s3/`) and of the edge (`edge/`), and query results (`athena/`)."""

    def __init__(self, scope: Construct, id: str, *, prefix: str) -> None:
        super().__init__(scope, id)
        self.bucket = PrivateBucket(
            self,
            "Bucket",
            name=bucket_name(prefix, "logs"),
            unlogged_because="This bucket receives the access logs; logged into itself it would grow without end.",
            lifecycle_rules=[
                s3.LifecycleRule(id="log-retention", expiration=retention.ACCESS_LOG_FILES),
                s3.LifecycleRule(id="athena-results", prefix=f"{ATHENA_RESULTS}/", expiration=retention.QUERY_RESULTS),
            ],
        )
        self._accept("logging.s3.amazonaws.com", f"{S3_LOGS}/*")
        # Without this, CloudWatch's log delivery writes it into the policy itself, unknown to CloudFormation.
        self._accept("delivery.logs.amazonaws.com", f"{EDGE_LOGS}/*")

    def _accept(self, service: str, keys: str) -> None:
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal(service)],
                actions=["s3:PutObject"],
                resources=[self.bucket.arn_for_objects(keys)],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
