"""A job goes from booking to the board to the customer's page, through the edge, with the cache on."""

import json

import boto3
import pytest

from jobs.bucket import Bucket
from jobs.idempotency import IdempotencyStore, IdempotentRequest, NewJobIds
from jobs.requests import BookingRequest
from jobs.times import utc_now
from jobs.tokens import new_token, new_write_id
from local.dispatcher import Dispatcher
from tests.testkit.polling import until
from tests.testkit.request_bodies import BOOKING, JOB
from tests.testkit.system import System
from tooling import aws


def test_a_booking_is_on_the_board_and_its_link_works_at_once(system: System, dispatcher: Dispatcher) -> None:
    booked = system.request("POST", "/api/bookings", body=BOOKING)
    response = json.loads(booked.data)
    assert booked.status == 201
    assert response["tracking_path"] == f"/track/{response['token']}"

    page = system.get(response["tracking_path"])
    view = system.get(f"/api/track/{response['token']}")
    card = dispatcher.call("GET", "/api/board")["jobs"][response["token"]]

    assert (page.status, page.headers["Content-Type"].split(";")[0]) == (200, "text/html")
    assert (view.status, json.loads(view.data)) == (200, response["view"])
    assert (card["status"], card["source"], card["customer"]["name"]) == ("pending_pickup", "booking", "Ada Moreno")


def test_a_link_that_was_requested_before_its_job_existed_works_at_once(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the first system such a link stayed "Job not found, or this tracking link is no longer valid".

    The token is taken from an idempotency entry, as stored by an earlier attempt of the same request.
    """
    token, key = new_token(), "requested-before"
    for name, value in aws.environment(system.summary["aws_endpoint_url"]).items():
        monkeypatch.setenv(name, value)
    bucket = json.loads((system.directory / "outputs.json").read_text())["local-App"]["JobsBucket"]
    request = BookingRequest.model_validate(BOOKING).model_dump_json(exclude_unset=True)
    IdempotencyStore(Bucket(boto3.client("s3"), bucket)).keep(
        IdempotentRequest("bookings", key, request), NewJobIds(token, new_write_id(), utc_now())
    )
    assert [system.get(f"/api/track/{token}").status for _ in range(3)] == [404] * 3

    booked = system.request("POST", "/api/bookings", body=BOOKING, headers={"Idempotency-Key": key})

    assert (booked.status, json.loads(booked.data)["token"]) == (201, token)
    assert system.get(f"/track/{token}").status == 200
    view = system.get(f"/api/track/{token}")
    assert (view.status, json.loads(view.data)) == (200, json.loads(booked.data)["view"])


def test_a_cached_view_has_a_move_within_seconds(system: System, dispatcher: Dispatcher) -> None:
    job = dispatcher.call("POST", "/api/jobs", JOB)
    path = f"/api/track/{job['token']}"
    system.get(path)
    assert system.get(path).headers["X-Cache"] == "Hit from cloudfront"

    moved = dispatcher.move(job, "ready_for_pickup")

    def fresh() -> bool:
        return bool(json.loads(system.get(path).data)["rev"] == moved["rev"])

    until(fresh, deadline_s=5, what="the moved job's view at the edge")
    assert json.loads(system.get(path).data)["status"] == "ready_for_pickup"


def test_a_customers_confirmation_is_on_the_board(system: System, dispatcher: Dispatcher) -> None:
    token = json.loads(system.request("POST", "/api/bookings", body=BOOKING).data)["token"]
    confirmed = system.request("POST", f"/api/jobs/{token}/confirmation")
    assert confirmed.status == 200
    card = dispatcher.call("GET", "/api/board")["jobs"][token]
    assert (card["status"], card["last_change"]["by"]) == ("ready_for_pickup", "customer")


def test_an_edit_and_who_made_it_are_in_the_history(dispatcher: Dispatcher) -> None:
    job = dispatcher.call("POST", "/api/jobs", JOB)
    edit = {"price": {"amount_cents": 70000, "currency": "USD"}}
    edited = dispatcher.call("PATCH", f"/api/jobs/{job['token']}", edit, headers={"If-Match": '"1"'})
    assert (edited["rev"], edited["price"]["amount_cents"]) == (2, 70000)
    history = dispatcher.call("GET", f"/api/jobs/{job['token']}/history")
    assert history["history"][0]["to"] == "pending_pickup"
    assert {entry["rev"] for entry in history["audit"]} == {1, 2}


def test_the_view_shows_nothing_private(system: System, dispatcher: Dispatcher) -> None:
    job = dispatcher.call("POST", "/api/jobs", JOB)
    view = system.get(f"/api/track/{job['token']}").data.decode()
    for secret in ("Ada", "Moreno", "6195550187", "ada@example.com", "42 ", "Apt", "4711", "60000", "dispatcher@"):
        assert secret not in view
    assert json.loads(view)["street"] == "Harbor Dr"


def test_the_demo_jobs_are_there(system: System, dispatcher: Dispatcher) -> None:
    token = system.summary["demo_tracking_url"].rsplit("/", 1)[1]
    mark = dispatcher.call("GET", f"/api/jobs/{token}")
    assert mark["customer"]["name"] == "Mark"
    assert mark["service"]["address"]["street"].endswith("Soderblom Ave")
    assert mark["price"] == {"amount_cents": 60000, "currency": "USD"}
    assert mark["status"] == "pending_pickup"
