"""The logs bucket: who asked for what, of S3 and of the edge, for a year."""

from aws_cdk import Acknowledgment, ArnFormat, Aws, Duration, RemovalPolicy, Stack, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.private_bucket import PrivateBucket, bucket_name

LOG_DAYS = 365
EDGE_LOGS = "edge"


class LogsBucket(Construct):
    """`bucket` takes server access logs under `s3/<bucket>/` and the edge's access logs under `edge/`."""

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
        self._accept_edge_logs()
        Validations.of(self.bucket).acknowledge(
            Acknowledgment(
                id="AwsSolutions-S1",
                reason="This bucket receives the access logs; logging it into itself would grow without end.",
            )
        )

    def _accept_edge_logs(self) -> None:
        """What CloudWatch's log delivery would otherwise write into this policy behind CloudFormation's back."""
        stack = Stack.of(self)
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[self.bucket.arn_for_objects(f"{EDGE_LOGS}/*")],
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {
                        "aws:SourceArn": stack.format_arn(
                            service="logs",
                            resource="delivery-source",
                            resource_name="*",
                            arn_format=ArnFormat.COLON_RESOURCE_NAME,
                        )
                    },
                },
            )
        )
