"""A bucket that only its owner can reach: encrypted, no public access, TLS only, named."""

from collections.abc import Sequence

from aws_cdk import Acknowledgment, Annotations, Aws, RemovalPolicy, Validations
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib import retention

S3_LOGS = "s3"


def bucket_name(prefix: str, role: str) -> str:
    """`<prefix>-<role>-<account>`: names are global, and a fixed one keeps a redeploy from making a second bucket."""
    return f"{prefix}-{role}-{Aws.ACCOUNT_ID}"


class PrivateBucket(s3.Bucket):
    """Every bucket of this system is one of these.

    Its access logs go to `access_logs`; without, `unlogged_because` gives the reason.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        versioned: bool = False,
        access_logs: s3.IBucket | None = None,
        unlogged_because: str | None = None,
        lifecycle_rules: Sequence[s3.LifecycleRule] = (),
    ) -> None:
        super().__init__(
            scope,
            id,
            bucket_name=name,
            # Kept when its stack goes, but not when the stack's very first deploy fails: the retry needs the name.
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
            versioned=versioned,
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            server_access_logs_bucket=access_logs,
            server_access_logs_prefix=f"{S3_LOGS}/" if access_logs else None,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="abandoned-uploads", abort_incomplete_multipart_upload_after=retention.ABANDONED_UPLOADS
                ),
                *lifecycle_rules,
            ],
        )
        if access_logs:
            Annotations.of(self).acknowledge_warning(
                "@aws-cdk/aws-s3:accessLogsPolicyNotAdded",
                "The logs bucket's own policy lets every bucket here deliver.",
            )
        if unlogged_because:
            Validations.of(self).acknowledge(Acknowledgment(id="AwsSolutions-S1", reason=unlogged_because))
