"""The jobs bucket: the records, the board, idempotency entries and checkpoints, with their lifecycle rules."""

from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib import retention
from constructs_lib.private_bucket import PrivateBucket, bucket_name
from contract.names import BOARD_KEY, CANARY_TOKEN_PREFIX, IDEMPOTENCY_PREFIX, MAINTENANCE_PREFIX, RECORD_PREFIX


class JobsBucket(Construct):
    """Private, versioned and retained: its versions are the audit trail.

    It sends an event to EventBridge for every object that is created; the Publisher's rule takes those of records.
    """

    def __init__(self, scope: Construct, id: str, *, prefix: str, record_retention_days: int) -> None:
        super().__init__(scope, id)
        bucket = PrivateBucket(
            self,
            "Bucket",
            name=bucket_name(prefix, "jobs"),
            versioned=True,
            unlogged_because="A record's key is its tracking token, which no log may keep. The record's history and "
            "the bucket's versions have the changes and their authors.",
            lifecycle_rules=_lifecycle_rules(record_retention_days),
        )
        # `event_bridge_enabled=True` would add a custom resource with a Lambda and a role of its own to set this one
        # property, which CloudFormation sets directly.
        resource = cast(s3.CfnBucket, bucket.node.default_child)
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )


def _lifecycle_rules(record_retention_days: int) -> list[s3.LifecycleRule]:
    return [
        s3.LifecycleRule(
            id="record-audit-trail",
            prefix=RECORD_PREFIX,
            noncurrent_version_transitions=[
                s3.NoncurrentVersionTransition(
                    storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
                    transition_after=retention.RECORD_COLD_AFTER,
                )
            ],
            noncurrent_version_expiration=Duration.days(record_retention_days),
        ),
        s3.LifecycleRule(
            id="board-versions",
            prefix=BOARD_KEY,
            noncurrent_version_expiration=retention.BOARD_VERSIONS,
        ),
        s3.LifecycleRule(
            id="idempotency-keys",
            prefix=IDEMPOTENCY_PREFIX,
            expiration=retention.IDEMPOTENCY_ENTRIES,
            noncurrent_version_expiration=retention.IDEMPOTENCY_ENTRIES,
        ),
        s3.LifecycleRule(
            id="canary-records",
            prefix=f"{RECORD_PREFIX}{CANARY_TOKEN_PREFIX}",
            expiration=retention.CANARIES,
            noncurrent_version_expiration=retention.CANARIES,
        ),
        s3.LifecycleRule(
            id="maintenance-checkpoints",
            prefix=MAINTENANCE_PREFIX,
            expiration=retention.CHECKPOINTS,
            noncurrent_version_expiration=retention.CHECKPOINTS,
        ),
    ]
