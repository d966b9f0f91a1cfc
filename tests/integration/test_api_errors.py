"""Invalid input gets a problem document with a remedy, and changes nothing."""

import json
from typing import Any

import urllib3

from local.dispatcher import Dispatcher
from tests.testkit.request_bodies import BOOKING, JOB
from tests.testkit.system import System


def _problem(response: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    assert response.headers["Content-Type"] == "application/problem+json"
    return dict(json.loads(response.data))


def test_every_wrong_field_is_named_at_once(system: System) -> None:
    wrong = BOOKING | {"customer": {"name": "", "phone": "12", "email": "ada"}}
    response = system.request("POST", "/api/bookings", body=wrong)
    assert response.status == 422
    assert {error["pointer"] for error in _problem(response)["errors"]} == {
        "#/customer/name",
        "#/customer/phone",
        "#/customer/email",
    }


def test_a_move_by_a_stale_revision_is_refused_with_the_current_job(system: System, dispatcher: Dispatcher) -> None:
    job = dispatcher.call("POST", "/api/jobs", JOB)
    moved = dispatcher.move(job, "ready_for_pickup")
    response = _move(system, dispatcher, job["token"], {"to": "cancelled", "why": "No answer"}, **{"If-Match": '"1"'})
    assert response.status == 412
    assert _problem(response)["current"] == moved


def test_a_move_without_the_revision_seen_is_refused(system: System, dispatcher: Dispatcher) -> None:
    job = dispatcher.call("POST", "/api/jobs", JOB)
    assert _move(system, dispatcher, job["token"], {"to": "ready_for_pickup"}).status == 428


def test_a_move_that_the_flow_does_not_have_is_refused_with_those_it_has(
    system: System, dispatcher: Dispatcher
) -> None:
    job = dispatcher.call("POST", "/api/jobs", JOB)
    response = _move(system, dispatcher, job["token"], {"to": "completed"}, **{"If-Match": '"1"'})
    assert response.status == 409
    assert sorted(_problem(response)["allowed"]) == ["cancelled", "ready_for_pickup"]


def test_a_repeated_create_with_the_same_key_makes_one_job(dispatcher: Dispatcher) -> None:
    first = dispatcher.call("POST", "/api/jobs", JOB, headers={"Idempotency-Key": "press-twice"})
    second = dispatcher.call("POST", "/api/jobs", JOB, headers={"Idempotency-Key": "press-twice"})
    assert first["token"] == second["token"]


def test_an_unchanged_board_costs_no_body(system: System, dispatcher: Dispatcher) -> None:
    authorization = f"Bearer {dispatcher.id_token}"
    etag = system.get("/api/board", Authorization=authorization).headers["ETag"]
    again = system.get("/api/board", Authorization=authorization, If_None_Match=etag)
    assert (again.status, again.data) == (304, b"")


def _move(
    system: System, dispatcher: Dispatcher, token: str, body: dict[str, Any], **headers: str
) -> urllib3.BaseHTTPResponse:
    return system.request(
        "POST",
        f"/api/jobs/{token}/transitions",
        body=body,
        headers={"Authorization": f"Bearer {dispatcher.id_token}", **headers},
    )
