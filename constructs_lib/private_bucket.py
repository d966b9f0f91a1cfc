"""A bucket that only its owner can reach: encrypted, no public access, TLS only, access-logged, named."""

from collections.abc import Sequence

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct


def bucket_name(prefix: str, role: str) -> str:
    """`<prefix>-<role>-<account>`: names are global, and a fixed one keeps a redeploy from making a second bucket."""
    return f"{prefix}-{role}-{Aws.ACCOUNT_ID}"


class PrivateBucket(s3.Bucket):
    """The one way in which this system makes a bucket."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        removal_policy: RemovalPolicy,
        versioned: bool = False,
        access_logs: s3.IBucket | None = None,
        access_logs_prefix: str | None = None,
        lifecycle_rules: Sequence[s3.LifecycleRule] = (),
    ) -> None:
        super().__init__(
            scope,
            id,
            bucket_name=name,
            removal_policy=removal_policy,
            versioned=versioned,
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            server_access_logs_bucket=access_logs,
            server_access_logs_prefix=access_logs_prefix,
            lifecycle_rules=[
                s3.LifecycleRule(id="abandoned-uploads", abort_incomplete_multipart_upload_after=Duration.days(1)),
                *lifecycle_rules,
            ],
        )
