"""`qdn verify` and `qdn rebuild` against the running system, as an operator calls them."""

import json
from pathlib import Path

import boto3
import pytest

from local import aws
from local.dispatcher import Dispatcher
from tests.conftest import System
from tests.integration.jobs import JOB
from tests.polling import until


def test_a_spoiled_view_is_found_by_name_and_put_right(
    system: System, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = str(dispatcher.call("POST", "/api/jobs", JOB)["token"])
    path = f"/api/track/{token}"
    right = json.loads(system.get(path).data)
    for name, value in aws.environment(system.summary["aws_endpoint_url"]).items():
        monkeypatch.setenv(name, value)
    bucket = json.loads((system.directory / "outputs.json").read_text())["local-App"]["ViewsBucket"]
    wrong = right | {"rev": 99, "street": "Nowhere"}
    boto3.client("s3").put_object(Bucket=bucket, Key=path.removeprefix("/"), Body=json.dumps(wrong).encode())

    rebuilt = system.qdn("rebuild")

    assert rebuilt.returncode == 0, rebuilt.stderr
    assert rebuilt.stdout.startswith("Wrote 1 views")
    until(lambda: json.loads(system.get(path).data) == right, deadline_s=5, what="the view as it was")


def test_a_system_in_order_verifies(system: System) -> None:
    verified = system.qdn("verify")
    lines = verified.stdout.splitlines()
    assert verified.returncode == 0
    assert lines[0].startswith(f"{system.site_url} (release ")
    assert lines[-2].startswith("  the canary is gone")
    assert lines[-1] == "Board and views say what the records say."


def test_without_a_system_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    result = System(tmp_path).qdn("verify")
    assert (result.returncode, result.stderr) == (1, "The laptop's system is not there: make up\n")
