"""The staff's operations accept a token of the staff's user pool and nothing else."""

import base64
import json

import pytest

from local.dispatcher import Dispatcher, RequestFailedError
from tests.testkit.request_bodies import JOB
from tests.testkit.system import System

STAFF_REQUESTS = [
    ("GET", "/api/board"),
    ("POST", "/api/jobs"),
    ("GET", "/api/jobs/0123456789abcdef"),
    ("PATCH", "/api/jobs/0123456789abcdef"),
    ("GET", "/api/jobs/0123456789abcdef/history"),
    ("POST", "/api/jobs/0123456789abcdef/transitions"),
]


@pytest.mark.parametrize(("method", "path"), STAFF_REQUESTS)
def test_without_a_token_a_staff_operation_responds_with_401(system: System, method: str, path: str) -> None:
    assert system.request(method, path).status == 401


def test_a_token_that_was_tampered_with_is_refused(system: System, dispatcher: Dispatcher) -> None:
    head, claims, signature = dispatcher.id_token.split(".")
    decoded = json.loads(base64.urlsafe_b64decode(claims + "=="))
    forged = (
        base64.urlsafe_b64encode(json.dumps(decoded | {"email": "boss@example.com"}).encode()).rstrip(b"=").decode()
    )
    response = system.get("/api/board", Authorization=f"Bearer {head}.{forged}.{signature}")
    assert response.status == 401


def test_a_wrong_password_does_not_sign_in(system: System) -> None:
    with pytest.raises(RequestFailedError, match="was refused"):
        Dispatcher(system.site_url, system.summary["sign_in"]["email"], "not-the-Passw0rd")


def test_the_author_of_a_move_is_the_signed_in_dispatcher(system: System, dispatcher: Dispatcher) -> None:
    moved = dispatcher.move(dispatcher.call("POST", "/api/jobs", JOB), "ready_for_pickup")
    assert {step["by"] for step in moved["history"]} == {system.summary["sign_in"]["email"]}
