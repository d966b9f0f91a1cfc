"""Who may list a bucket is told that an object is missing; who may not is refused (S3 API reference, GetObject).

MiniStack answers 404 to everybody. A function whose role lacks the listing would work on the laptop and answer 403s as
its own failures on AWS.
"""

from typing import Any
from urllib.parse import unquote

from ministack.core import iam_evaluator
from ministack.services import s3

_S3_ARN = "arn:aws:s3:::"

_enforce = iam_evaluator.enforce


def install() -> None:
    """Check the listing too, wherever MiniStack checks the reading of an object that is not there."""
    global _enforce
    _enforce, iam_evaluator.enforce = iam_evaluator.enforce, _enforce_listing


def is_missing(bucket: str, key: str) -> bool:
    """Whether the bucket exists and has no such object."""
    found: Any = s3._ensure_bucket(bucket)
    return found is not None and key not in found["objects"]


def _enforce_listing(
    access_key_id: str,
    iam_action: str,
    service: str,
    region: str,
    resource_arn: str = "*",
    service_context: dict[str, Any] | None = None,
) -> Any:
    refusal = _enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
    if refusal is None and iam_action == "s3:GetObject":
        bucket, _, key = resource_arn.removeprefix(_S3_ARN).partition("/")
        if is_missing(bucket, unquote(key)):
            return _enforce(access_key_id, "s3:ListBucket", service, region, f"{_S3_ARN}{bucket}", {})
    return refusal
