"""The views bucket: the public view of each job, which the edge serves without a function."""

from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib import retention
from constructs_lib.private_bucket import PrivateBucket, bucket_name
from contract.names import CANARY_TOKEN_PREFIX, VIEW_PREFIX


class ViewsBucket(PrivateBucket):
    """Private to the edge. A view is kept for as long as its job; `qdn rebuild` makes all of them again."""

    def __init__(self, scope: Construct, id: str, *, prefix: str) -> None:
        super().__init__(
            scope,
            id,
            name=bucket_name(prefix, "views"),
            unlogged_because="A view's key holds the tracking token, which no log may keep; the edge logs its readers.",
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="canary-views", prefix=f"{VIEW_PREFIX}{CANARY_TOKEN_PREFIX}", expiration=retention.CANARIES
                )
            ],
        )
