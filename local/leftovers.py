"""What a first deploy leaves behind when it is rolled back: its buckets, since CloudFormation deletes empty ones only.

The next deploy would find their names taken. All that is in them is made again by it: the site, and the public views.
"""

import contextlib

import boto3

from tooling import aws

BUCKETS = (f"qdn-local-site-{aws.ACCOUNT}", f"qdn-local-views-{aws.ACCOUNT}")


def main() -> None:
    """Delete the App stack's buckets and what is in them."""
    s3 = boto3.resource("s3")
    for bucket in map(s3.Bucket, BUCKETS):
        with contextlib.suppress(s3.meta.client.exceptions.NoSuchBucket):
            bucket.objects.delete()
            bucket.delete()


if __name__ == "__main__":
    main()
