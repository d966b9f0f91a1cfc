"""The logs bucket: who asked for what, from S3 and from the edge, for a year."""

from aws_cdk import Acknowledgment, Duration, RemovalPolicy, Validations
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.private_bucket import PrivateBucket, bucket_name

LOG_DAYS = 365


class LogsBucket(Construct):
    """`bucket` takes server access logs under `s3/<bucket>/`."""

    def __init__(self, scope: Construct, id: str, *, prefix: str) -> None:
        super().__init__(scope, id)
        self.bucket = PrivateBucket(
            self,
            "Bucket",
            name=bucket_name(prefix, "logs"),
            removal_policy=RemovalPolicy.RETAIN,
            lifecycle_rules=[
                s3.LifecycleRule(id="log-retention", expiration=Duration.days(LOG_DAYS)),
            ],
        )
        Validations.of(self.bucket).acknowledge(
            Acknowledgment(
                id="AwsSolutions-S1",
                reason="This bucket receives the access logs; logging it into itself would grow without end.",
            )
        )
