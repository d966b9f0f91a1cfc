"""Measurements of whole processes: the time to import the API's handler, and its peak memory."""

import subprocess
import sys
import time
from statistics import median

from bench.job_buckets import PERSON, JobBuckets
from tooling.paths import REPOSITORY

LAMBDA_ROOT = REPOSITORY / "lambda"
HANDLER = "import job_api.handler"
REFERENCE = 'import boto3; boto3.client("s3")'
# Reads the board and a job and changes the job's status, `times` times.
WORK = """
import json, os, resource, sys
from pathlib import Path
from job_api.handler import handler

def send(method, route, token=None, body=None, **headers):
    path = route.replace("{token}", token or "")
    event = {"version": "2.0", "routeKey": f"{method} {route}", "rawPath": path, "rawQueryString": "",
        "headers": {"x-origin-key": os.environ["ORIGIN_KEYS"],
            **{name.replace("_", "-"): value for name, value in headers.items()}}, "isBase64Encoded": False,
        "body": body and json.dumps(body), "requestContext": {"http": {"method": method, "path": path},
        "stage": "$default", "requestId": "bench", "authorizer": {"jwt": {"claims": {"email": sys.argv[1]}}}}}
    response = handler(event, None)
    assert response["statusCode"] == 200, response
    return response

token, times = sys.argv[2], int(sys.argv[3])
for number in range(times):
    send("GET", "/api/board")
    job = json.loads(send("GET", "/api/jobs/{token}", token)["body"])
    to = "pending_pickup" if job["status"] == "ready_for_pickup" else "ready_for_pickup"
    send("POST", "/api/jobs/{token}/transitions", token, {"to": to}, if_match=f'"{job["rev"]}"')
# Before exec the process was a copy of its parent, and on Linux ru_maxrss includes that memory.
status = Path("/proc/self/status")
peaks = [line.split()[1] for line in status.read_text().splitlines() if "VmHWM" in line] if status.exists() else []
print(int(peaks[0]) / 1024 if peaks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""


def import_ratio(buckets: JobBuckets, rounds: int) -> tuple[float, float, float]:
    """Seconds to import the API's handler, seconds for boto3 and its S3 client, and their ratio; medians.

    Whole processes, alternating, so that other load on the machine affects both.
    """
    _run(buckets, HANDLER)  # writes the bytecode cache
    _run(buckets, REFERENCE)
    handler, reference = [], []
    for _ in range(rounds):
        handler.append(_run(buckets, HANDLER))
        reference.append(_run(buckets, REFERENCE))
    return median(handler), median(reference), median(handler) / median(reference)


def api_memory_mib(buckets: JobBuckets, token: str, times: int) -> float:
    """The peak memory of an API process that runs WORK with `times` repetitions."""
    done = subprocess.run(
        [sys.executable, "-c", WORK, PERSON, token, str(times)],
        env=_environment(buckets),
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return float(done.stdout.splitlines()[-1])


def _run(buckets: JobBuckets, program: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], env=_environment(buckets), check=True, timeout=60)
    return time.perf_counter() - began


def _environment(buckets: JobBuckets) -> dict[str, str]:
    return buckets.environment | {"PYTHONPATH": str(LAMBDA_ROOT)}
