"""The edge's access logs hold no token; the table, the workgroup and the dashboard read their fields."""

import json
import re
from typing import Any

from constructs_lib.access_logs import FIELDS
from contract.names import METRIC_NAMESPACE
from edge_cache.log_fields import REQUESTS
from jobs.telemetry import Metric
from qdn.report import QUERY
from tests.testkit.infrastructure.templates import Template


def test_edge_logs_name_the_behaviour_and_leave_out_what_holds_a_token(observability: Template) -> None:
    deliveries = observability.properties("AWS::Logs::Delivery")
    assert len(deliveries) == 2
    for delivery in deliveries:
        fields = set(delivery["RecordFields"])
        assert {"cache-behavior-path-pattern", "x-edge-result-type", "sc-status", "sc-bytes"} <= fields
        assert not fields & {"cs-uri-stem", "cs-uri-query", "cs(Referer)", "cs(Cookie)"}


def test_the_table_has_the_delivered_fields_where_they_are_delivered(observability: Template, environment: str) -> None:
    """A prefix with a Hive-compatible path: `<bucket>/edge/year=2026/month=11/day=24/hour=16/` (developer guide)."""
    table = observability.the("AWS::Glue::Table")
    assert table["DatabaseName"] == observability.the("AWS::Glue::Database")["DatabaseInput"]["Name"]
    assert table["DatabaseName"] == f"qdn_{environment}"
    data = table["TableInput"]
    assert [column["Name"] for column in data["StorageDescriptor"]["Columns"]] == FIELDS
    assert {column["Type"] for column in data["StorageDescriptor"]["Columns"]} == {"string"}

    [to_files] = [
        delivery for delivery in observability.properties("AWS::Logs::Delivery") if "S3SuffixPath" in delivery
    ]
    assert to_files["S3EnableHiveCompatiblePath"] is True
    names = {"{yyyy}": "year", "{MM}": "month", "{dd}": "day", "{HH}": "hour"}
    folders = [names[variable] for variable in to_files["S3SuffixPath"].split("/")]
    partitions = [column["Name"] for column in data["PartitionKeys"]]
    assert folders == [*partitions, "hour"]
    template = _joined(data["Parameters"]["storage.location.template"])
    assert template.endswith("/edge/" + "".join(f"{name}=${{{name}}}/" for name in partitions))
    assert _joined(data["StorageDescriptor"]["Location"]).endswith(f"/{REQUESTS}/")
    for name in ("month", "day"):
        assert data["Parameters"][f"projection.{name}.digits"] == "2"


def test_the_report_reads_delivered_fields_alone() -> None:
    columns = set(re.findall(r'"([^"]+)"', QUERY))
    assert columns <= {*FIELDS, "year", "month", "day"}
    assert {"cache-behavior-path-pattern", "x-edge-result-type"} <= columns


def test_the_workgroup_is_bounded_and_its_results_expire(
    observability: Template, data: Template, environment: str
) -> None:
    group = observability.the("AWS::Athena::WorkGroup")
    assert group["Name"] == f"qdn-{environment}"
    configuration = group["WorkGroupConfiguration"]
    assert configuration["EnforceWorkGroupConfiguration"] is True
    assert configuration["BytesScannedCutoffPerQuery"] <= 100 * 1024**3
    assert _joined(configuration["ResultConfiguration"]["OutputLocation"]).endswith("/athena/")
    rules = [
        rule
        for bucket in data.properties("AWS::S3::Bucket")
        for rule in bucket["LifecycleConfiguration"]["Rules"]
        if rule["Id"] == "athena-results"
    ]
    assert [(rule["Prefix"], rule["ExpirationInDays"]) for rule in rules] == [("athena/", 7)]


def test_the_dashboard_shows_every_behaviour_of_the_edge(
    observability: Template, application: Template, environment: str
) -> None:
    dashboard = observability.the("AWS::CloudWatch::Dashboard")
    assert dashboard["DashboardName"] == f"qdn-{environment}"
    widgets = json.loads(_joined(dashboard["DashboardBody"]))["widgets"]
    config = application.the("AWS::CloudFront::Distribution")["DistributionConfig"]
    behaviours = {behaviour["PathPattern"] for behaviour in config["CacheBehaviors"]} | {"*"}
    queries = [widget["properties"]["query"] for widget in widgets if widget["type"] == "log"]
    assert {path for query in queries for path in re.findall(r"filter path = '(.+?)'", query)} == behaviours
    for query in queries:
        assert set(re.findall(r"`([^`]+)`", query)) <= set(FIELDS)
        assert all(figure in query for figure in ("requests", "hit_percent", "error_percent", "p95_ms"))
    shown = {
        (metric[0], metric[1])
        for widget in widgets
        if widget["type"] == "metric"
        for metric in widget["properties"]["metrics"]
    }
    counted_in_logs = f"{METRIC_NAMESPACE}/qdn-{environment}"
    emitters = {"AWS/CloudFront", "AWS/ApiGateway", "AWS/SQS", "AWS/Lambda", METRIC_NAMESPACE, counted_in_logs}
    assert emitters == {namespace for namespace, _ in shown}
    assert {name for namespace, name in shown if namespace == METRIC_NAMESPACE} <= {each.value.name for each in Metric}
    assert {(counted_in_logs, "JobCreationFailed"), (counted_in_logs, "BookingFailed")} < shown
    assert ("AWS/CloudFront", "CacheHitRate") in shown
    # That one is there only with the additional metrics.
    [subscription] = observability.properties("AWS::CloudFront::MonitoringSubscription")
    config = subscription["MonitoringSubscription"]["RealtimeMetricsSubscriptionConfig"]
    assert config == {"RealtimeMetricsSubscriptionStatus": "Enabled"}


def _joined(value: Any) -> str:
    """A text with `?` for each value that is known at deploy time alone."""
    if isinstance(value, str):
        return value
    [(function, argument)] = value.items()
    if function != "Fn::Join":
        return "?"
    return str(argument[0]).join(_joined(part) for part in argument[1])
