"""The API's operations: the response of each, and that every error is a problem document that says what to do."""

import base64
import gzip
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from aws_lambda_powertools.logging import Logger

from job_api.handlers import job_router
from job_api.origin_key_check import OriginKeyCheck
from job_api.request_log import RequestLog
from jobs.tokens import is_canary
from tests.testkit.api_description import assert_described
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.s3_wire import Wire, refusal
from tests.testkit.sample_jobs import ADDRESS, BOOKING, CUSTOMER, DISPATCHER, JOB, TERMS

EDGE_KEY = "a-key-of-the-edge"
SIGNED_IN = {"email": DISPATCHER, "cognito:username": "0b1c"}
STAFF_OPERATIONS = [
    ("GET", "/api/board"),
    ("POST", "/api/jobs"),
    ("GET", "/api/jobs/fcdc1c82cb284dbe"),
    ("PATCH", "/api/jobs/fcdc1c82cb284dbe"),
    ("GET", "/api/jobs/fcdc1c82cb284dbe/history"),
    ("POST", "/api/jobs/fcdc1c82cb284dbe/transitions"),
]


@dataclass(frozen=True)
class Response:
    """A response of the API, with its headers in lower case."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


class Api:
    """The API on job buckets, called through the edge, as API Gateway calls it."""

    def __init__(self, job_buckets: JobBuckets, wire: Wire | None = None) -> None:
        self._router = job_router(
            job_buckets.job_service(wire), OriginKeyCheck(EDGE_KEY), RequestLog(Logger(service="test")), TERMS
        )

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: dict[str, str] | None = None,
        claims: dict[str, str] | None = SIGNED_IN,
    ) -> Response:
        """A request with a body: bytes go base64-encoded, text as it is, anything else as JSON.

        The response is one that docs/openapi.json describes.
        """
        text = body if isinstance(body, str) or body is None else json.dumps(body, default=str)
        if isinstance(body, bytes):
            text = base64.b64encode(body).decode()
        context: dict[str, Any] = {
            "http": {"method": method, "path": path},
            "stage": "$default",
            "requestId": "request",
        }
        if claims is not None:
            context["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
        event = {
            "version": "2.0",
            "routeKey": f"{method} {path}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"x-origin-key": EDGE_KEY, **(headers or {})},
            "requestContext": context,
            "isBase64Encoded": isinstance(body, bytes),
            "body": text,
        }
        response = self._router.resolve(event)
        raw = response.get("body") or ""
        if response.get("isBase64Encoded"):
            raw = gzip.decompress(base64.b64decode(raw)).decode()
        got = Response(response["statusCode"], {k.lower(): v for k, v in response["headers"].items()}, raw)
        if "no-such-route" not in raw:
            assert_described(method, path, got.status, got.headers.get("content-type"), raw)
        return got

    def new_job(self) -> dict[str, Any]:
        """The record of a new job."""
        record: dict[str, Any] = self.call("POST", "/api/jobs", JOB).body
        return record

    def edit(self, token: str, revision: str | None, body: object) -> Response:
        """A change of details."""
        headers = {"if-match": revision} if revision is not None else {}
        return self.call("PATCH", f"/api/jobs/{token}", body, headers)

    def move(self, token: str, revision: str | None, body: object) -> Response:
        """A change of status."""
        headers = {"if-match": revision} if revision is not None else {}
        return self.call("POST", f"/api/jobs/{token}/transitions", body, headers)


@pytest.fixture
def api(job_buckets: JobBuckets) -> Api:
    return Api(job_buckets)


def assert_problem(response: Response, status: int, name: str) -> dict[str, Any]:
    assert response.status == status, response
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = response.body
    assert problem["type"] == f"urn:qdn:problem:{name}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


def test_a_job_is_created_read_and_moved(api: Api) -> None:
    created = api.call("POST", "/api/jobs", JOB)
    token = created.body["token"]
    assert created.status == 201
    assert created.headers["etag"] == '"1"'
    assert created.headers["location"] == f"/api/jobs/{token}"
    assert created.body["customer"] == {**CUSTOMER, "phone": "+16195550123"}
    assert created.body["history"][0]["by"] == DISPATCHER
    read = api.call("GET", f"/api/jobs/{token}")
    assert (read.status, read.body, read.headers["etag"]) == (200, created.body, '"1"')
    moved = api.move(token, '"1"', {"to": "ready_for_pickup", "why": None})
    assert (moved.status, moved.headers["etag"], moved.body["status"]) == (200, '"2"', "ready_for_pickup")
    assert api.call("GET", f"/api/jobs/{token}").body == moved.body


def test_a_booking_needs_no_sign_in_and_returns_its_link(api: Api, job_buckets: JobBuckets) -> None:
    response = api.call("POST", "/api/bookings", BOOKING, claims=None)
    token = response.body["token"]
    assert response.status == 201
    assert re.fullmatch(r"[0-9a-f]{16}", token)
    assert response.body == {"token": token, "tracking_path": f"/track/{token}", "view": job_buckets.view(token)}


def test_a_customer_confirms_without_a_sign_in_any_number_of_times(api: Api, job_buckets: JobBuckets) -> None:
    token = api.call("POST", "/api/bookings", BOOKING, claims=None).body["token"]
    first = api.call("POST", f"/api/jobs/{token}/confirmation", claims=None)
    assert (first.status, first.body) == (200, {"view": job_buckets.view(token)})
    assert (first.body["view"]["status"], first.body["view"]["can_confirm"]) == ("ready_for_pickup", False)
    again = api.call("POST", f"/api/jobs/{token}/confirmation", claims=None)
    assert (again.status, again.body) == (200, first.body)
    assert api.call("GET", f"/api/jobs/{token}").body["rev"] == 2


def test_a_customer_cannot_confirm_a_job_that_has_ended_or_does_not_exist(api: Api) -> None:
    token = api.new_job()["token"]
    api.move(token, '"1"', {"to": "cancelled", "why": "no access"})
    ended = api.call("POST", f"/api/jobs/{token}/confirmation", claims=None)
    problem = assert_problem(ended, 409, "transition-refused")
    assert "Mark" not in json.dumps(problem)
    for unknown in ("0" * 16, "x"):
        response = api.call("POST", f"/api/jobs/{unknown}/confirmation", claims=None)
        assert_problem(response, 404, "no-such-job")


def test_the_details_of_a_job_are_edited_by_a_merge_patch(api: Api) -> None:
    created = api.new_job()
    token = created["token"]
    response = api.edit(token, '"1"', {"customer": {"phone": "619 555 0199"}, "window": None})
    assert (response.status, response.headers["etag"]) == (200, '"2"')
    assert response.body["customer"] == {**created["customer"], "phone": "+16195550199"}
    assert response.body["window"] is None
    assert response.body["service"] == created["service"]
    assert api.call("GET", "/api/board").body["jobs"][token]["window"] is None


def test_an_edit_is_checked_like_any_change(api: Api) -> None:
    token = api.new_job()["token"]
    assert_problem(api.edit(token, None, {"price": None}), 428, "revision-missing")
    assert_problem(api.edit(token, "x", {"price": None}), 400, "invalid-header")
    stale = assert_problem(api.edit(token, '"2"', {"price": None}), 412, "stale-revision")
    assert stale["current"]["rev"] == 1
    assert_problem(api.edit("0" * 16, '"1"', {"price": None}), 404, "no-such-job")
    for body in (None, "", "{", "name=Mark", b"\xff\xfe{}", '{"customer": "\\ud800"}', '{"price": NaN}'):
        assert_problem(api.edit(token, '"1"', body), 400, "not-json")
    wrong = {"customer": {"phone": "1"}, "service": {"address": {"street": ""}}, "status": "completed"}
    problem = assert_problem(api.edit(token, '"1"', wrong), 422, "invalid-body")
    assert {error["pointer"] for error in problem["errors"]} == {
        "#/customer/phone",
        "#/service/address/street",
        "#/status",
    }
    assert api.call("GET", f"/api/jobs/{token}").body["rev"] == 1


def test_the_history_has_the_status_changes_and_the_audit_trail(api: Api) -> None:
    token = api.new_job()["token"]
    api.edit(token, '"1"', {"price": None})
    moved = api.move(token, '"2"', {"to": "cancelled", "why": "no access"}).body
    response = api.call("GET", f"/api/jobs/{token}/history")
    assert (response.status, response.headers["cache-control"]) == (200, "no-store")
    assert response.body.keys() == {"token", "history", "audit"}
    assert (response.body["token"], response.body["history"]) == (token, moved["history"])
    assert [entry["rev"] for entry in response.body["audit"]] == [1, 2, 3]
    last = response.body["audit"][-1]
    assert len(last.pop("version_id")) > 8
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", last.pop("at"))
    assert last == {
        "rev": 3,
        "operation": "transition",
        "by": DISPATCHER,
        "why": "no access",
        "from": "pending_pickup",
        "to": "cancelled",
        "changed": [],
        "restored_rev": None,
    }
    assert_problem(api.call("GET", f"/api/jobs/{'0' * 16}/history"), 404, "no-such-job")


def test_a_job_with_an_unreadable_record_still_has_its_audit_trail(api: Api, job_buckets: JobBuckets) -> None:
    token = api.new_job()["token"]
    job_buckets.put(f"jobs/{token}.json", b"{")
    response = api.call("GET", f"/api/jobs/{token}/history")
    assert response.body["history"] == []
    assert [entry["operation"] for entry in response.body["audit"]] == ["create", "unreadable"]


def test_the_board_is_sent_once_and_then_only_when_it_changes(api: Api) -> None:
    empty = api.call("GET", "/api/board")
    assert (empty.status, empty.body) == (200, {"schema_version": 1, "jobs": {}})
    record = api.new_job()
    first = api.call("GET", "/api/board", headers={"if-none-match": empty.headers["etag"]})
    assert first.status == 200
    assert first.body["jobs"][record["token"]]["last_change"] == record["history"][-1]
    etag = first.headers["etag"]
    for seen in (etag, f"W/{etag}"):
        again = api.call("GET", "/api/board", headers={"if-none-match": seen})
        assert (again.status, again.text, again.headers["etag"]) == (304, "", etag)
    api.new_job()
    assert api.call("GET", "/api/board", headers={"if-none-match": etag}).status == 200


@pytest.mark.parametrize("header", ["*", "nonsense", '"a", "b"'])
def test_an_if_none_match_that_is_not_one_etag_gets_the_whole_board(api: Api, header: str) -> None:
    api.new_job()
    assert api.call("GET", "/api/board", headers={"if-none-match": header}).status == 200


@pytest.mark.parametrize("spoiled", [b"", b"{not", b"[]", b'{"schema_version":9,"jobs":{}}', b'{"jobs":{"x":1}}'])
def test_an_invalid_board_is_a_problem(api: Api, job_buckets: JobBuckets, spoiled: bytes) -> None:
    job_buckets.put("jobs.json", spoiled)
    assert_problem(api.call("GET", "/api/board"), 500, "unreadable-board")


def test_the_board_is_compressed_if_the_client_accepts_it(api: Api) -> None:
    record = api.new_job()
    response = api.call("GET", "/api/board", headers={"accept-encoding": "gzip, br"})
    assert response.headers["content-encoding"] == "gzip"
    assert list(response.body["jobs"]) == [record["token"]]


@pytest.mark.parametrize(("method", "path"), STAFF_OPERATIONS)
@pytest.mark.parametrize("claims", [None, {}, {"email": ""}])
def test_a_staff_route_without_claims_is_refused(
    api: Api, method: str, path: str, claims: dict[str, str] | None
) -> None:
    response = api.call(method, path, JOB, {"if-match": '"1"'}, claims)
    assert_problem(response, 401, "not-signed-in")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("claims", "who"),
    [
        ({"email": "dana@qdn.example", "username": "x"}, "dana@qdn.example"),
        ({"username": "dana"}, "dana"),
        ({"cognito:username": "0b1c"}, "0b1c"),
    ],
)
def test_the_history_names_the_person_that_the_authorizer_named(api: Api, claims: dict[str, str], who: str) -> None:
    assert api.call("POST", "/api/jobs", JOB, claims=claims).body["history"][0]["by"] == who


def test_every_wrong_field_is_named_at_once(api: Api) -> None:
    body = {"customer": {"phone": "1"}, "service": {"kind": "x", "address": {"street": ""}}, "pric": 1}
    problem = assert_problem(api.call("POST", "/api/jobs", body), 422, "invalid-body")
    assert {error["pointer"] for error in problem["errors"]} == {
        "#/customer/name",
        "#/customer/phone",
        "#/service/kind",
        "#/service/address/street",
        "#/pric",
    }
    assert all(error["detail"].endswith(".") for error in problem["errors"])


def test_a_booking_without_city_and_zip_is_refused(api: Api) -> None:
    service = {"kind": "junk_removal", "address": {**ADDRESS, "city": None, "zip": None}}
    problem = assert_problem(api.call("POST", "/api/bookings", {**BOOKING, "service": service}), 422, "invalid-body")
    pointers = [error["pointer"] for error in problem["errors"]]
    assert pointers == ["#/service/address/city", "#/service/address/zip"]


def test_a_booking_is_checked_against_the_booking_terms(api: Api) -> None:
    service = {**BOOKING["service"], "address": {**ADDRESS, "zip": "90210"}}
    window = {**BOOKING["window"], "start": "2026-11-23T16:00:00Z", "end": "2026-11-23T18:00:00Z"}
    body = {**BOOKING, "service": service, "window": window}
    problem = assert_problem(api.call("POST", "/api/bookings", body, claims=None), 422, "invalid-body")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("#/service/address/zip", "area"),
        ("#/window", "soon"),
    ]


def test_a_canary_may_be_outside_the_service_area(api: Api) -> None:
    body = {**BOOKING, "service": {**BOOKING["service"], "address": {**ADDRESS, "zip": "00501"}}}
    assert api.call("POST", "/api/bookings", body, {"qdn-canary": EDGE_KEY}, claims=None).status == 201


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "a-robot"}])
@pytest.mark.parametrize(
    ("form", "reason"),
    [({"topic": "Cheap pills", "spent_ms": 9_000}, "honeypot"), ({"topic": "", "spent_ms": 3}, "too_fast")],
)
def test_an_automated_booking_gets_a_decoy_response_is_not_stored_and_is_counted(
    api: Api,
    job_buckets: JobBuckets,
    capsys: pytest.CaptureFixture[str],
    form: dict[str, object],
    reason: str,
    headers: dict[str, str],
) -> None:
    decoy = api.call("POST", "/api/bookings", {**BOOKING, "form": form}, headers, claims=None)
    counted = json.loads(capsys.readouterr().out)
    assert (counted["BookingDiscarded"], counted["reason"]) == ([1.0], reason)
    assert (
        job_buckets.keys(job_buckets.settings.jobs_bucket) == job_buckets.keys(job_buckets.settings.views_bucket) == []
    )

    person = {"topic": "", "spent_ms": 9_000}
    real = api.call("POST", "/api/bookings", {**BOOKING, "form": person}, {"idempotency-key": "me"}, claims=None)
    assert (decoy.status, decoy.headers) == (real.status, real.headers)
    assert _shape(decoy.body) == _shape(real.body)
    assert job_buckets.stored_record(real.body["token"]).rev == 1


def test_a_repeated_automated_booking_gets_the_same_token(api: Api) -> None:
    body = {**BOOKING, "form": {"topic": "x", "spent_ms": 1}}
    first, again, other = (
        api.call("POST", "/api/bookings", body, {"idempotency-key": key}, claims=None).body["token"]
        for key in ("one", "one", "two")
    )
    assert first == again != other


def test_the_same_booking_sent_later_is_one_job(api: Api) -> None:
    tokens = {
        api.call(
            "POST",
            "/api/bookings",
            {**BOOKING, "form": {"topic": "", "spent_ms": spent}},
            {"idempotency-key": "k"},
            claims=None,
        ).body["token"]
        for spent in (5_000, 65_000)
    }
    assert len(tokens) == 1


def _shape(response: Any) -> Any:
    """The response as JSON, with every token and number replaced by `#`."""
    return re.sub(r"[0-9a-f]{16}|[0-9]+", "#", json.dumps(response))


@pytest.mark.parametrize("body", [None, "", "{", "name=Mark", b"\xff\xfe{}", '{"customer": "\\ud800"}'])
def test_a_body_that_is_not_json_is_refused(api: Api, body: object) -> None:
    assert_problem(api.call("POST", "/api/jobs", body), 400, "not-json")


def test_a_body_may_come_base64_encoded(api: Api) -> None:
    assert api.call("POST", "/api/jobs", json.dumps(JOB).encode()).status == 201


def test_a_change_requires_a_valid_if_match(api: Api) -> None:
    token = api.new_job()["token"]
    change = {"to": "ready_for_pickup"}
    assert_problem(api.move(token, None, change), 428, "revision-missing")
    for malformed in ("", "*", "1", '"x"', '"1", "2"', '"-1"'):
        assert_problem(api.move(token, malformed, change), 400, "invalid-header")
    assert api.move(token, 'W/"1"', change).status == 200


def test_a_stale_revision_is_refused_with_the_current_job(api: Api) -> None:
    token = api.new_job()["token"]
    current = api.move(token, '"1"', {"to": "ready_for_pickup"}).body
    response = api.move(token, '"1"', {"to": "cancelled", "why": "no access"})
    problem = assert_problem(response, 412, "stale-revision")
    assert problem["current"] == current
    assert response.headers["etag"] == '"2"'


def test_a_transition_outside_the_flow_is_refused_with_the_allowed_ones(api: Api) -> None:
    token = api.new_job()["token"]
    problem = assert_problem(api.move(token, '"1"', {"to": "completed"}), 409, "transition-refused")
    assert problem["allowed"] == ["ready_for_pickup", "cancelled"]


def test_a_cancellation_requires_a_reason(api: Api) -> None:
    token = api.new_job()["token"]
    problem = assert_problem(api.move(token, '"1"', {"to": "cancelled", "why": " "}), 422, "invalid-body")
    assert [error["pointer"] for error in problem["errors"]] == ["#/why"]
    assert api.move(token, '"1"', {"to": "cancelled", "why": "no access"}).body["history"][-1]["why"] == "no access"


def test_a_status_that_does_not_exist_is_a_wrong_field(api: Api) -> None:
    token = api.new_job()["token"]
    problem = assert_problem(api.move(token, '"1"', {"to": "lost"}), 422, "invalid-body")
    assert problem["errors"][0]["pointer"] == "#/to"
    assert "ready_for_pickup" in problem["errors"][0]["detail"]


@pytest.mark.parametrize("token", ["0" * 16, "FCDC1C82CB284DBE", "x", "..", "0" * 17])
def test_an_unknown_and_a_malformed_token_look_the_same(api: Api, token: str) -> None:
    unknown = assert_problem(api.call("GET", f"/api/jobs/{token}"), 404, "no-such-job")
    assert token not in json.dumps(unknown)
    assert_problem(api.move(token, '"1"', {"to": "completed"}), 404, "no-such-job")


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/nothing"), ("DELETE", "/api/board"), ("GET", "/api/jobs")])
def test_an_unknown_route_is_a_problem_too(api: Api, method: str, path: str) -> None:
    assert_problem(api.call(method, path), 404, "no-such-route")


@pytest.mark.parametrize(("path", "body"), [("/api/jobs", JOB), ("/api/bookings", BOOKING)])
def test_a_repeated_request_makes_one_job(api: Api, job_buckets: JobBuckets, path: str, body: dict[str, Any]) -> None:
    headers = {"idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
    first = api.call("POST", path, body, headers)
    again = api.call("POST", path, body, headers)
    assert (again.status, again.body) == (201, first.body)
    assert len(job_buckets.cards()) == 1
    other = {**body, "window": None}
    assert_problem(api.call("POST", path, other, headers), 422, "idempotency-key-reused")
    assert len(job_buckets.cards()) == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 256])
def test_a_malformed_idempotency_key_is_refused(api: Api, key: str) -> None:
    assert_problem(api.call("POST", "/api/jobs", JOB, {"idempotency-key": key}), 400, "invalid-header")


@pytest.mark.parametrize(("method", "path"), STAFF_OPERATIONS)
def test_an_unavailable_store_is_a_503_with_retry_after(job_buckets: JobBuckets, method: str, path: str) -> None:
    api = Api(job_buckets, Wire(always=refusal(503, "SlowDown")))
    body = {"to": "ready_for_pickup"} if "transitions" in path else JOB
    response = api.call(method, path, body, {"if-match": '"1"'})
    assert_problem(response, 503, "store-unavailable")
    assert int(response.headers["retry-after"]) >= 1


def test_an_internal_error_reveals_no_details(job_buckets: JobBuckets) -> None:
    api = Api(job_buckets, Wire(always=refusal(403, "AccessDenied")))
    problem = assert_problem(api.call("GET", "/api/board"), 500, "internal-error")
    assert "AccessDenied" not in json.dumps(problem)


def test_an_unreadable_record_is_reported_and_counted(
    job_buckets: JobBuckets, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = b'{"schema_version": 99}'
    job_buckets.put("jobs/fcdc1c82cb284dbe.json", newer)
    path = "/api/jobs/fcdc1c82cb284dbe"
    change = {"if-match": '"1"'}
    for response in (
        Api(job_buckets).call("GET", path),
        Api(job_buckets).call("PATCH", path, {"price": None}, change),
        Api(job_buckets).call("POST", f"{path}/transitions", {"to": "ready_for_pickup"}, change),
        Api(job_buckets).call("POST", f"{path}/confirmation", claims=None),
    ):
        assert_problem(response, 500, "unreadable-record")
    assert capsys.readouterr().out.replace(" ", "").count('"UnreadableRecord":[1') == 4
    assert job_buckets.body(job_buckets.settings.jobs_bucket, "jobs/fcdc1c82cb284dbe.json") == newer


def test_a_canary_is_booked_with_an_origin_key(api: Api) -> None:
    booked = api.call("POST", "/api/bookings", BOOKING, {"qdn-canary": EDGE_KEY}, claims=None)
    assert (booked.status, is_canary(booked.body["token"])) == (201, True)


def test_a_canary_without_an_origin_key_is_refused(api: Api) -> None:
    refused = api.call("POST", "/api/bookings", BOOKING, {"qdn-canary": "1"}, claims=None)
    assert (refused.status, refused.body["type"]) == (400, "urn:qdn:problem:invalid-header")
