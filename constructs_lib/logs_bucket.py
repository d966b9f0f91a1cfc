"""The logs bucket: who asked for what, of S3 and of the edge, for a year."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.private_bucket import S3_LOGS, PrivateBucket, bucket_name

LOG_DAYS = 365
EDGE_LOGS = "edge"
ATHENA_RESULTS, ATHENA_RESULT_DAYS = "athena", 7


class LogsBucket(Construct):
    """`bucket` takes the site bucket's access logs under `s3/`, the edge's under `edge/`, and answers about these."""

    def __init__(self, scope: Construct, id: str, *, prefix: str) -> None:
        super().__init__(scope, id)
        self.bucket = PrivateBucket(
            self,
            "Bucket",
            name=bucket_name(prefix, "logs"),
            unlogged_because="This bucket receives the access logs; logged into itself it would grow without end.",
            lifecycle_rules=[
                s3.LifecycleRule(id="log-retention", expiration=Duration.days(LOG_DAYS)),
                s3.LifecycleRule(
                    id="athena-results", prefix=f"{ATHENA_RESULTS}/", expiration=Duration.days(ATHENA_RESULT_DAYS)
                ),
            ],
        )
        self._accept("logging.s3.amazonaws.com", f"{S3_LOGS}/*")
        # What CloudWatch's log delivery would otherwise write into this policy behind CloudFormation's back.
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
