"""The publisher's handler, started as by Lambda: partial batch failures, metrics, logs without whole tokens."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.paths import LAMBDA
from tests.testkit.publisher_messages import message
from tests.testkit.sample_jobs import TOKEN, record

PROGRAM = """
import json, sys
from types import SimpleNamespace
from publisher.handler import handler
print("RESULT", json.dumps(handler(json.load(sys.stdin), SimpleNamespace(aws_request_id="request-1"))))
"""


def run(job_buckets: JobBuckets, distribution_id: str, *messages: dict[str, Any]) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        **job_buckets.ministack.environment,
        "PYTHONPATH": str(LAMBDA),
        "JOBS_BUCKET": job_buckets.settings.jobs_bucket,
        "VIEWS_BUCKET": job_buckets.settings.views_bucket,
        "COMPANY_NAME": "QuickDumpNow",
        "COMPANY_PHONE": "+16195550142",
        "COMPANY_TIME_ZONE": "America/Los_Angeles",
        "BOARD_ENDED_DAYS": "7",
        "DISTRIBUTION_ID": distribution_id,
        "POWERTOOLS_SERVICE_NAME": "publisher",
    }
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps({"Records": messages}),
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_batch_is_published_and_what_fails_is_named(job_buckets: JobBuckets, distribution: Distribution) -> None:
    spoiled = "0123456789abcdef"
    job_buckets.put(f"jobs/{TOKEN}.json", record().to_bytes())
    job_buckets.put(f"jobs/{spoiled}.json", b"{")
    no_event = {"messageId": "no event", "body": "{}"}
    done = run(job_buckets, distribution.id, message(TOKEN), message(spoiled), no_event)
    assert done.returncode == 0, done.stderr
    *logs, result = done.stdout.splitlines()
    assert json.loads(result.removeprefix("RESULT ")) == {"batchItemFailures": [{"itemIdentifier": "no event"}]}
    assert job_buckets.view(TOKEN)["rev"] == 1
    assert distribution.invalidations() == [[f"/api/track/{TOKEN}"]]
    text = "\n".join(logs) + done.stderr
    assert TOKEN not in text
    assert spoiled not in text
    entries = [json.loads(line) for line in logs]
    [published] = [entry for entry in entries if entry.get("message") == "published"]
    assert (published["job"], published["rev"], published["write_id"]) == ("fcdc…", 1, "0" * 32)
    metric = next(entry for entry in entries if "_aws" in entry)
    assert metric["UnreadableRecord"] == [1.0]
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "QuickDumpNow"
    assert metric["service"] == "publisher"
    assert any("0123…" in line for line in logs)


def test_an_unforeseen_error_fails_the_batch_without_a_token_in_any_line(
    job_buckets: JobBuckets, distribution: Distribution
) -> None:
    job_buckets.s3.delete_bucket(Bucket=job_buckets.settings.views_bucket)
    job_buckets.put(f"jobs/{TOKEN}.json", record().to_bytes())
    done = run(job_buckets, distribution.id, message(TOKEN))
    assert done.returncode == 1
    assert "PublisherFailed" in done.stderr
    assert "NoSuchBucket" in done.stdout
    assert TOKEN not in done.stdout + done.stderr
