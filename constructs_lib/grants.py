"""Generic grants on a bucket: exact actions on exact keys. Which function gets which is written in its component."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from constructs_lib.findings import accept_wildcards
from constructs_lib.python_function import PythonFunction

READ, WRITE, READ_VERSION, REMOVE = "s3:GetObject", "s3:PutObject", "s3:GetObjectVersion", "s3:DeleteObject"


def grant_keys(function: PythonFunction, bucket: s3.IBucket, keys: Sequence[str], *actions: str) -> None:
    """Allow `actions` on `keys` of the bucket. A key that ends in `*` is a prefix."""
    resources = [bucket.arn_for_objects(key) for key in keys]
    function.add_to_role_policy(iam.PolicyStatement(actions=list(actions), resources=resources))
    accept_wildcards(
        function.own_role,
        [resource for key, resource in zip(keys, resources, strict=True) if key.endswith("*")],
        because="A job's token is part of the key, so the grant ends where the tokens begin: at the prefix.",
    )


def grant_list(function: PythonFunction, *buckets: s3.IBucket) -> None:
    """Allow ListBucket, without which S3 responds 403, not 404, for a key that does not exist."""
    function.add_to_role_policy(
        iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket.bucket_arn for bucket in buckets])
    )
