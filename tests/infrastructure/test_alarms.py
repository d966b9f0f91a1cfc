"""Holds for every alarm: it has a section in the runbook, notifies somebody, and reads a metric that is emitted."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

import app
from contract.names import METRIC_NAMESPACE
from jobs.telemetry import Metric
from tests.testkit.infrastructure.alarms import RUNBOOK, assert_can_be_acted_on, metrics, runbook, runbook_table
from tests.testkit.infrastructure.flat import flat
from tests.testkit.infrastructure.templates import STACKS, Assembly, Template

DOCS = "https://docs.aws.amazon.com"
CLOUDFRONT = f"{DOCS}/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html"
HTTP_API = f"{DOCS}/apigateway/latest/developerguide/http-api-metrics.html"
LAMBDA = f"{DOCS}/lambda/latest/dg/monitoring-metrics-types.html"
SQS = f"{DOCS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"

OF_FUNCTION, OF_QUEUE = {"FunctionName"}, {"QueueName"}
OF_DISTRIBUTION, OF_EDGE_FUNCTION = {"DistributionId", "Region"}, {"FunctionName", "Region"}
EMITTED_BY_AWS = {
    ("AWS/ApiGateway", "5xx"): ({"ApiId"}, HTTP_API),
    ("AWS/ApiGateway", "Latency"): ({"ApiId"}, HTTP_API),
    ("AWS/CloudFront", "5xxErrorRate"): (OF_DISTRIBUTION, CLOUDFRONT),
    ("AWS/CloudFront", "FunctionComputeUtilization"): (OF_EDGE_FUNCTION, CLOUDFRONT),
    ("AWS/CloudFront", "FunctionExecutionErrors"): (OF_EDGE_FUNCTION, CLOUDFRONT),
    ("AWS/CloudFront", "FunctionThrottles"): (OF_EDGE_FUNCTION, CLOUDFRONT),
    ("AWS/CloudFront", "FunctionValidationErrors"): (OF_EDGE_FUNCTION, CLOUDFRONT),
    ("AWS/Lambda", "Errors"): (OF_FUNCTION, LAMBDA),
    ("AWS/Lambda", "Throttles"): (OF_FUNCTION, LAMBDA),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): (OF_QUEUE, SQS),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): (OF_QUEUE, SQS),
}
"""Name → its dimensions, and the page that documents it. The certificate's is in test_custom_domain.py."""
WITH_A_DOMAIN = {"certificate-expiry"}
BUDGET = "monthly-budget"

ON_A_SCHEDULE = {"canary", "auditor-absent"}
"""The alarms on a metric that a schedule emits: a period without data is a failure."""


@dataclass(frozen=True)
class Alarms:
    """The alarms of one environment, by their names without its own, and the templates that they are in."""

    environment: str
    templates: dict[str, Template]

    @property
    def by_name(self) -> dict[str, dict[str, Any]]:
        return {
            alarm["AlarmName"].removeprefix(f"qdn-{self.environment}-"): alarm
            for template in self.templates.values()
            for alarm in template.properties("AWS::CloudWatch::Alarm")
        }

    @property
    def metrics(self) -> list[tuple[str, str, dict[str, str]]]:
        """Namespace, name and dimensions of all that they read."""
        return [
            (
                metric["Namespace"],
                metric["MetricName"],
                {each["Name"]: flat(each["Value"]) for each in metric.get("Dimensions", [])},
            )
            for alarm in self.by_name.values()
            for metric in metrics(alarm)
        ]

    @property
    def filters(self) -> list[dict[str, Any]]:
        return [each for template in self.templates.values() for each in template.properties("AWS::Logs::MetricFilter")]


@pytest.fixture
def alarms(assembly: Assembly, environment: str) -> Alarms:
    return Alarms(environment, {stack: assembly.template(environment, stack) for stack in STACKS})


def test_alarms_and_runbook_sections_are_the_same_list(alarms: Alarms) -> None:
    assert {*alarms.by_name, *WITH_A_DOMAIN, BUDGET} == set(runbook())


def test_the_runbooks_table_has_every_alarm_under_its_severity() -> None:
    assert runbook_table() == runbook()


def test_an_alarm_can_be_acted_on(alarms: Alarms) -> None:
    for alarm in alarms.by_name.values():
        assert_can_be_acted_on(alarm, alarms.environment)


def test_missing_data_is_an_alarm_where_a_schedule_emits_the_metric_and_nowhere_else(alarms: Alarms) -> None:
    treated = {name: alarm["TreatMissingData"] for name, alarm in alarms.by_name.items()}
    assert {name for name, missing in treated.items() if missing == "breaching"} == ON_A_SCHEDULE
    assert {missing for name, missing in treated.items() if name not in ON_A_SCHEDULE} == {"notBreaching"}


