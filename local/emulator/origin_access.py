"""CloudFront's read access to a bucket: a missing object is a 404 if the bucket's policy grants ListBucket.

MiniStack's response for a missing object is always 403. On AWS it is 404 if the caller has ListBucket (S3 API
reference, GetObject, "Permissions").
"""

from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.services import s3

from local.emulator.missing_objects import is_missing

OriginResponse = tuple[int, dict[str, str], bytes]

_fetch = s3.serve_cloudfront_origin_fetch


def install() -> None:
    """Replace MiniStack's request to an S3 origin."""
    s3.serve_cloudfront_origin_fetch = _fetch_or_not_found


def _fetch_or_not_found(
    bucket: str, key: str, method: str, headers: dict[str, str], source_arn: str = "", oai_id: str = ""
) -> OriginResponse:
    response: OriginResponse = _fetch(bucket, key, method, headers, source_arn=source_arn, oai_id=oai_id)
    if response[0] == 403 and is_missing(bucket, key) and _may_list(bucket, source_arn):
        missing: OriginResponse = s3._error("NoSuchKey", "The specified key does not exist.", 404, f"/{bucket}/{key}")
        return missing
    return response


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
