"""The custom resource's function: CloudFormation always gets a response, and no log contains a secret."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest

from origin_key.keys import keys_for
from tests.testkit.ministack import MiniStack
from tests.testkit.paths import LAMBDA

PROGRAM = """
import json, sys
from origin_key import handler
handler.DELIVERY_PAUSE_S = 0
handler.handler(json.load(sys.stdin), None)
"""
MASTER = "the-master-of-all-keys"


@dataclass
class CloudFormation:
    """The address for responses. The next requests to it get `statuses`, later ones 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    received: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)

    @property
    def response(self) -> dict[str, Any]:
        """The only one."""
        [(content_type, response)] = self.received
        assert content_type == ""  # the real address is signed for an empty one
        return response


@pytest.fixture
def cloudformation() -> Iterator[CloudFormation]:
    there = CloudFormation()

    class Requests(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = there.statuses.pop(0) if there.statuses else 200
            if status == 200:
                there.received.append((self.headers["Content-Type"], json.loads(body)))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Requests) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        there.url = f"http://127.0.0.1:{server.server_port}/response?X-Amz-Signature=signed"
        yield there
        server.shutdown()


@pytest.fixture(scope="module")
def master_arn(ministack: MiniStack) -> str:
    secrets: Any = boto3.Session("test", "test", region_name="us-east-1")
    client = secrets.client("secretsmanager", endpoint_url=ministack.endpoint_url)
    return str(client.create_secret(Name="origin-key-master", SecretString=MASTER)["ARN"])


@dataclass(frozen=True)
class Function:
    """Runs the handler once, as Lambda does."""

    ministack: MiniStack
    master_arn: str
    cloudformation: CloudFormation

    def run(self, request: str, release: str | None = "second", before: str | None = None) -> tuple[int, str]:
        """The exit code, and all that was written."""
        event = {
            "RequestType": request,
            "RequestId": "request-1",
            "StackId": "stack-1",
            "LogicalResourceId": "Keys",
            "ResponseURL": self.cloudformation.url,
            "ResourceProperties": {"Release": release} if release else {},
            **({"OldResourceProperties": {"Release": before}} if before else {}),
        }
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=json.dumps(event),
            env={
                **os.environ,
                **self.ministack.environment,
                "PYTHONPATH": str(LAMBDA),
                "MASTER_KEY_ARN": self.master_arn,
                "NO_PROXY": "127.0.0.1",
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def function(ministack: MiniStack, master_arn: str, cloudformation: CloudFormation) -> Function:
    return Function(ministack, master_arn, cloudformation)


def test_it_gives_the_keys_of_a_release_and_of_the_one_before(function: Function) -> None:
    code, _ = function.run("Update", "second", "first")
    response = function.cloudformation.response
    releases = {"ResourceProperties": {"Release": "second"}, "OldResourceProperties": {"Release": "first"}}
    assert code == 0
    assert response["Data"] == {"Keys": keys_for(releases, MASTER)}
    assert {name: response[name] for name in ("Status", "RequestId", "StackId", "LogicalResourceId", "NoEcho")} == {
        "Status": "SUCCESS",
        "RequestId": "request-1",
        "StackId": "stack-1",
        "LogicalResourceId": "Keys",
        "NoEcho": True,
    }


def test_the_physical_id_never_changes(function: Function) -> None:
    for request in ("Create", "Update", "Delete"):
        function.run(request)
    responses = [response for _, response in function.cloudformation.received]
    assert {response["PhysicalResourceId"] for response in responses} == {"origin-key"}
    assert {response["Status"] for response in responses} == {"SUCCESS"}


def test_its_deletion_does_not_need_the_master_which_may_be_gone_already(function: Function) -> None:
    gone = Function(
        function.ministack, "arn:aws:secretsmanager:us-east-1:000000000000:secret:gone", function.cloudformation
    )
    gone.run("Delete")
    assert function.cloudformation.response["Status"] == "SUCCESS"


def test_without_the_master_the_response_is_a_failure(function: Function) -> None:
    gone = Function(
        function.ministack, "arn:aws:secretsmanager:us-east-1:000000000000:secret:gone", function.cloudformation
    )
    gone.run("Create")
    response = function.cloudformation.response
    assert response["Status"] == "FAILED"
    assert response["Reason"] == "No origin keys: ResourceNotFoundException. See the function's log."


def test_an_event_without_a_release_gets_a_response_too(function: Function) -> None:
    function.run("Create", release=None)
    assert function.cloudformation.response["Status"] == "FAILED"


def test_a_response_that_is_refused_is_sent_again(function: Function) -> None:
    function.cloudformation.statuses += [503, 500]
    code, _ = function.run("Create")
    assert (code, function.cloudformation.response["Status"]) == (0, "SUCCESS")


def test_a_response_that_is_always_refused_fails_the_function_so_that_lambda_tries_again(function: Function) -> None:
    function.cloudformation.statuses += [503] * 10
    code, _ = function.run("Create")
    assert code != 0
    assert function.cloudformation.received == []


@pytest.mark.parametrize("statuses", [[], [503] * 10])
def test_no_log_holds_a_secret(function: Function, statuses: list[int]) -> None:
    function.cloudformation.statuses += statuses
    _, written = function.run("Update", "second", "first")
    releases = {"ResourceProperties": {"Release": "second"}, "OldResourceProperties": {"Release": "first"}}
    assert "keys given" in written
    for secret in (MASTER, "X-Amz-Signature", *keys_for(releases, MASTER).split()):
        assert secret not in written
