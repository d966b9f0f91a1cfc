"""`bin/qdn` against the running system: the script, the confirmation at a terminal, the effect on the pages."""

import json
import os
import pty
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from local.dispatcher import Dispatcher
from qdn.deployment import Deployment
from tests.testkit.operator import Operator
from tests.testkit.paths import REPOSITORY
from tests.testkit.polling import until
from tests.testkit.request_bodies import JOB
from tests.testkit.system import System
from tooling import aws


def test_a_rebuild_repairs_a_wrong_view(
    system: System, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The publisher may write the view of a canary that was just deleted. A rebuild removes it: it must not count below.
    assert system.qdn("rebuild").returncode == 0
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


def test_verify_succeeds_without_findings(system: System) -> None:
    verified = system.qdn("verify")
    lines = verified.stdout.splitlines()
    assert verified.returncode == 0
    assert lines[0].startswith(f"{system.site_url} (release ")
    assert lines[-2].startswith("  the canary is gone")
    assert lines[-1] == "Board and views say what the records say."


def test_a_failed_smoke_test_is_a_finding_and_its_step_is_in_the_json(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Deployment.of

    def another_release(environment: str) -> Deployment:
        return replace(there(environment), release="0123456789ab")

    monkeypatch.setattr(Deployment, "of", another_release)
    monkeypatch.setattr("smoke_test.steps.STEP_DEADLINE_S", 0.0)
    result = Operator(system.directory).qdn("verify", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 3
    assert document["failed"].startswith("the release is at the edge")
    assert document["differences"] == []


def test_without_a_system_the_message_names_the_command_to_start_it(tmp_path: Path) -> None:
    result = System(tmp_path).qdn("verify")
    assert (result.returncode, result.stderr) == (1, "The laptop's system is not there: make up\n")


def test_a_move_by_an_operator_is_on_the_board_and_in_the_view(
    system: System, dispatcher: Dispatcher, tmp_path: Path
) -> None:
    made = dispatcher.call("POST", "/api/jobs", JOB)
    token = str(made["token"])
    until(lambda: json.loads(system.get(f"/api/track/{token}").data)["rev"] == 1, deadline_s=5, what="the view")
    elsewhere = tmp_path / "qdn"
    elsewhere.symlink_to(REPOSITORY / "bin" / "qdn")

    moved = system.qdn("job", "move", token, "ready_for_pickup", "--rev", "1", "--json", program=elsewhere)

    assert moved.returncode == 0, moved.stderr
    assert json.loads(moved.stdout)["job"] == dispatcher.call("GET", f"/api/jobs/{token}")
    until(
        lambda: json.loads(system.get(f"/api/track/{token}").data)["status"] == "ready_for_pickup",
        deadline_s=10,
        what="the edge shows the move",
    )
    assert token in dispatcher.call("GET", "/api/board")["jobs"]


def test_at_a_terminal_a_cancellation_needs_a_confirmation(system: System, dispatcher: Dispatcher) -> None:
    token = str(dispatcher.call("POST", "/api/jobs", JOB)["token"])
    terminal, keyboard = pty.openpty()
    try:
        os.write(terminal, b"n\n")
        cancelled = system.qdn("job", "cancel", token, "--why", "called off", stdin=keyboard)
    finally:
        os.close(terminal)
        os.close(keyboard)
    assert cancelled.returncode == 2
    assert cancelled.stdout == ""
    assert "Pending pickup → Cancelled? [y/N]: " in cancelled.stderr
    assert cancelled.stderr.endswith("Nothing was changed.\n")
    assert dispatcher.call("GET", f"/api/jobs/{token}")["rev"] == 1


def test_without_packages_the_message_names_the_command_to_install_them(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    shutil.copy(REPOSITORY / "bin" / "qdn", tmp_path / "bin")
    result = subprocess.run([tmp_path / "bin" / "qdn"], capture_output=True, text=True, timeout=10, check=False)
    assert result.returncode == 1
    assert result.stderr == f"qdn has not been installed yet: make packages (in {tmp_path.resolve()})\n"
