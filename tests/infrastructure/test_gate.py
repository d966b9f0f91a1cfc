"""The gate refuses a synth with findings, and names each by its rule and construct.

One synth has all planted violations.
"""

import pytest
from aws_cdk import App, Aws, CfnResource, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

import app
from constructs_lib.gate import SynthesisError, synthesize


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every finding of a staging with planted violations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDK_CONTEXT_JSON", '{"environment": "staging"}')
        planted = app.build(str(tmp_path_factory.mktemp("planted")))
    data, application = _stack(planted, "Data"), _stack(planted, "App")
    s3.Bucket(data, "PlantedBucket")
    _queue(data, "PlantedValue", VisibilityTimeout=99_999)
    _queue(data, "PlantedProperty", VisibilityTimeoutInSeconds=120)
    role = iam.Role(application, "PlantedRole", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    records = f"arn:aws:s3:::qdn-staging-jobs-{Aws.ACCOUNT_ID}/jobs/*"
    role.add_to_policy(iam.PolicyStatement(actions=["s3:DeleteObject"], resources=[records]))
    with pytest.raises(SynthesisError) as refused:
        synthesize(planted)
    return [finding.strip() for finding in str(refused.value).splitlines()[1:]]


def _stack(planted: App, name: str) -> Stack:
    stack = planted.node.find_child("staging").node.find_child(name)
    assert isinstance(stack, Stack)
    return stack


def _queue(stack: Stack, id: str, **properties: int) -> None:
    CfnResource(stack, id, type="AWS::SQS::Queue", properties=properties)


def _at(findings: list[str], construct: str) -> list[str]:
    return [finding for finding in findings if f" at staging/{construct}" in finding]


def test_everything_that_is_planted_is_found_and_nothing_else(findings: list[str]) -> None:
    assert [finding for finding in findings if "/Planted" not in finding] == []


def test_a_bucket_without_logs_that_takes_plain_http_is_refused(findings: list[str]) -> None:
    rules = {finding.split()[0] for finding in _at(findings, "Data/PlantedBucket")}
    assert rules == {"AwsSolutions-S1", "AwsSolutions-S10"}


def test_a_wildcard_that_is_accepted_in_one_role_is_still_refused_in_another(findings: list[str]) -> None:
    """The API's role may write every record, for a reason, which does not allow another role to delete them."""
    [finding] = _at(findings, "App/PlantedRole")
    assert finding.startswith("AwsSolutions-IAM5[Resource::arn:aws:s3:::qdn-staging-jobs-<AWS::AccountId>/jobs/*]")


@pytest.mark.parametrize(
    ("rule", "construct", "property"),
    [
        ("F3034", "PlantedValue", "VisibilityTimeout"),
        ("F3002", "PlantedProperty", "VisibilityTimeoutInSeconds"),
    ],
)
def test_a_template_that_cloudformation_would_refuse_is_refused(
    findings: list[str], rule: str, construct: str, property: str
) -> None:
    """By the CDK's own validator, CloudFormation Validate: a value out of range, and a property that does not exist."""
    [finding] = _at(findings, f"Data/{construct}")
    assert finding.startswith(f"{rule} at staging/Data/{construct}: {property}: ")
