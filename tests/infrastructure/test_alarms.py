"""Every alarm can be acted on, reaches somebody, and reads what something emits."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

import app
from constructs_lib.access_logs import FIELDS
from constructs_lib.job_api import ACCESS_LOG_FORMAT
from contract.names import METRIC_NAMESPACE
from jobs.telemetry import Metric
from tests.testkit.infrastructure.alarms import RUNBOOK, assert_can_be_acted_on, metrics, runbook, runbook_table
from tests.testkit.infrastructure.filter_pattern import meets
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
"""Name → its dimensions, and the page that says so. The certificate's is in test_custom_domain.py."""
WITH_A_DOMAIN = {"certificate-expiry"}
BUDGET = "monthly-budget"

ON_A_CLOCK = {"canary", "auditor-absent"}
"""Whose metric comes whether or not anybody uses the system: no data is what they are there for."""


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


def test_silence_is_alarming_where_a_clock_emits_the_metric_and_nowhere_else(alarms: Alarms) -> None:
    treated = {name: alarm["TreatMissingData"] for name, alarm in alarms.by_name.items()}
    assert {name for name, missing in treated.items() if missing == "breaching"} == ON_A_CLOCK
    assert {missing for name, missing in treated.items() if name not in ON_A_CLOCK} == {"notBreaching"}


def test_every_metric_of_aws_is_one_that_aws_emits(alarms: Alarms) -> None:
    read = {(namespace, name): set(dimensions) for namespace, name, dimensions in alarms.metrics if "AWS/" in namespace}
    assert read == {metric: dimensions for metric, (dimensions, _) in EMITTED_BY_AWS.items()}


def test_metrics_of_the_edge_are_asked_for_where_they_are(alarms: Alarms) -> None:
    """CloudFront's are in us-east-1, under a region that is none."""
    of_edge = [dimensions for namespace, _, dimensions in alarms.metrics if namespace == "AWS/CloudFront"]
    assert {dimensions["Region"] for dimensions in of_edge} == {"Global"}
    [function] = alarms.templates["App"].properties("AWS::CloudFront::Function")
    assert {each["FunctionName"] for each in of_edge if "FunctionName" in each} == {function["Name"]}


def test_every_function_that_is_watched_is_there(alarms: Alarms) -> None:
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
    """The environment is in the namespace, since a line does not say it."""
    namespace = f"{METRIC_NAMESPACE}/qdn-{alarms.environment}"
    counted = [each["MetricTransformations"][0] for each in alarms.filters]
    assert {(each["MetricNamespace"], each["MetricValue"]) for each in counted} == {(namespace, "1")}
    assert {(each["MetricName"], 0) for each in counted} == {
        (name, len(dimensions)) for space, name, dimensions in alarms.metrics if space == namespace
    }


def _of_the_api(route: str, status: int) -> str:
    """A line as API Gateway writes it: the format's text, with values in the place of its variables."""
    values = {"routeKey": route, "status": str(status)}
    return re.sub(r"\$context\.([\w.]+)", lambda variable: values.get(variable[1], "-"), ACCESS_LOG_FORMAT)


def _of_the_edge(path: str, status: int) -> str:
    """A line as CloudFront writes it, where every value is a text."""
    return json.dumps(dict.fromkeys(FIELDS, "-") | {"cache-behavior-path-pattern": path, "sc-status": str(status)})


COUNTED: dict[str, tuple[list[str], list[str]]] = {
    "ApiThrottled": (
        [_of_the_api("POST /api/bookings", 429), _of_the_api("GET /api/board", 429)],
        [_of_the_api("POST /api/bookings", 503), _of_the_api("POST /api/bookings", 201)],
    ),
    "JobCreationFailed": (
        [_of_the_api("POST /api/jobs", status) for status in (500, 503, 504)],
        [
            *(_of_the_api("POST /api/jobs", status) for status in (201, 409, 422, 429)),
            _of_the_api("POST /api/jobs/{token}/transitions", 503),
            _of_the_api("POST /api/bookings", 503),
            _of_the_api("GET /api/jobs/{token}", 500),
        ],
    ),
    "BookingFailed": (
        [_of_the_api("POST /api/bookings", status) for status in (500, 503, 504)],
        [
            *(_of_the_api("POST /api/bookings", status) for status in (201, 400, 422, 429)),
            _of_the_api("POST /api/jobs", 503),
        ],
    ),
    "TrackingFailed": (
        [_of_the_edge("/track/*", 503), _of_the_edge("/api/track/*", 502)],
        [_of_the_edge("/track/*", 200), _of_the_edge("/api/track/*", 404), _of_the_edge("/api/*", 503)],
    ),
    "TrackingNotFound": (
        [_of_the_edge("/api/track/*", 404)],
        [_of_the_edge("/api/track/*", 200), _of_the_edge("/track/*", 404), _of_the_edge("/assets/*", 404)],
    ),
}
"""Of each metric out of a log: lines that count, and lines that do not."""


