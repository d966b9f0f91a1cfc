"""The jobs bucket: one record a job, the board, and how long their old versions stay."""

from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib.private_bucket import PrivateBucket, bucket_name
from contract.names import BOARD_KEY, CANARY_TOKEN_PREFIX, IDEMPOTENCY_PREFIX, MAINTENANCE_PREFIX, RECORD_PREFIX

# Only a version of 128 KB and more moves: S3 leaves smaller ones in place, since every colder class charges for 128 KB
# at least and a record of 2 KB would cost more there ("Lifecycle transitions of small objects", S3 user guide).
COLD_AFTER_DAYS = 30
BOARD_VERSION_DAYS = 7
IDEMPOTENCY_DAYS = 1
MAINTENANCE_DAYS = 7
CANARY_DAYS = 1


class JobsBucket(Construct):
    """Private, versioned and retained: its versions are the audit trail.

    It tells EventBridge of every object that is created, which is what the publisher lives on.
    """

    def __init__(self, scope: Construct, id: str, *, prefix: str, audit_days: int) -> None:
        super().__init__(scope, id)
        bucket = PrivateBucket(
            self,
            "Bucket",
            name=bucket_name(prefix, "jobs"),
            versioned=True,
            unlogged_because="A record's key is its tracking token, which no log may keep; who changed what is in the "
            "record's own history and in the bucket's versions.",
            lifecycle_rules=_lifecycle_rules(audit_days),
        )
        # `event_bridge_enabled=True` would add a custom resource with a Lambda and a role of its own to set this one
        # property, which CloudFormation sets directly.
        resource = cast(s3.CfnBucket, bucket.node.default_child)
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )


def _lifecycle_rules(audit_days: int) -> list[s3.LifecycleRule]:
    return [
        s3.LifecycleRule(
            id="record-audit-trail",
            prefix=RECORD_PREFIX,
            noncurrent_version_transitions=[
                s3.NoncurrentVersionTransition(
                    storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
                    transition_after=Duration.days(COLD_AFTER_DAYS),
                )
            ],
            noncurrent_version_expiration=Duration.days(audit_days),
        ),
        s3.LifecycleRule(
            id="board-versions",
            prefix=BOARD_KEY,
            noncurrent_version_expiration=Duration.days(BOARD_VERSION_DAYS),
        ),
        s3.LifecycleRule(
            id="idempotency-keys",
            prefix=IDEMPOTENCY_PREFIX,
            expiration=Duration.days(IDEMPOTENCY_DAYS),
            noncurrent_version_expiration=Duration.days(IDEMPOTENCY_DAYS),
        ),
        s3.LifecycleRule(
            id="canary-records",
            prefix=f"{RECORD_PREFIX}{CANARY_TOKEN_PREFIX}",
            expiration=Duration.days(CANARY_DAYS),
            noncurrent_version_expiration=Duration.days(CANARY_DAYS),
        ),
        s3.LifecycleRule(
            id="maintenance-checkpoints",
            prefix=MAINTENANCE_PREFIX,
            expiration=Duration.days(MAINTENANCE_DAYS),
            noncurrent_version_expiration=Duration.days(MAINTENANCE_DAYS),
        ),
    ]
