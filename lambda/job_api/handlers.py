"""The handlers: for each operation, what it calls in the job service and the response that it makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import BaseModel

from job_api import operations
from job_api.http_input import (
    body_of,
    expected_revision,
    idempotency_key,
    is_canary,
    json_of,
    known_etag,
    person,
)
from job_api.operations import Operation
from job_api.origin_key_check import NotThroughEdgeError, OriginKeyCheck
from job_api.problems import NOT_STORED, problem_response, problem_type
from job_api.request_log import RequestLog
from job_api.responses import Booked, Confirmed
from job_api.router import Handler, Request, Response, Router
from jobs.booking_terms import BookingTerms
from jobs.bucket import NotModifiedError
from jobs.job_service import JobService
from jobs.record import Record, UnreadableRecordError
from jobs.record_store import JobNotFoundError
from jobs.requests import BookingRequest, JobRequest, StatusChange
from jobs.telemetry import Metric, count
from jobs.tokens import is_token

_JSON = {"Content-Type": "application/json", **NOT_STORED}


def job_router(service: JobService, origin_keys: OriginKeyCheck, log: RequestLog, terms: BookingTerms) -> Router:
    """The router of all operations. It rejects requests that did not come through the edge."""
    handlers = JobHandlers(service, origin_keys, log, terms)

    def on_error(error: Exception) -> Response:
        problem = problem_type(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.failed(error, problem)
        if isinstance(error, UnreadableRecordError):
            count(Metric.UNREADABLE_RECORD)
        if isinstance(error, NotThroughEdgeError):
            count(Metric.NOT_THROUGH_THE_EDGE)
        return problem_response(error)

    return Router(operations.OPERATIONS, handlers.by_operation(), admit=origin_keys.check, on_error=on_error)


@dataclass(frozen=True)
class JobHandlers:
    """One method per operation. Staff operations take the person from the JWT; customers book and confirm."""

    service: JobService
    origin_keys: OriginKeyCheck
    log: RequestLog
    terms: BookingTerms

    def by_operation(self) -> Mapping[str, Handler]:
        """Each handler under the id of its operation."""
        return {
            operations.READ_BOARD.id: self.read_board,
            operations.CREATE_JOB.id: self.create_job,
            operations.READ_JOB.id: self.read_job,
            operations.EDIT_JOB.id: self.edit_job,
            operations.CHANGE_STATUS.id: self.change_status,
            operations.READ_HISTORY.id: self.read_history,
            operations.BOOK.id: self.book,
            operations.CONFIRM.id: self.confirm,
        }

    def read_board(self, request: Request) -> Response:
        person(request)
        etag = known_etag(request)
        try:
            stored = self.service.read_board(etag)
        except NotModifiedError:
            return Response(HTTPStatus.NOT_MODIFIED, headers={**NOT_STORED, "ETag": etag or ""})
        headers = {**_JSON, "ETag": stored.etag}
        return Response(operations.READ_BOARD.success, stored.body.decode(), headers, large=True)

    def create_job(self, request: Request) -> Response:
        by = person(request)
        created = self.service.create_job(body_of(request, JobRequest), by, idempotency_key(request))
        record = self.log.recorded(created)
        return _record_response(operations.CREATE_JOB, record, {"Location": f"/api/jobs/{record.token}"})

    def read_job(self, request: Request, token: str) -> Response:
        person(request)
        return _record_response(operations.READ_JOB, self.service.read_job(_token(token)))

    def edit_job(self, request: Request, token: str) -> Response:
        by = person(request)
        revision = expected_revision(request)
        edited = self.service.edit_job(_token(token), revision, json_of(request), by)
        return _record_response(operations.EDIT_JOB, self.log.recorded(edited))

    def change_status(self, request: Request, token: str) -> Response:
        by = person(request)
        revision = expected_revision(request)
        change = body_of(request, StatusChange)
        changed = self.service.change_status(_token(token), revision, change, by)
        return _record_response(operations.CHANGE_STATUS, self.log.recorded(changed))

    def read_history(self, request: Request, token: str) -> Response:
        person(request)
        return _response(operations.READ_HISTORY, self.service.read_history(_token(token)))

    def confirm(self, request: Request, token: str) -> Response:
        record, view = self.service.confirm(_token(token))
        self.log.recorded(record)
        return _response(operations.CONFIRM, Confirmed(view=view))

    def book(self, request: Request) -> Response:
        canary = is_canary(request, self.origin_keys)
        # A canary's address is fictitious, and may be outside the service area.
        booking, key = body_of(request, BookingRequest, None if canary else self.terms), idempotency_key(request)
        if reason := booking.sign_of_automation():
            count(Metric.BOOKING_DISCARDED, reason=reason)
            record, view = self.service.decoy_booking(booking, key)
        else:
            record, view = self.service.book(booking, key, canary=canary)
            self.log.recorded(record)
        booked = Booked(token=record.token, tracking_path=f"/track/{record.token}", view=view)
        return _response(operations.BOOK, booked)


def _response(operation: Operation, body: BaseModel, headers: Mapping[str, str] | None = None) -> Response:
    return Response(operation.success, body.model_dump_json(), {**_JSON, **(headers or {})})


def _record_response(operation: Operation, record: Record, headers: Mapping[str, str] | None = None) -> Response:
    return _response(operation, record, {"ETag": f'"{record.rev}"', **(headers or {})})


def _token(text: str) -> str:
    """The token in a path. A text that cannot be a token is treated as the token of a job that does not exist."""
    if not is_token(text):
        raise JobNotFoundError(text)
    return text
