"""The rules bite: what is planted here is refused, by the name of what is wrong."""

from pathlib import Path

import pytest
from aws_cdk import App, Aws, CfnResource, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

import app
from constructs_lib.gate import SynthesisError, synthesize


@pytest.fixture
def staging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setenv("CDK_CONTEXT_JSON", '{"environment": "staging"}')
    return app.build(str(tmp_path))


def _stack(planted: App, name: str) -> Stack:
    stack = planted.node.find_child("staging").node.find_child(name)
    assert isinstance(stack, Stack)
    return stack


def _findings(planted: App) -> list[str]:
    with pytest.raises(SynthesisError) as refusal:
        synthesize(planted)
    return str(refusal.value).splitlines()[1:]


def test_a_bucket_without_logs_that_takes_plain_http_refuses_the_synth(staging: App) -> None:
    s3.Bucket(_stack(staging, "Data"), "Planted")
    findings = _findings(staging)
    assert {finding.split()[0] for finding in findings} == {"AwsSolutions-S1", "AwsSolutions-S10"}
    assert all("staging/Data/Planted" in finding for finding in findings)


def test_a_wildcard_that_is_argued_for_in_one_role_is_still_refused_in_another(staging: App) -> None:
    """The API's role may write every record, for a reason; that is no reason for anybody else to delete them."""
    stack = _stack(staging, "App")
    role = iam.Role(stack, "Planted", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    records = f"arn:aws:s3:::qdn-staging-jobs-{Aws.ACCOUNT_ID}/jobs/*"
    role.add_to_policy(iam.PolicyStatement(actions=["s3:DeleteObject"], resources=[records]))
    [finding] = _findings(staging)
    assert finding.strip().startswith(
        "AwsSolutions-IAM5[Resource::arn:aws:s3:::qdn-staging-jobs-<AWS::AccountId>/jobs/*]"
    )
    assert "staging/App/Planted" in finding


@pytest.mark.parametrize(
    ("rule", "properties"),
    [
        ("F3034", {"VisibilityTimeout": 99_999}),
        ("F3002", {"VisibilityTimeoutInSeconds": 120}),
    ],
)
def test_a_template_that_cloudformation_would_refuse_refuses_the_synth(
    staging: App, rule: str, properties: dict[str, int]
) -> None:
    """The CDK's own validator, CloudFormation Validate: here a value out of range, and a property that there is not."""
    CfnResource(_stack(staging, "Data"), "Planted", type="AWS::SQS::Queue", properties=properties)
    [finding] = _findings(staging)
    assert finding.strip().startswith(f"{rule} at staging/Data/Planted: {next(iter(properties))}: ")
