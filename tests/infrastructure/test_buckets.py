"""Every bucket is private, encrypted and TLS-only; the jobs are versioned and kept for as long as they must be."""

from typing import Any

import app
from contract.names import CANARY_TOKEN_PREFIX
from tests.testkit.infrastructure.flat import flat, many
from tests.testkit.infrastructure.templates import Template


def _buckets(*templates: Template) -> dict[str, dict[str, Any]]:
    found = {}
    for template in templates:
        for logical_id, bucket in template.resources("AWS::S3::Bucket").items():
            role = flat(bucket["Properties"]["BucketName"]).split("-")[2]
            found[role] = bucket | {"LogicalId": logical_id, "Template": template}
    return found


def test_there_are_exactly_four_buckets(data: Template, application: Template) -> None:
    assert set(_buckets(data, application)) == {"jobs", "logs", "site", "views"}


def test_every_bucket_is_private_encrypted_and_retained(data: Template, application: Template) -> None:
    for bucket in _buckets(data, application).values():
        assert bucket["Properties"]["PublicAccessBlockConfiguration"] == {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        }
        assert bucket["Properties"]["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        [rule] = bucket["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
        assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_every_bucket_refuses_plain_http_and_old_tls(data: Template, application: Template) -> None:
    for bucket in _buckets(data, application).values():
        [policy] = [
            policy["PolicyDocument"]["Statement"]
            for policy in bucket["Template"].properties("AWS::S3::BucketPolicy")
            if flat(policy["Bucket"]) == f"<{bucket['LogicalId']}>"
        ]
        conditions = [
            statement["Condition"]
            for statement in policy
            if statement["Effect"] == "Deny"
            and statement["Action"] == "s3:*"
            and statement["Principal"] == {"AWS": "*"}
        ]
        assert {"Bool": {"aws:SecureTransport": "false"}} in conditions
        assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in conditions


def test_no_log_of_a_buckets_readers_holds_a_token(data: Template, application: Template) -> None:
    buckets = _buckets(data, application)
    prefixes = {
        role: bucket["Properties"].get("LoggingConfiguration", {}).get("LogFilePrefix")
        for role, bucket in buckets.items()
    }
    assert prefixes == {"site": "s3/", "jobs": None, "views": None, "logs": None}


def test_the_jobs_bucket_keeps_versions_and_sends_an_event_for_every_write(data: Template) -> None:
    jobs = _buckets(data)["jobs"]["Properties"]
    assert jobs["VersioningConfiguration"] == {"Status": "Enabled"}
    assert jobs["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}


def test_no_customers_record_and_no_view_of_it_ever_expires(data: Template, application: Template) -> None:
    buckets = _buckets(data, application)
    expiring = {
        rule["Id"]: rule.get("Prefix")
        for role in ("jobs", "views")
        for rule in buckets[role]["Properties"]["LifecycleConfiguration"]["Rules"]
        if "ExpirationInDays" in rule
    }
    assert expiring == {
        "canary-records": f"jobs/{CANARY_TOKEN_PREFIX}",
        "canary-views": f"api/track/{CANARY_TOKEN_PREFIX}",
        "idempotency-keys": "idempotency/",
        "maintenance-checkpoints": "maintenance/",
    }


def test_old_versions_of_temporary_objects_expire_with_them(data: Template) -> None:
    rules = {rule["Id"]: rule for rule in _buckets(data)["jobs"]["Properties"]["LifecycleConfiguration"]["Rules"]}
    for name, days in {"idempotency-keys": 1, "maintenance-checkpoints": 7}.items():
        assert rules[name]["ExpirationInDays"] == days
        assert rules[name]["NoncurrentVersionExpiration"] == {"NoncurrentDays": days}


def test_no_bucket_keeps_an_abandoned_upload(data: Template, application: Template) -> None:
    for bucket in _buckets(data, application).values():
        [days] = [
            rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]
            for rule in bucket["Properties"]["LifecycleConfiguration"]["Rules"]
            if "AbortIncompleteMultipartUpload" in rule and "Prefix" not in rule
        ]
        assert days == 1


def test_old_versions_of_records_are_kept_for_the_audit_and_then_go(data: Template, environment: str) -> None:
    rules = {rule["Id"]: rule for rule in _buckets(data)["jobs"]["Properties"]["LifecycleConfiguration"]["Rules"]}
    retention_days = app.environments()[environment].record_retention_days
    record, board = rules["record-audit-trail"], rules["board-versions"]
    assert record["Prefix"] == "jobs/"
    assert record["NoncurrentVersionExpiration"] == {"NoncurrentDays": retention_days}
    assert record["NoncurrentVersionTransitions"] == [{"StorageClass": "GLACIER_IR", "TransitionInDays": 30}]
    assert board["Prefix"] == "jobs.json"
    assert board["NoncurrentVersionExpiration"] == {"NoncurrentDays": 7}


def test_only_this_accounts_logs_may_be_delivered(data: Template) -> None:
    logs = _buckets(data)["logs"]["LogicalId"]
    allowed = {
        statement["Principal"]["Service"]: (statement["Action"], many(statement["Resource"]), statement["Condition"])
        for policy in data.properties("AWS::S3::BucketPolicy")
        if flat(policy["Bucket"]) == f"<{logs}>"
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    }
    own = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert allowed == {
        "delivery.logs.amazonaws.com": ("s3:PutObject", [f"<{logs}.Arn>/edge/*"], own),
        "logging.s3.amazonaws.com": ("s3:PutObject", [f"<{logs}.Arn>/s3/*"], own),
    }


def test_logs_go_after_a_year(data: Template) -> None:
    rules = _buckets(data)["logs"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert [rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule and "Prefix" not in rule] == [365]


def test_only_this_distribution_may_read_what_the_edge_serves(data: Template, application: Template) -> None:
    [distribution] = application.resources("AWS::CloudFront::Distribution")
    for role in ("site", "views"):
        bucket = _buckets(data, application)[role]
        [policy] = [
            policy["PolicyDocument"]["Statement"]
            for policy in application.properties("AWS::S3::BucketPolicy")
            if flat(policy["Bucket"]) == f"<{bucket['LogicalId']}>"
        ]
        [allowed] = [statement for statement in policy if statement["Effect"] == "Allow"]
        assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert sorted(many(allowed["Action"])) == ["s3:GetObject", "s3:ListBucket"]
        assert flat(allowed["Condition"]["StringEquals"]["AWS:SourceArn"]).endswith(f"distribution/<{distribution}>")
