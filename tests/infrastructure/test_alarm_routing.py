"""Who is notified of which alarm is in the template: a topic for everything, and one for pages alone."""

from typing import Any

import pytest
from aws_cdk import App, Stack

import app
from constructs_lib.alarms.severity import BUDGETS, CLOUDWATCH, AlarmRouting
from tests.testkit.infrastructure.alarms import notified_topics, runbook
from tests.testkit.infrastructure.flat import flat, many
from tests.testkit.infrastructure.templates import Assembly, Template

OWNER = "alarms@quickdumpnow.example.com"


def _subscriptions(page_endpoint: str | None) -> set[tuple[str, str, str]]:
    """Topic, protocol and endpoint of each subscription that the stack makes."""
    root = App()
    stack = Stack(root, "Stack")
    AlarmRouting(stack, "Owner", prefix="qdn-moon", alarm_email=OWNER, page_endpoint=page_endpoint)
    template = Template(root.synth().get_stack_by_name("Stack").template)
    topics = {
        f"<{name}>": each["Properties"]["TopicName"] for name, each in template.resources("AWS::SNS::Topic").items()
    }
    return {
        (topics[flat(each["TopicArn"])], each["Protocol"], each["Endpoint"])
        for each in template.properties("AWS::SNS::Subscription")
    }


def test_without_a_page_endpoint_the_mailbox_alone_is_subscribed_to_everything() -> None:
    assert _subscriptions(None) == {("qdn-moon-alarms", "email", OWNER)}


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [("email", "on-call@quickdumpnow.example.com"), ("https", "https://events.pager.example.com/enqueue")],
)
def test_a_page_endpoint_is_subscribed_to_pages_alone(protocol: str, endpoint: str) -> None:
    assert _subscriptions(endpoint) == {
        ("qdn-moon-alarms", "email", OWNER),
        ("qdn-moon-pages", protocol, endpoint),
    }


def test_every_environment_subscribes_its_own_addresses(observability: Template, environment: str) -> None:
    settings = app.environments()[environment]
    subscribed = {(each["Protocol"], each["Endpoint"]) for each in observability.properties("AWS::SNS::Subscription")}
    assert subscribed == {("email", settings.alarm_email)}
    assert settings.page_endpoint is None


def test_an_environments_page_endpoint_is_subscribed(everything_on: Assembly) -> None:
    observability = everything_on.template("staging", "Observability")
    subscribed = {(each["Protocol"], each["Endpoint"]) for each in observability.properties("AWS::SNS::Subscription")}
    assert ("https", "https://events.pager.example.com/enqueue") in subscribed


def test_alarms_of_severity_page_and_no_others_notify_the_topic_of_pages(
    observability: Template, environment: str
) -> None:
    alarms = observability.properties("AWS::CloudWatch::Alarm")
    pages = {
        each["AlarmName"].removeprefix(f"qdn-{environment}-") for each in alarms if "pages" in notified_topics(each)
    }
    assert pages == {name for name, severity in runbook().items() if severity == "page"} != set()
    assert all("alarms" in notified_topics(each) for each in alarms)


def test_both_topics_are_named_and_encrypted_with_the_key_of_the_environment(
    observability: Template, environment: str
) -> None:
    topics = observability.properties("AWS::SNS::Topic")
    assert {topic["TopicName"] for topic in topics} == {f"qdn-{environment}-alarms", f"qdn-{environment}-pages"}
    [key] = observability.resources("AWS::KMS::Key")
    assert {flat(topic["KmsMasterKeyId"]) for topic in topics} == {f"<{key}.Arn>"}


def test_alarms_and_budgets_of_this_account_and_nobody_else_may_notify(observability: Template) -> None:
    """Through both policies: without the key's, an alarm's message is lost without a trace."""
    topics = observability.resources("AWS::SNS::Topic")
    policies = {
        topics[topic["Ref"]]["Properties"]["TopicName"].rpartition("-")[2]: policy["PolicyDocument"]["Statement"]
        for policy in observability.properties("AWS::SNS::TopicPolicy")
        for topic in policy["Topics"]
    }
    key = observability.the("AWS::KMS::Key")["KeyPolicy"]["Statement"]
    assert _publishers(policies["alarms"], ["sns:Publish"]) == {CLOUDWATCH, BUDGETS}
    assert _publishers(policies["pages"], ["sns:Publish"]) == {CLOUDWATCH}
    assert _publishers(key, ["kms:Decrypt", "kms:GenerateDataKey"]) == {CLOUDWATCH, BUDGETS}
    for statements in policies.values():
        [denial] = [each for each in statements if each["Effect"] == "Deny"]
        assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def _publishers(statements: list[dict[str, Any]], actions: list[str]) -> set[str]:
    """The services that are allowed exactly these actions, each for this account alone."""
    services = [each for each in statements if "Service" in each["Principal"] and each["Effect"] == "Allow"]
    for each in services:
        assert many(each["Action"]) == actions
        assert each["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    return {service for each in services for service in many(each["Principal"]["Service"])}
