"""The routes: which operation each request asks for, and how its outcome is answered."""

import json
from http import HTTPStatus

from aws_lambda_powertools.logging import Logger

from job_api.edge_only import EdgeOnly, NotThroughEdgeError
from job_api.http_input import (
    body_of,
    idempotency_key,
    is_canary,
    json_of,
    person,
    seen_etag,
    seen_revision,
)
from job_api.problems import NOT_STORED, problem_for
from job_api.router import Answer, Request, Router
from jobs.booking_terms import BookingTerms
from jobs.bucket import NotModifiedError
from jobs.job_service import JobService
from jobs.record import Record, UnreadableRecordError
from jobs.record_store import JobNotFoundError
from jobs.requests import BookingRequest, JobRequest, StatusChange
from jobs.telemetry import Metric, count
from jobs.tokens import is_token

_HEADERS = {"Content-Type": "application/json", **NOT_STORED}


def job_routes(service: JobService, edge: EdgeOnly, log: Logger, terms: BookingTerms) -> Router:
    """The API on these operations. Staff routes name their person; booking and confirming are the customer's."""

    def refused(error: Exception) -> Answer:
        problem = problem_for(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed", exc_info=error, problem=problem.name)
        if isinstance(error, UnreadableRecordError):
            count(Metric.UNREADABLE_RECORD)
        if isinstance(error, NotThroughEdgeError):
            count(Metric.NOT_THROUGH_THE_EDGE)
        return problem.answer()

    def recorded(record: Record) -> Record:
        """The record, once its write is in the log: the publisher names the same write (docs/decisions/0016)."""
        log.info("recorded", job=record.token, rev=record.rev, write_id=record.write_id)
        return record

    router = Router(edge.check, refused)

    @router.route("GET", "/api/board")
    def board(request: Request) -> Answer:
        person(request)
        seen = seen_etag(request)
        try:
            stored = service.read_board(seen)
        except NotModifiedError:
            return Answer(HTTPStatus.NOT_MODIFIED, headers={**NOT_STORED, "ETag": seen or ""})
        return Answer(HTTPStatus.OK, stored.body.decode(), {**_HEADERS, "ETag": stored.etag}, large=True)

    @router.route("POST", "/api/jobs")
    def create_job(request: Request) -> Answer:
        by = person(request)
        record = recorded(service.create_job(body_of(request, JobRequest), by, idempotency_key(request)))
        return _record(record, HTTPStatus.CREATED, {"Location": f"/api/jobs/{record.token}"})

    @router.route("GET", "/api/jobs/{token}")
    def read_job(request: Request, token: str) -> Answer:
        person(request)
        return _record(service.read_job(_token(token)))

    @router.route("PATCH", "/api/jobs/{token}")
    def edit_job(request: Request, token: str) -> Answer:
        by = person(request)
        revision = seen_revision(request)
        return _record(recorded(service.edit_job(_token(token), revision, json_of(request), by)))

    @router.route("GET", "/api/jobs/{token}/history")
    def read_history(request: Request, token: str) -> Answer:
        person(request)
        answer = service.read_history(_token(token)).to_document(token)
        return Answer(HTTPStatus.OK, json.dumps(answer), _HEADERS)

    @router.route("POST", "/api/jobs/{token}/transitions")
    def change_status(request: Request, token: str) -> Answer:
        by = person(request)
        revision = seen_revision(request)
        change = body_of(request, StatusChange)
        return _record(recorded(service.change_status(_token(token), revision, change, by)))

    @router.route("POST", "/api/jobs/{token}/confirmation")
    def confirm(request: Request, token: str) -> Answer:
        record, view = service.confirm(_token(token))
        recorded(record)
        return Answer(HTTPStatus.OK, json.dumps({"view": view}), _HEADERS)

    @router.route("POST", "/api/bookings")
    def book(request: Request) -> Answer:
        canary = is_canary(request, edge)
        # A canary's address is made up, and need not be where the company comes.
        booking, key = body_of(request, BookingRequest, None if canary else terms), idempotency_key(request)
        if reason := booking.automatic():
            count(Metric.BOOKING_DISCARDED, reason=reason)
            record, view = service.pretend(booking, key)
        else:
            record, view = service.book(booking, key, canary=canary)
            recorded(record)
        answer = {"token": record.token, "tracking_path": f"/track/{record.token}", "view": view}
        return Answer(HTTPStatus.CREATED, json.dumps(answer), _HEADERS)

    return router


def _record(record: Record, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Answer:
    etag = {"ETag": f'"{record.rev}"'}
    return Answer(status, record.model_dump_json(), {**_HEADERS, **etag, **(headers or {})})


def _token(text: str) -> str:
    """The token in a path. One that cannot be a token is no job's: the answer is the same."""
    if not is_token(text):
        raise JobNotFoundError(text)
    return text
