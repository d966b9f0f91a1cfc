"""The API's handler as Lambda starts it: from its environment alone, with logs that hold no whole token."""

import json
import os
import re
import subprocess
import sys
from typing import Any

from contract.names import BOARD_KEY
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.paths import LAMBDA
from tests.testkit.sample_jobs import BOOKING, DISPATCHER, JOB

PROGRAM = """
import json, sys
from job_api.handler import handler
for event in json.load(sys.stdin):
    print("RESULT", json.dumps(handler(event, None)))
print("LOADED", *(name for name in ("boto3", "s3transfer", "aws_cdk", "asyncio") if name in sys.modules))
"""


def event(method: str, path: str, body: object = None, origin_key: str = "newer older") -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"x-origin-key": origin_key, "x-amz-cf-id": "edge-1"},
        "requestContext": {
            "http": {"method": method, "path": path},
            "stage": "$default",
            "requestId": "request-1",
            "authorizer": {"jwt": {"claims": {"email": DISPATCHER}}},
        },
        "isBase64Encoded": False,
        "body": json.dumps(body),
    }


def run(job_buckets: JobBuckets, *events: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """The results, every other line that was written, and which heavy modules were loaded."""
    environment = {
        **os.environ,
        **job_buckets.ministack.environment,
        "PYTHONPATH": str(LAMBDA),
        "JOBS_BUCKET": job_buckets.settings.jobs_bucket,
        "VIEWS_BUCKET": job_buckets.settings.views_bucket,
        "COMPANY_NAME": "QuickDumpNow",
        "COMPANY_PHONE": "+16195550142",
        "ORIGIN_KEYS": "newer older",
        "COMPANY_TIME_ZONE": "America/Los_Angeles",
        "BOARD_ENDED_DAYS": "7",
        "SERVICE_AREA": "",
        "POWERTOOLS_SERVICE_NAME": "job-api",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(events),
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    results = [json.loads(line.removeprefix("RESULT ")) for line in lines if line.startswith("RESULT ")]
    loaded = next(line for line in lines if line.startswith("LOADED")).split()[1:]
    logs = [line for line in lines if not line.startswith(("RESULT", "LOADED"))]
    return results, [*logs, *done.stderr.splitlines()], loaded


def emitted(logs: list[str]) -> list[str]:
    """The names of the metrics among the lines, of which each counts one for this service."""
    entries = [entry for entry in map(json.loads, logs) if "_aws" in entry]
    names = [entry["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Name"] for entry in entries]
    assert [(entry[name], entry["service"]) for entry, name in zip(entries, names, strict=True)] == [
        ([1.0], "job-api")
    ] * len(names)
    return names


def test_it_serves_from_its_environment_alone_and_logs_no_token(job_buckets: JobBuckets) -> None:
    token = "fcdc1c82cb284dbe"
    job_buckets.put(f"jobs/{token}.json", b"{}")
    results, logs, loaded = run(
        job_buckets, event("POST", "/api/jobs", JOB), event("GET", f"/api/jobs/{token}"), event("GET", f"/api/{token}")
    )
    assert [result["statusCode"] for result in results] == [201, 500, 404]
    created = json.loads(results[0]["body"])["token"]
    assert job_buckets.view(created)["rev"] == 1
    text = "\n".join(logs)
    assert created not in text
    assert token not in text
    assert "Mark" not in text
    assert not re.search(r"555\D?0123", text)  # the phone in any form; a time in milliseconds may contain 555
    entries = [json.loads(line) for line in logs]
    answered = [entry for entry in entries if entry.get("message") == "answered"]
    assert [entry["status"] for entry in answered] == [201, 500, 404]
    assert {entry["correlation_id"] for entry in answered} == {"request-1"}
    assert {entry["edge_request_id"] for entry in answered} == {"edge-1"}
    assert {entry["service"] for entry in answered} == {"job-api"}
    [recorded] = [entry for entry in entries if entry.get("message") == "recorded"]
    stored = json.loads(job_buckets.body(job_buckets.settings.jobs_bucket, f"jobs/{created}.json"))
    assert (recorded["correlation_id"], recorded["write_id"]) == ("request-1", stored["write_id"])
    assert any("fcdc…" in line for line in logs)
    assert loaded == []


def test_a_request_past_the_edge_is_refused_before_it_is_parsed(job_buckets: JobBuckets) -> None:
    keyless = event("POST", "/api/jobs", JOB) | {"headers": None}
    results, logs, _ = run(job_buckets, event("POST", "/api/jobs", JOB, origin_key="stolen-long-ago"), keyless)
    assert [result["statusCode"] for result in results] == [403, 403]
    assert {json.loads(result["body"])["type"] for result in results} == {"urn:qdn:problem:not-through-the-edge"}
    assert job_buckets.s3.list_objects_v2(Bucket=job_buckets.settings.jobs_bucket)["KeyCount"] == 0
    assert "stolen-long-ago" not in "\n".join(logs)


def test_an_edge_of_the_release_before_is_still_accepted(job_buckets: JobBuckets) -> None:
    [result], _, _ = run(job_buckets, event("POST", "/api/jobs", JOB, origin_key="older oldest"))
    assert result["statusCode"] == 201


def test_a_failure_of_the_store_is_a_5xx_that_the_alarms_count(job_buckets: JobBuckets) -> None:
    requests = [event("POST", "/api/jobs", JOB), event("POST", "/api/bookings", BOOKING), event("GET", "/api/board")]
    job_buckets.s3.delete_bucket(Bucket=job_buckets.settings.jobs_bucket)
    results, _, _ = run(job_buckets, event("POST", "/api/jobs", {}), *requests)
    assert [result["statusCode"] for result in results] == [422, 500, 500, 500]


def test_a_job_whose_board_is_left_to_the_publisher_is_made_and_counted(job_buckets: JobBuckets) -> None:
    job_buckets.put(BOARD_KEY, b"{")
    [result], logs, _ = run(job_buckets, event("POST", "/api/jobs", JOB))
    assert result["statusCode"] == 201
    assert emitted(logs) == ["BoardDeferred"]


def test_a_request_past_the_edge_is_counted(job_buckets: JobBuckets) -> None:
    _, logs, _ = run(job_buckets, event("POST", "/api/jobs", JOB, origin_key="stolen-long-ago"))
    assert emitted(logs) == ["NotThroughTheEdge"]
