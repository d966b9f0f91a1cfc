"""Each function's role grants exactly the function's calls: every call is allowed, and every grant is used.

The laptop's AWS checks a function's calls against its role as AWS does, and records each kind of call with the
decision. The fixture makes the functions use all of their permissions; in a run of the whole suite this module runs
last, so that the calls of all other tests count as well.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local.dispatcher import Dispatcher
from tests.testkit.polling import until
from tests.testkit.redeployed import Redeployed
from tests.testkit.request_bodies import BOOKING, JOB
from tests.testkit.system import System
from tooling import aws

# Lambda itself calls these with the function's role; the laptop's AWS does not check such internal calls.
CALLED_BY_LAMBDA = {
    # "Lambda execution role permissions" for logs: the policy AWSLambdaBasicExecutionRole without its third action,
    # which creates the log group: that is in the template here.
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    # Polling of a queue: the policy AWSLambdaSQSQueueExecutionRole (Lambda developer guide, "Creating and
    # configuring an Amazon SQS event source mapping").
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
}

NOBODY = "0123456789abcdef"
WRITTEN_BY_HAND = "fedcba9876543210"


@dataclass(frozen=True, order=True)
class Grant:
    """One action on one resource (an ARN, which may hold `*`)."""

    action: str
    resource: str

    def covers(self, action: str, resource: str) -> bool:
        pattern = ".*".join(re.escape(part) for part in self.resource.split("*"))
        return action == self.action and re.fullmatch(pattern, resource) is not None


@dataclass(frozen=True)
class Account:
    """The laptop's AWS, with root's permissions."""

    system: System

    def client(self, service: str, key: str = aws.ACCESS_KEY, secret: str = aws.ACCESS_KEY, token: str = "") -> Any:
        session: Any = boto3.Session(key, secret, token or None, aws.REGION)
        return session.client(service, endpoint_url=self.system.summary["aws_endpoint_url"])

    def output(self, name: str) -> str:
        return str(json.loads((self.system.directory / "outputs.json").read_text())["local-App"][name])

    def roles(self) -> dict[str, str]:
        """The name of every function's role."""
        functions = self.client("lambda").list_functions()["Functions"]
        return {function["FunctionName"]: function["Role"].rpartition("/")[2] for function in functions}

    def grants(self, role: str) -> set[Grant]:
        """The role's grants, one for each action on each resource."""
        iam = self.client("iam")
        assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
        grants = set()
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            for statement in iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]["Statement"]:
                assert statement["Effect"] == "Allow"
                for action, resource in product(_list(statement["Action"]), _list(statement["Resource"])):
                    grants.add(Grant(action, re.sub(r"[0-9a-fA-F]{16,}", "{hex}", resource)))  # as calls are recorded
        return grants

    def calls(self, role: str) -> list[dict[str, Any]]:
        """The kinds of calls that were made with a role so far."""
        lines = (self.system.directory / "recorded-calls.jsonl").read_text().splitlines()
        return [call for call in map(json.loads, lines) if call["role"] == role]

    def unused(self) -> dict[str, list[Grant]]:
        """By function: the grants of its role that no call has used."""
        found = {
            function: sorted(
                grant
                for grant in self.grants(role)
                if grant.action not in CALLED_BY_LAMBDA
                and not any(grant.covers(call["action"], call["resource"]) for call in self.calls(role))
            )
            for function, role in self.roles().items()
        }
        return {function: grants for function, grants in found.items() if grants}


@pytest.fixture(scope="module")
def account(system: System, dispatcher: Dispatcher, redeployed: Redeployed) -> Account:
    """The account after all functions have run; messages in the queue may still be in progress."""
    account = Account(system)
    made = _use_the_api(system, dispatcher)
    _lose_a_view(account, dispatcher, made)
    _write_a_record_by_hand(account, dispatcher.call("GET", f"/api/jobs/{made['token']}"))
    _send_the_event_of_a_deleted_record(account)
    _run_canary_and_auditor(account)
    return account


def test_calls_of_the_api_the_publisher_and_the_deployment_are_recorded(account: Account) -> None:
    recorded = {function for function, role in account.roles().items() if account.calls(role)}
    assert {"qdn-local-job-api", "qdn-local-publisher"} < recorded
    assert any("BucketDeployment" in function for function in recorded)


def test_no_call_was_refused(account: Account) -> None:
    refused = {
        function: [call for call in account.calls(role) if not call["allowed"]]
        for function, role in account.roles().items()
    }
    assert {function: calls for function, calls in refused.items() if calls} == {}


def test_no_grant_is_unused(account: Account) -> None:
    with contextlib.suppress(AssertionError):  # the next assertion shows the grants
        until(lambda: not account.unused(), deadline_s=30, what="every grant to be used")
    assert account.unused() == {}


def test_an_unused_grant_is_found(account: Account) -> None:
    iam, function = account.client("iam"), "qdn-local-publisher"
    planted = Grant("s3:DeleteObject", f"arn:aws:s3:::{account.output('ViewsBucket')}/*")
    policy = {"RoleName": account.roles()[function], "PolicyName": "planted"}
    iam.put_role_policy(**policy, PolicyDocument=_policy(planted.action, Resource=planted.resource))
    try:
        assert planted in account.unused()[function]
    finally:
        iam.delete_role_policy(**policy)


