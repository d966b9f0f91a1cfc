"""The logical ids of stateful resources are locked, and those of functions, whose names are fixed.

CloudFormation knows a resource by its logical id alone. Under another id, which a moved or renamed construct gets, it
is another resource: a renamed bucket is a lost bucket, a new user pool has no dispatchers, a new distribution has
another address than the one in every customer's link. Where the physical name is fixed, as most are here, the deploy
fails instead, since the old resource still has that name.

A change here needs a migration, described in the pull request. An added line needs none.
"""

import pytest

from review.stateful import LOSSES
from tests.testkit.infrastructure.templates import Template

LOCKED = {
    "Data": {
        "JobsBucket264FE5C6": "AWS::S3::Bucket",
        "LogsBucket5C52C3D2": "AWS::S3::Bucket",
        "StaffPool8CA90F24": "AWS::Cognito::UserPool",
        "StaffPoolDomainA5316279": "AWS::Cognito::UserPoolDomain",
    },
    "App": {
        "AuditorFunctionLogsC21B57AC": "AWS::Logs::LogGroup",
        "CanaryFunctionLogs26A82BF9": "AWS::Logs::LogGroup",
        "EdgeDistribution0060737B": "AWS::CloudFront::Distribution",
        "JobApiAccessLogF02DF6E6": "AWS::Logs::LogGroup",
        "JobApiFunctionLogsA9E27CA5": "AWS::Logs::LogGroup",
        "OriginKeyFunctionLogsAC46568A": "AWS::Logs::LogGroup",
        "OriginKeyMasterBA37804B": "AWS::SecretsManager::Secret",
        "PublisherDeadLetters87C4741E": "AWS::SQS::Queue",
        "PublisherFunctionLogsC9E45092": "AWS::Logs::LogGroup",
        "PublisherQueueB149A237": "AWS::SQS::Queue",
        "SiteDeploymentLogsB947F421": "AWS::Logs::LogGroup",
        "SiteE53D7754": "AWS::S3::Bucket",
        "SmokeTestCallerLogsD8AED27F": "AWS::Logs::LogGroup",
        "SmokeTestFunctionLogs53EAE590": "AWS::Logs::LogGroup",
        "ViewsC0DDE3FE": "AWS::S3::Bucket",
    },
    "Observability": {
        "EdgeAccessLogsRecent4B70E816": "AWS::Logs::LogGroup",
        "OwnerPages47765DB8": "AWS::SNS::Topic",
        "OwnerTopic6E6A66D9": "AWS::SNS::Topic",
    },
}


FUNCTIONS = {
    "AuditorFunction4BCE6CF5": "auditor",
    "CanaryFunctionD1692701": "canary",
    "JobApiFunctionA69287C9": "job-api",
    "OriginKeyFunctionDA072ECA": "origin-key",
    "PublisherFunctionBEE71BA1": "publisher",
    "SmokeTestFunction3BA52CAE": "smoke-test",
}
"""They hold nothing, but their names are fixed: under another id, a deploy fails (docs/decisions/0027)."""


@pytest.fixture
def stacks(data: Template, application: Template, observability: Template) -> dict[str, Template]:
    return {"Data": data, "App": application, "Observability": observability}


def test_a_stateful_resource_keeps_its_logical_id(stacks: dict[str, Template]) -> None:
    """The same in every environment, so that a change behaves on production as it did on staging."""
    stateful = {
        stack: {
            logical_id: resource["Type"]
            for logical_id, resource in template.body["Resources"].items()
            if resource["Type"] in LOSSES
        }
        for stack, template in stacks.items()
    }
    assert stateful == LOCKED


def test_a_function_with_a_fixed_name_keeps_its_logical_id(application: Template, environment: str) -> None:
    """And with it the mapping of the publisher's queue, of which Lambda allows no second one."""
    named = {
        logical_id: resource["Properties"]["FunctionName"].removeprefix(f"qdn-{environment}-")
        for logical_id, resource in application.resources("AWS::Lambda::Function").items()
        if "FunctionName" in resource["Properties"]
    }
    assert named == FUNCTIONS
    [mapping] = application.resources("AWS::Lambda::EventSourceMapping")
    queue = f"SqsEventSource{environment}AppPublisherQueue"
    assert mapping.startswith(f"PublisherFunction{queue}")


def test_every_retained_kind_is_known_as_stateful(stacks: dict[str, Template]) -> None:
    """Or a new kind of store would be neither locked here nor warned of in a pull request."""
    retained = {
        resource["Type"]
        for template in stacks.values()
        for resource in template.body["Resources"].values()
        if resource.get("DeletionPolicy", "Delete") != "Delete"
    }
    assert {"AWS::S3::Bucket", "AWS::Cognito::UserPool"} <= retained <= set(LOSSES)
