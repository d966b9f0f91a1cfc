"""Deletes the buckets of a first deploy that was rolled back: CloudFormation only deletes empty buckets.

The next deploy would fail because their names are taken. It writes their content, the site and the public views, again.
"""

import contextlib

import boto3

from tooling import aws

BUCKETS = (f"qdn-local-site-{aws.ACCOUNT}", f"qdn-local-views-{aws.ACCOUNT}")


def main() -> None:
    """Delete the App stack's buckets with their content."""
    s3 = boto3.resource("s3")
    for bucket in map(s3.Bucket, BUCKETS):
        with contextlib.suppress(s3.meta.client.exceptions.NoSuchBucket):
            bucket.objects.delete()
            bucket.delete()


if __name__ == "__main__":
    main()
