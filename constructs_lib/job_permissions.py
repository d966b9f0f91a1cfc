"""Least privilege on the jobs: for each function exactly the keys that it reads, writes or removes, and no more."""

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from constructs_lib.findings import accept_wildcards
from constructs_lib.python_function import PythonFunction
from contract.names import BOARD_KEY, CANARY_TOKEN_PREFIX, IDEMPOTENCY_PREFIX, RECORD_PREFIX, VIEW_PREFIX

READ, WRITE, READ_OLD, REMOVE = "s3:GetObject", "s3:PutObject", "s3:GetObjectVersion", "s3:DeleteObject"


def grant_api(function: PythonFunction, *, jobs: s3.IBucket, views: s3.IBucket) -> None:
    """Records, board, idempotency keys and views, to read and to write; old records to read; nothing to delete."""
    _grant(function, jobs, [f"{RECORD_PREFIX}*", BOARD_KEY, f"{IDEMPOTENCY_PREFIX}*"], READ, WRITE)
    _grant(function, views, [f"{VIEW_PREFIX}*"], READ, WRITE)
    _grant(function, jobs, [f"{RECORD_PREFIX}*"], READ_OLD)
    function.add_to_role_policy(iam.PolicyStatement(actions=["s3:ListBucketVersions"], resources=[jobs.bucket_arn]))
    _see_what_is_missing(function, jobs, views)


def grant_publisher(
    function: PythonFunction, *, jobs: s3.IBucket, views: s3.IBucket, distribution: cloudfront.IDistribution
) -> None:
    """Reads records, writes what is derived from them, invalidates the edge; it can never change a record."""
    _grant(function, jobs, [f"{RECORD_PREFIX}*"], READ)
    _grant(function, jobs, [BOARD_KEY], READ, WRITE)
    _grant(function, views, [f"{VIEW_PREFIX}*"], READ, WRITE)
    _see_what_is_missing(function, jobs, views)
    distribution.grant(function, "cloudfront:CreateInvalidation")


def grant_auditor(function: PythonFunction, *, jobs: s3.IBucket, views: s3.IBucket) -> None:
    """Reads records, board and views, and can change nothing."""
    _grant(function, jobs, [f"{RECORD_PREFIX}*", BOARD_KEY], READ)
    _grant(function, views, [f"{VIEW_PREFIX}*"], READ)
    _see_what_is_missing(function, jobs, views)


def grant_canaries(function: PythonFunction, *, jobs: s3.IBucket, views: s3.IBucket) -> None:
    """Removes canaries, the jobs that it makes itself; anybody else's it can neither remove, read nor list."""
    _grant(function, jobs, [f"{RECORD_PREFIX}{CANARY_TOKEN_PREFIX}*"], REMOVE)
    _grant(function, views, [f"{VIEW_PREFIX}{CANARY_TOKEN_PREFIX}*"], REMOVE)


def _grant(function: PythonFunction, bucket: s3.IBucket, keys: list[str], *actions: str) -> None:
    resources = [bucket.arn_for_objects(key) for key in keys]
    function.add_to_role_policy(iam.PolicyStatement(actions=list(actions), resources=resources))
    accept_wildcards(
        function.own_role,
        [resource for key, resource in zip(keys, resources, strict=True) if key.endswith("*")],
        because="A job's token is part of the key, so the grant ends where the tokens begin: at the prefix.",
    )


def _see_what_is_missing(function: PythonFunction, *buckets: s3.IBucket) -> None:
    """Without ListBucket S3 answers 403 for a missing object, and a missing job would look like a broken role."""
    function.add_to_role_policy(
        iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket.bucket_arn for bucket in buckets])
    )
