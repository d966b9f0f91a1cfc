"""Canary and auditor, invoked by the test instead of their schedules; and one request followed through every log."""

import json
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from local.dispatcher import Dispatcher
from tests.testkit.polling import until
from tests.testkit.request_bodies import BOOKING, JOB
from tests.testkit.system import System
from tooling import aws

PASSED = [
    "the booking page is there",
    "a canary is booked",
    "its link works at once",
    "its tracking page is there",
    "the canary is removed",
    "the canary is gone",
]
WITH_A_CHANGE = ["its view is cached", "its customer confirms", "the change is seen"]


@dataclass(frozen=True)
class Functions:
    """The deployed functions and their logs."""

    system: System

    def client(self, service: str) -> Any:
        session: Any = boto3.Session(aws.ACCESS_KEY, aws.ACCESS_KEY, None, aws.REGION)
        return session.client(service, endpoint_url=self.system.summary["aws_endpoint_url"])

    def output(self, name: str) -> str:
        return str(json.loads((self.system.directory / "outputs.json").read_text())["local-App"][name])

    def lines(self, function: str) -> list[dict[str, Any]]:
        """Every structured line of the function so far."""
        group = f"/aws/lambda/qdn-local-{function}"
        pages = self.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        texts = [event["message"] for page in pages for event in page["events"]]
        return [json.loads(text) for text in texts if text.startswith("{")]

    def run(self, function: str) -> list[dict[str, Any]]:
        """The lines of one invocation, which must succeed."""
        before = len(self.lines(function))
        response = self.client("lambda").invoke(FunctionName=f"qdn-local-{function}", Payload=b"{}")
        assert "FunctionError" not in response
        return self.lines(function)[before:]


@pytest.fixture(scope="module")
def functions(system: System) -> Functions:
    return Functions(system)


def metrics(lines: list[dict[str, Any]]) -> dict[str, float]:
    """The metrics that were emitted in embedded metric format, by name."""
    return {
        metric["Name"]: line[metric["Name"]][0]
        for line in lines
        if "_aws" in line
        for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    }


def test_a_canary_passes_every_step_and_is_removed(functions: Functions) -> None:
    lines = functions.run("canary")
    steps = [line["step"] for line in lines if line.get("message") == "passed"]
    assert [step for step in steps if step not in WITH_A_CHANGE] == PASSED
    assert metrics(lines) == {"CanaryFailed": 0}
    keys = functions.client("s3").list_objects_v2(Bucket=functions.output("JobsBucket"), Prefix="jobs/ca9a0000")
    assert keys["KeyCount"] == 0


def test_the_auditor_finds_a_view_that_differs_from_its_record(functions: Functions, dispatcher: Dispatcher) -> None:
    job = dispatcher.call("POST", "/api/jobs", JOB)
    s3, bucket = functions.client("s3"), functions.output("JobsBucket")
    record = json.loads(s3.get_object(Bucket=bucket, Key=f"jobs/{job['token']}.json")["Body"].read())
    assert metrics(functions.run("auditor"))["ProjectionsDiffer"] == 0, "a recent change may not be published yet"

    long_ago = record | {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
    s3.put_object(Bucket=bucket, Key=f"jobs/{job['token']}.json", Body=json.dumps(long_ago | {"rev": 2}).encode())
    view = {"Bucket": functions.output("ViewsBucket"), "Key": f"api/track/{job['token']}"}
    until(lambda: _rev(s3, view) == 2, deadline_s=10, what="the record is published")
    right = s3.get_object(**view)["Body"].read()
    s3.put_object(**view, Body=json.dumps(json.loads(right) | {"street": "Nowhere"}).encode())
    try:
        lines = functions.run("auditor")
    finally:
        s3.put_object(**view, Body=right)

    assert [line["difference"] for line in lines if line.get("message") == "differs"] == [
        f"api/track/{job['token'][:4]}…: differs in /street"
    ]
    assert metrics(lines)["ProjectionsDiffer"] == 1
    assert job["token"] not in json.dumps(lines)
    assert metrics(functions.run("auditor"))["ProjectionsDiffer"] == 0


def test_a_request_is_followed_from_the_edge_to_the_publisher(functions: Functions, system: System) -> None:
    booked = system.request("POST", "/api/bookings", body=BOOKING)
    assert booked.status == 201
    at_the_edge = booked.headers["X-Amz-Cf-Id"]

    def of_the_api() -> list[dict[str, Any]]:
        return [line for line in functions.lines("job-api") if line.get("edge_request_id") == at_the_edge]

    until(lambda: len(of_the_api()) >= 2, deadline_s=10, what="the API's lines")
    [recorded] = [line for line in of_the_api() if line["message"] == "recorded"]
    [responded] = [line for line in of_the_api() if line["message"] == "answered"]
    assert responded["correlation_id"] == recorded["correlation_id"]

    def of_the_publisher() -> list[dict[str, Any]]:
        return [line for line in functions.lines("publisher") if line.get("write_id") == recorded["write_id"]]

    [published, *_] = until(of_the_publisher, deadline_s=20, what="the publisher's line")
    assert (published["message"], published["rev"]) == ("published", 1)
    token = json.loads(booked.data)["token"]
    assert token not in json.dumps([recorded, responded, published])


def _rev(s3: Any, view: dict[str, str]) -> int:
    return int(json.loads(s3.get_object(**view)["Body"].read())["rev"])
