"""The routes: which operation each request asks for, and how its outcome is answered."""

import json
from http import HTTPStatus

from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver, Response
from aws_lambda_powertools.logging import Logger

from job_api.http_input import body_of, idempotency_key, json_of, person, seen_etag, seen_revision
from job_api.problems import NOT_STORED, problem_for
from jobs.bucket import NotModified
from jobs.operations import Dispatch
from jobs.record import Record, UnreadableRecord
from jobs.record_store import JobNotFound
from jobs.requests import BookingRequest, JobRequest, StatusChange
from jobs.telemetry import count
from jobs.tokens import is_token

_JSON = "application/json"


def job_routes(dispatch: Dispatch, log: Logger) -> APIGatewayHttpResolver:
    """The API on these operations. Staff routes name their person; booking and confirming are the customer's."""
    app = APIGatewayHttpResolver()

    @app.get("/api/board", compress=True)
    def board() -> Response[str]:
        person(app.current_event)
        seen = seen_etag(app.current_event)
        try:
            stored = dispatch.read_board(seen)
        except NotModified:
            return Response(HTTPStatus.NOT_MODIFIED, body="", headers={**NOT_STORED, "ETag": seen or ""})
        return Response(HTTPStatus.OK, _JSON, stored.body.decode(), {**NOT_STORED, "ETag": stored.etag})

    @app.post("/api/jobs")
    def create_job() -> Response[str]:
        event = app.current_event
        by = person(event)
        record = dispatch.create_job(body_of(event, JobRequest), by, idempotency_key(event))
        return _record(record, HTTPStatus.CREATED, {"Location": f"/api/jobs/{record.token}"})

    @app.get("/api/jobs/<token>")
    def read_job(token: str) -> Response[str]:
        person(app.current_event)
        return _record(dispatch.read_job(_token(token)))

    @app.patch("/api/jobs/<token>")
    def edit_job(token: str) -> Response[str]:
        event = app.current_event
        by = person(event)
        revision = seen_revision(event)
        return _record(dispatch.edit_job(_token(token), revision, json_of(event), by))

    @app.get("/api/jobs/<token>/history")
    def read_history(token: str) -> Response[str]:
        person(app.current_event)
        found = dispatch.read_history(_token(token))
        answer = {
            "token": token,
            "history": [entry.model_dump(mode="json") for entry in found.history],
            "audit": [entry.to_document() for entry in found.audit],
        }
        return Response(HTTPStatus.OK, _JSON, json.dumps(answer), NOT_STORED)

    @app.post("/api/jobs/<token>/transitions")
    def change_status(token: str) -> Response[str]:
        event = app.current_event
        by = person(event)
        revision = seen_revision(event)
        change = body_of(event, StatusChange)
        return _record(dispatch.change_status(_token(token), revision, change, by))

    @app.post("/api/jobs/<token>/confirmation")
    def confirm(token: str) -> Response[str]:
        _, view = dispatch.confirm(_token(token))
        return Response(HTTPStatus.OK, _JSON, json.dumps({"view": view}), NOT_STORED)

    @app.post("/api/bookings")
    def book() -> Response[str]:
        event = app.current_event
        record, view = dispatch.book(body_of(event, BookingRequest), idempotency_key(event))
        answer = {"token": record.token, "tracking_path": f"/track/{record.token}", "view": view}
        return Response(HTTPStatus.CREATED, _JSON, json.dumps(answer), NOT_STORED)

    def refused(error: Exception) -> Response[str]:
        problem = problem_for(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed", exc_info=error, problem=problem.name)
        if isinstance(error, UnreadableRecord):
            count("UnreadableRecord")
        return problem.response()

    app.exception_handler(Exception)(refused)
    return app


def _record(record: Record, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response[str]:
    etag = {"ETag": f'"{record.rev}"'}
    return Response(status, _JSON, record.model_dump_json(), {**NOT_STORED, **etag, **(headers or {})})


def _token(text: str) -> str:
    """The token in a path. One that cannot be a token is no job's: the answer is the same."""
    if not is_token(text):
        raise JobNotFound(text)
    return text