def test_a_metric_out_of_a_log_counts_the_lines_that_it_is_for_and_no_others(alarms: Alarms) -> None:
    patterns = {each["MetricTransformations"][0]["MetricName"]: each["FilterPattern"] for each in alarms.filters}
    assert patterns.keys() == COUNTED.keys()
    for name, (lines, others) in COUNTED.items():
        assert [line for line in lines if not meets(patterns[name], line)] == [], name
        assert [line for line in others if meets(patterns[name], line)] == [], name


def test_failures_are_counted_on_routes_of_the_api(alarms: Alarms) -> None:
    routes = {each["RouteKey"] for each in alarms.templates["App"].properties("AWS::ApiGatewayV2::Route")}
    asked = {route for each in alarms.filters for route in re.findall(r'"([A-Z]+ /[^"]+)"', each["FilterPattern"])}
    assert asked == {"POST /api/jobs", "POST /api/bookings"} <= routes


def test_a_status_that_is_logged_as_a_number_would_not_be_counted(alarms: Alarms) -> None:
    """Hence the quotes in ACCESS_LOG_FORMAT: the patterns ask for texts."""
    as_number = ACCESS_LOG_FORMAT.replace('"$context.status"', "503").replace("$context.routeKey", "POST /api/jobs")
    assert not any(meets(each["FilterPattern"], as_number) for each in alarms.filters)


def test_one_failure_that_passes_wakes_nobody_where_the_canary_books(alarms: Alarms) -> None:
    """Its own bookings are among those that are counted, and it tries again."""
    assert alarms.by_name["booking-failures"]["Threshold"] == 2
    assert alarms.by_name["job-creation-failures"]["Threshold"] == 1


def test_tracking_errors_are_counted_on_the_tracking_paths(alarms: Alarms) -> None:
    distribution = alarms.templates["App"].the("AWS::CloudFront::Distribution")["DistributionConfig"]
    behaviours = {behaviour["PathPattern"] for behaviour in distribution["CacheBehaviors"]}
    patterns = {each["FilterName"].rpartition("-")[2]: each["FilterPattern"] for each in alarms.filters}
    for name, paths in {"TrackingFailed": {"/track/*", "/api/track/*"}, "TrackingNotFound": {"/api/track/*"}}.items():
        assert set(re.findall(r'"(/[^"]+)"', patterns[name])) == paths <= behaviours


def test_the_owner_is_told_of_a_month_that_costs_too_much(alarms: Alarms) -> None:
    """By one budget: a second one in the same account would count the same bill."""
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


def test_the_runbook_sends_nobody_to_a_log_that_is_not_there(alarms: Alarms) -> None:
    """CloudFront makes none for a function that writes nothing, for example."""
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


def test_edge_logs_are_the_ones_that_are_asked(alarms: Alarms) -> None:
    [group] = alarms.templates["Observability"].resources("AWS::Logs::LogGroup")
    of_edge = [each for each in alarms.filters if "Tracking" in each["FilterName"]]
    assert {flat(each["LogGroupName"]) for each in of_edge} == {f"<{group}>"}


def test_the_apis_access_log_is_the_one_that_is_asked(alarms: Alarms) -> None:
    application = alarms.templates["App"]
    [group] = [
        name
        for name, resource in application.resources("AWS::Logs::LogGroup").items()
        if "vendedlogs/apigateway" in flat(resource["Properties"].get("LogGroupName"))
    ]
    of_api = [each for each in alarms.filters if "Tracking" not in each["FilterName"]]
    assert {flat(each["LogGroupName"]) for each in of_api} == {f"<{group}>"}
