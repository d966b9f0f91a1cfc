"""A missing object is a 404 with permission to list the bucket, else a 403 (S3 API reference, GetObject).

MiniStack's response is always 404. A function whose role lacks ListBucket would work on the laptop, but treat the 403s
of AWS as failures.
"""

from typing import Any
from urllib.parse import unquote

from ministack.services import s3

from local.emulator import decisions

_S3_ARN = "arn:aws:s3:::"


def install() -> None:
    """When MiniStack checks permission to read a missing object, check permission to list its bucket, too."""
    decisions.around(_check_listing)


def is_missing(bucket: str, key: str) -> bool:
    """Whether the bucket exists and has no such object."""
    found: Any = s3._ensure_bucket(bucket)
    return found is not None and key not in found["objects"]


def _check_listing(
    decide: decisions.Decide, access_key: str, action: str, service: str, region: str, resource: str, context: Any
) -> Any:
    refusal = decide(access_key, action, service, region, resource, context)
    if refusal is None and action == "s3:GetObject":
        bucket, _, key = resource.removeprefix(_S3_ARN).partition("/")
        if is_missing(bucket, unquote(key)):
            return decide(access_key, "s3:ListBucket", service, region, f"{_S3_ARN}{bucket}", {})
    return refusal