def test_no_token_is_recorded(account: Account) -> None:
    recorded = (account.system.directory / "recorded-calls.jsonl").read_text()
    assert "/jobs/{hex}.json" in recorded
    assert re.search(r"(jobs|track|idempotency)/[0-9a-f]{16}", recorded) is None


@pytest.fixture
def clerk(account: Account) -> Iterator[Any]:
    """An S3 client with permission to read the records and nothing else."""
    iam, role = account.client("iam"), "clerk"
    records = f"arn:aws:s3:::{account.output('JobsBucket')}/jobs/*"
    trust = _policy("sts:AssumeRole", Principal={"AWS": f"arn:aws:iam::{aws.ACCOUNT}:root"})
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName=role, PolicyName="p", PolicyDocument=_policy("s3:GetObject", Resource=records))
    session = account.client("sts").assume_role(RoleArn=arn, RoleSessionName="clerk")["Credentials"]
    yield account.client("s3", session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    iam.delete_role_policy(RoleName=role, PolicyName="p")
    iam.delete_role(RoleName=role)


def test_the_laptop_refuses_and_records_calls_that_a_role_does_not_grant(account: Account, clerk: Any) -> None:
    jobs = account.output("JobsBucket")
    assert clerk.get_object(Bucket=jobs, Key=f"jobs/{WRITTEN_BY_HAND}.json")["Body"].read()
    assert _refused(clerk.get_object, Bucket=jobs, Key="jobs.json")
    assert _refused(clerk.put_object, Bucket=jobs, Key=f"jobs/{WRITTEN_BY_HAND}.json", Body=b"")
    calls = {(call["action"], call["allowed"]) for call in account.calls("clerk")}
    assert {("s3:GetObject", True), ("s3:GetObject", False), ("s3:PutObject", False)} <= calls


def test_a_missing_object_is_refused_to_a_role_that_may_not_list_the_bucket(account: Account, clerk: Any) -> None:
    """As on AWS, where a role without ListBucket would turn every unknown token into an error of the function."""
    assert _refused(clerk.get_object, Bucket=account.output("JobsBucket"), Key=f"jobs/{NOBODY}.json")


def _use_the_api(system: System, dispatcher: Dispatcher) -> dict[str, Any]:
    """Send at least one request to every operation. Returns a job that was created."""
    key = {"Idempotency-Key": "permissions"}
    made = dispatcher.call("POST", "/api/jobs", JOB, headers=key)
    dispatcher.call("POST", "/api/jobs", JOB, headers=key)  # reads the idempotency entry
    path = f"/api/jobs/{made['token']}"
    edit = {"price": {"amount_cents": 70000, "currency": "USD"}}
    made = dispatcher.call("PATCH", path, edit, headers={"If-Match": '"1"'})
    booked = json.loads(system.request("POST", "/api/bookings", body=BOOKING).data)
    system.request("POST", f"/api/jobs/{booked['token']}/confirmation")
    dispatcher.call("GET", f"{path}/history")
    dispatcher.call("GET", "/api/board")
    missing = system.get(f"/api/jobs/{NOBODY}", Authorization=f"Bearer {dispatcher.id_token}")
    assert missing.status == 404
    return made


def _lose_a_view(account: Account, dispatcher: Dispatcher, job: dict[str, Any]) -> None:
    """Delete a view; the job's next change writes it again.

    The publisher, which may still process the change before, sometimes writes it first: then repeat.
    """
    view = {"Bucket": account.output("ViewsBucket"), "Key": f"api/track/{job['token']}"}
    path, rev = f"/api/jobs/{job['token']}", dispatcher.move(job, "ready_for_pickup")["rev"]

    def found_missing() -> bool:
        nonlocal rev
        account.client("s3").delete_object(**view)
        edit = {"price": {"amount_cents": 70000 + 100 * rev, "currency": "USD"}}
        rev = dispatcher.call("PATCH", path, edit, headers={"If-Match": f'"{rev}"'})["rev"]
        assert account.client("s3").get_object(**view)["Body"].read()
        unused = account.unused().get("qdn-local-job-api", [])
        return not any(grant.action == "s3:ListBucket" and view["Bucket"] in grant.resource for grant in unused)

    until(found_missing, deadline_s=30, what="the API to miss a view")


def _write_a_record_by_hand(account: Account, job: dict[str, Any]) -> None:
    """Write a record without a view and a card, which the publisher then writes."""
    record = json.dumps(job | {"token": WRITTEN_BY_HAND}).encode()
    account.client("s3").put_object(
        Bucket=account.output("JobsBucket"), Key=f"jobs/{WRITTEN_BY_HAND}.json", Body=record
    )


def _send_the_event_of_a_deleted_record(account: Account) -> None:
    """Send an event that arrives after its record was deleted."""
    sqs = account.client("sqs")
    queue = sqs.get_queue_url(QueueName="qdn-local-publisher")["QueueUrl"]
    event = {"detail": {"object": {"key": f"jobs/{NOBODY}.json"}}}
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(event))


def _run_canary_and_auditor(account: Account) -> None:
    """Invoke the functions that run on a schedule on AWS."""
    for function in ("qdn-local-canary", "qdn-local-auditor"):
        account.client("lambda").invoke(FunctionName=function)


def _policy(action: str, **on: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, **on}]})


def _refused(call: Any, **arguments: Any) -> bool:
    with pytest.raises(ClientError) as refusal:
        call(**arguments)
    return bool(refusal.value.response["Error"]["Code"] == "AccessDenied")


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
