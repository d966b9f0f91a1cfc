"""The functions run what is in `lambda/`, for their own processor, with a role that fits what they do."""

from pathlib import Path
from typing import Any

import pytest

from constructs_lib.bundling import LAMBDA_ARM64, SOURCE_ROOT, bundle
from contract.names import BOARD_KEY, CANARY_TOKEN_PREFIX, IDEMPOTENCY_PREFIX, RECORD_PREFIX, VIEW_PREFIX, FunctionName
from jobs.retry import SMOKE_TEST_DEADLINE_S
from tests.testkit.infrastructure.flat import many
from tests.testkit.infrastructure.templates import Template


def _function(application: Template, handler: str) -> dict[str, Any]:
    [function] = [
        function for function in application.properties("AWS::Lambda::Function") if function["Handler"] == handler
    ]
    return function


def _grants(application: Template, function: dict[str, Any]) -> dict[str, set[str]]:
    """Action → resources that the function's role allows."""
    role = function["Role"]["Fn::GetAtt"][0]
    grants: dict[str, set[str]] = {}
    for policy in application.properties("AWS::IAM::Policy"):
        if {"Ref": role} in policy["Roles"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Effect"] == "Allow"
                for action in many(statement["Action"]):
                    grants.setdefault(action, set()).update(many(statement["Resource"]))
    return grants


@pytest.mark.parametrize("handler", ["job_api.handler.handler", "publisher.handler.handler"])
def test_on_aws_a_function_runs_the_newest_python_on_arm(application: Template, environment: str, handler: str) -> None:
    function = _function(application, handler)
    assert function["Runtime"] == "python3.14"
    if environment != "local":
        assert function["Architectures"] == ["arm64"]


def test_a_package_holds_the_source_and_wheels_for_arm(tmp_path: Path) -> None:
    bundle(str(tmp_path), LAMBDA_ARM64)
    compiled = [path.name for path in (tmp_path / "pydantic_core").glob("*.so")]
    assert compiled
    assert all("314-aarch64-linux" in name for name in compiled)
    for source in ("jobs/status_flow.json", "words/en.json", "job_api/handler.py", "publisher/handler.py"):
        assert (tmp_path / source).read_bytes() == (SOURCE_ROOT / source).read_bytes()


def test_a_package_says_nothing_of_the_checkout_that_it_was_made_in(tmp_path: Path) -> None:
    bundle(str(tmp_path), LAMBDA_ARM64)
    checkout = str(SOURCE_ROOT.parent).encode()
    assert [path for path in tmp_path.rglob("*") if path.is_file() and checkout in path.read_bytes()] == []


def test_the_api_may_write_jobs_and_what_follows_from_them_but_delete_nothing(
    application: Template, environment: str
) -> None:
    grants = _grants(application, _function(application, "job_api.handler.handler"))
    jobs = f"arn:aws:s3:::qdn-{environment}-jobs-<AWS::AccountId>"
    records, board, claims, views = _keys(application, jobs)
    keys = {records, board, claims, views}
    assert grants.pop("s3:GetObject") == keys
    assert grants.pop("s3:PutObject") == keys
    assert grants.pop("s3:ListBucket") == {jobs, _views(application)}
    assert grants.pop("s3:GetObjectVersion") == {records}
    assert grants.pop("s3:ListBucketVersions") == {jobs}
    assert set(grants) == {"logs:CreateLogStream", "logs:PutLogEvents"}


def test_the_publisher_can_never_change_a_record(application: Template, environment: str) -> None:
    grants = _grants(application, _function(application, "publisher.handler.handler"))
    jobs = f"arn:aws:s3:::qdn-{environment}-jobs-<AWS::AccountId>"
    records, board, _, views = _keys(application, jobs)
    written = {board, views}
    assert grants.pop("s3:GetObject") == {records, *written}
    assert grants.pop("s3:PutObject") == written
    assert grants.pop("s3:ListBucket") == {jobs, _views(application)}
    [distribution] = application.resources("AWS::CloudFront::Distribution")
    assert grants.pop("cloudfront:CreateInvalidation") == {
        f"arn:aws:cloudfront::<AWS::AccountId>:distribution/<{distribution}>"
    }
    assert set(grants) == {
        *("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
        *("logs:CreateLogStream", "logs:PutLogEvents"),
    }


def test_nobody_may_delete_a_job_but_canaries(application: Template, data: Template, environment: str) -> None:
    deletable = {
        arn
        for template in (application, data)
        for policy in template.properties("AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
        if any(action.startswith("s3:Delete") for action in many(statement["Action"]))
        for arn in many(statement["Resource"])
        if f"qdn-{environment}-jobs" in arn
    }
    records = f"arn:aws:s3:::qdn-{environment}-jobs-<AWS::AccountId>/{RECORD_PREFIX}"
    assert deletable == {f"{records}{CANARY_TOKEN_PREFIX}*"}


def test_the_smoke_test_removes_canaries_and_can_do_nothing_else_to_jobs(
    application: Template, environment: str
) -> None:
    grants = _grants(application, _function(application, "smoke_test.handler.handler"))
    jobs = f"arn:aws:s3:::qdn-{environment}-jobs-<AWS::AccountId>"
    canaries = {
        f"{jobs}/{RECORD_PREFIX}{CANARY_TOKEN_PREFIX}*",
        f"{_views(application)}/{VIEW_PREFIX}{CANARY_TOKEN_PREFIX}*",
    }
    assert grants.pop("s3:DeleteObject") == canaries
    assert grants.pop("cloudformation:DescribeStacks") == {"<AWS::StackId>"}
    assert set(grants) == {"logs:CreateLogStream", "logs:PutLogEvents"}


def test_the_canary_removes_canaries_and_can_do_nothing_else_to_jobs(application: Template, environment: str) -> None:
    grants = _grants(application, _function(application, "canary.handler.handler"))
    jobs = f"arn:aws:s3:::qdn-{environment}-jobs-<AWS::AccountId>"
    assert grants.pop("s3:DeleteObject") == {
        f"{jobs}/{RECORD_PREFIX}{CANARY_TOKEN_PREFIX}*",
        f"{_views(application)}/{VIEW_PREFIX}{CANARY_TOKEN_PREFIX}*",
    }
    assert set(grants) == {"logs:CreateLogStream", "logs:PutLogEvents"}


def test_the_auditor_reads_and_can_change_nothing(application: Template, environment: str) -> None:
    grants = _grants(application, _function(application, "auditor.handler.handler"))
    jobs = f"arn:aws:s3:::qdn-{environment}-jobs-<AWS::AccountId>"
    records, board, _, views = _keys(application, jobs)
    assert grants.pop("s3:GetObject") == {records, board, views}
    assert grants.pop("s3:ListBucket") == {jobs, _views(application)}
    assert set(grants) == {"logs:CreateLogStream", "logs:PutLogEvents"}


def test_a_canary_has_time_for_its_whole_walk(application: Template) -> None:
    assert _function(application, "canary.handler.handler")["Timeout"] > SMOKE_TEST_DEADLINE_S


def test_every_function_logs_into_a_group_that_is_kept_for_three_months(application: Template) -> None:
    groups = application.resources("AWS::Logs::LogGroup")
    for function in application.properties("AWS::Lambda::Function"):
        group = groups[function["LoggingConfig"]["LogGroup"]["Ref"]]
        assert group["Properties"]["RetentionInDays"] == 90


def _keys(application: Template, jobs: str) -> tuple[str, str, str, str]:
    """Where the runtime code keeps records, board, claims and views: a grant for other keys fails on AWS alone."""
    return (
        f"{jobs}/{RECORD_PREFIX}*",
        f"{jobs}/{BOARD_KEY}",
        f"{jobs}/{IDEMPOTENCY_PREFIX}*",
        f"{_views(application)}/{VIEW_PREFIX}*",
    )


def _views(application: Template) -> str:
    [views] = [name for name in application.resources("AWS::S3::Bucket") if name.startswith("Views")]
    return f"<{views}.Arn>"


def test_the_stacks_description_names_every_function_that_runs_in_it(application: Template) -> None:
    description = application.body["Description"].casefold()
    names = (FunctionName.JOB_API, FunctionName.PUBLISHER, FunctionName.AUDITOR, FunctionName.CANARY)
    assert [name for name in (*names, FunctionName.SMOKE_TEST) if name.replace("-", " ") not in description] == []