def test_every_metric_of_aws_is_one_that_aws_emits(alarms: Alarms) -> None:
    read = {(namespace, name): set(dimensions) for namespace, name, dimensions in alarms.metrics if "AWS/" in namespace}
    assert read == {metric: dimensions for metric, (dimensions, _) in EMITTED_BY_AWS.items()}


def test_metrics_of_the_edge_are_read_where_cloudfront_emits_them(alarms: Alarms) -> None:
    """In us-east-1, with the dimension Region set to Global."""
    of_edge = [dimensions for namespace, _, dimensions in alarms.metrics if namespace == "AWS/CloudFront"]
    assert {dimensions["Region"] for dimensions in of_edge} == {"Global"}
    [function] = alarms.templates["App"].properties("AWS::CloudFront::Function")
    assert {each["FunctionName"] for each in of_edge if "FunctionName" in each} == {function["Name"]}


def test_every_function_that_emits_a_metric_is_watched_and_exists(alarms: Alarms) -> None:
    functions = {each.get("FunctionName") for each in alarms.templates["App"].properties("AWS::Lambda::Function")}
    watched = {dimensions["FunctionName"] for namespace, _, dimensions in alarms.metrics if namespace == "AWS/Lambda"}
    assert watched <= functions
    prefix = f"qdn-{alarms.environment}-"
    assert watched == {f"{prefix}{emitter}" for metric in Metric for emitter in metric.value.by}


def test_every_metric_of_ours_is_one_that_its_function_emits(alarms: Alarms) -> None:
    known = {
        (metric.value.name, f"qdn-{alarms.environment}-{emitter}") for metric in Metric for emitter in metric.value.by
    }
    read = [(name, dimensions) for namespace, name, dimensions in alarms.metrics if namespace == METRIC_NAMESPACE]
    assert read
    for name, dimensions in read:
        assert set(dimensions) == {"service"}
        assert (name, dimensions["service"]) in known


def test_every_metric_out_of_a_log_is_counted_there(alarms: Alarms) -> None:
    """The environment is in the namespace, since the lines do not have it."""
    namespace = f"{METRIC_NAMESPACE}/qdn-{alarms.environment}"
    counted = [each["MetricTransformations"][0] for each in alarms.filters]
    assert {(each["MetricNamespace"], each["MetricValue"]) for each in counted} == {(namespace, "1")}
    assert {(each["MetricName"], 0) for each in counted} == {
        (name, len(dimensions)) for space, name, dimensions in alarms.metrics if space == namespace
    }


def test_a_month_that_costs_too_much_notifies_the_mailbox(alarms: Alarms) -> None:
    """Through one budget: a second one in the same account would count the same bill."""
    limit = app.environments()[alarms.environment].monthly_budget_usd
    assert (limit is None) == (alarms.environment == "staging")
    budgets = alarms.templates["Observability"].properties("AWS::Budgets::Budget")
    if limit is None:
        assert budgets == []
        return
    [budget] = budgets
    topics = alarms.templates["Observability"].resources("AWS::SNS::Topic")
    [topic] = [name for name, each in topics.items() if each["Properties"]["TopicName"].endswith("-alarms")]
    assert budget["Budget"]["BudgetName"] == f"qdn-{alarms.environment}-{BUDGET}"
    assert budget["Budget"]["BudgetLimit"] == {"Amount": limit, "Unit": "USD"}
    assert {each["Notification"]["NotificationType"] for each in budget["NotificationsWithSubscribers"]} == {
        "ACTUAL",
        "FORECASTED",
    }
    for each in budget["NotificationsWithSubscribers"]:
        assert each["Subscribers"] == [{"SubscriptionType": "SNS", "Address": {"Ref": topic}}]


def test_every_log_that_the_runbook_names_exists(alarms: Alarms) -> None:
    """CloudFront has none for a function that writes nothing, for example."""
    named = set(re.findall(r"/aws/[\w/-]*<environment>[\w-]*", RUNBOOK.read_text()))
    groups = [each for template in alarms.templates.values() for each in template.properties("AWS::Logs::LogGroup")]
    there = {flat(each.get("LogGroupName", "")) for each in groups}
    assert {name.replace("<environment>", alarms.environment) for name in named} - there == set()
    assert named


def test_the_runbook_changes_no_object_past_the_conditions_of_the_stores() -> None:
    assert (
        re.findall(r"aws s3(?:api)? (?:cp|mv|rm|sync|copy-object|put-object|delete-object)", RUNBOOK.read_text()) == []
    )


def test_every_log_is_kept_for_a_time_and_not_for_ever(alarms: Alarms) -> None:
    groups = [each for template in alarms.templates.values() for each in template.properties("AWS::Logs::LogGroup")]
    assert groups
    assert all(30 <= group["RetentionInDays"] <= 365 for group in groups)
