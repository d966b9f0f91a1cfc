"""How CloudFront reads a bucket: over TLS, and told "not found" when the bucket's policy lets it list.

MiniStack takes the laptop's plain HTTP for the transport between CloudFront and S3, so a policy that refuses plain HTTP
refuses everything; and it answers 403 for a missing object whatever the policy says, where AWS answers 404 to whoever
may list the bucket (S3 API reference, GetObject, "Permissions").
"""

from typing import Any

from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy, pin_request_origin
from ministack.services import s3

Answer = tuple[int, dict[str, str], bytes]

_fetch = s3.serve_cloudfront_origin_fetch


def install() -> None:
    """Replace MiniStack's origin fetch by this one."""
    s3.serve_cloudfront_origin_fetch = _fetch_over_tls


def _fetch_over_tls(
    bucket: str, key: str, method: str, headers: dict[str, str], source_arn: str = "", oai_id: str = ""
) -> Answer:
    pin_request_origin("127.0.0.1", True)
    answer: Answer = _fetch(bucket, key, method, headers, source_arn=source_arn, oai_id=oai_id)
    if answer[0] == 403 and _is_missing(bucket, key) and _may_list(bucket, source_arn):
        missing: Answer = s3._error("NoSuchKey", "The specified key does not exist.", 404, f"/{bucket}/{key}")
        return missing
    return answer


def _is_missing(bucket: str, key: str) -> bool:
    found: Any = s3._ensure_bucket(bucket)
    return found is not None and key not in found["objects"]


def _may_list(bucket: str, source_arn: str) -> bool:
    policy = s3._bucket_policies.get_scoped(s3._bucket_owner_account(bucket), None, bucket)
    if not policy or not source_arn:
        return False
    context = EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action="s3:ListBucket",
        resource_arn=f"arn:aws:s3:::{bucket}",
        region="us-east-1",
        service_context={"aws:sourcearn": source_arn},
    )
    verdict = evaluate_resource_policy(policy, context, service="cloudfront.amazonaws.com")
    return bool(verdict.decision == "Allow")
