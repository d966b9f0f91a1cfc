"""Problem documents (RFC 9457): what each error means to the client, in one place."""

import json
from dataclasses import asdict, dataclass, field
from functools import singledispatch
from http import HTTPStatus
from typing import Any

from job_api.edge_only import NotThroughEdgeError
from job_api.http_input import (
    InvalidBodyError,
    InvalidHeaderError,
    NotJsonError,
    NotSignedInError,
    RevisionMissingError,
)
from job_api.router import Answer, NotBase64Error, RouteNotFoundError
from jobs.board import UnreadableBoardError
from jobs.bucket import StoreUnavailableError
from jobs.field_errors import FieldError
from jobs.idempotency import IdempotencyKeyReusedError
from jobs.job_service import ReasonMissingError, TransitionNotAllowedError
from jobs.record import UnreadableRecordError
from jobs.record_store import JobNotFoundError, StaleRevisionError
from jobs.requests import InvalidDetailsError
from jobs.rules import REQUIRED

_RETRY_AFTER_SECONDS = 2
NOT_STORED = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Problem:
    """One problem: its status, the last part of its type, words for a person, further members and headers."""

    status: HTTPStatus
    name: str
    title: str
    detail: str
    members: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self) -> Answer:
        """The answer as `application/problem+json`."""
        document = {
            "type": f"urn:qdn:problem:{self.name}",
            "title": self.title,
            "status": self.status.value,
            "detail": self.detail,
            **self.members,
        }
        headers = {"Content-Type": "application/problem+json", **NOT_STORED, **self.headers}
        return Answer(self.status, json.dumps(document), headers)


def _invalid(errors: list[FieldError]) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid-body",
        "Some fields need another look",
        "Correct the fields that are named and send the request again.",
        {"errors": [asdict(error) for error in errors]},
    )


@singledispatch
def problem_for(error: Exception) -> Problem:
    """What the client is told of an error. Errors without an entry of their own are ours: 500."""
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal-error",
        "Something went wrong on our side",
        "Nothing is wrong with your request. Try again; if it keeps failing, tell the engineers the time.",
    )


@problem_for.register
def _(error: RouteNotFoundError) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "no-such-route", "No such route", "There is nothing at this address.")


@problem_for.register
def _(error: NotThroughEdgeError) -> Problem:
    return Problem(
        HTTPStatus.FORBIDDEN,
        "not-through-the-edge",
        "Not at this address",
        "The API answers through the site alone. If you see this on the site itself, tell the engineers.",
    )


@problem_for.register
def _(error: NotSignedInError) -> Problem:
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "not-signed-in",
        "Sign in first",
        "Sign in and send the token with the request.",
        headers={"WWW-Authenticate": "Bearer"},
    )


@problem_for.register(NotBase64Error)
@problem_for.register(NotJsonError)
def _(error: Exception) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, "not-json", "The body is not JSON", "Send one JSON object.")


@problem_for.register
def _(error: InvalidBodyError) -> Problem:
    return _invalid(error.errors)


@problem_for.register
def _(error: InvalidDetailsError) -> Problem:
    return _invalid(error.errors)


@problem_for.register
def _(error: InvalidHeaderError) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, "invalid-header", "A header is not as it must be", str(error))


@problem_for.register
def _(error: RevisionMissingError) -> Problem:
    return Problem(
        HTTPStatus.PRECONDITION_REQUIRED,
        "revision-missing",
        "Say which revision you saw",
        'Send If-Match with the revision of the job that you saw, like "3".',
    )


@problem_for.register
def _(error: StaleRevisionError) -> Problem:
    return Problem(
        HTTPStatus.PRECONDITION_FAILED,
        "stale-revision",
        "The job has changed since you saw it",
        "Look at the job as it is now, and decide again.",
        {"current": error.current.model_dump(mode="json")},
        {"ETag": f'"{error.current.rev}"'},
    )


@problem_for.register
def _(error: JobNotFoundError) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "no-such-job", "No such job", "No job has this token.")


@problem_for.register
def _(error: UnreadableRecordError) -> Problem:
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "unreadable-record",
        "The record of this job cannot be read",
        "Somebody has to correct it. Tell the engineers which job it is.",
    )


@problem_for.register
def _(error: UnreadableBoardError) -> Problem:
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "unreadable-board",
        "The board cannot be read",
        "No job is lost. Tell the engineers: qdn rebuild makes the board anew.",
    )


@problem_for.register
def _(error: TransitionNotAllowedError) -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "transition-refused",
        "The job cannot go there from where it is",
        f"A job that is {error.current.status} cannot become {error.to}.",
        {"allowed": error.allowed},
    )


@problem_for.register
def _(error: ReasonMissingError) -> Problem:
    return _invalid([FieldError("#/why", REQUIRED, "Say why the job is cancelled.")])


@problem_for.register
def _(error: IdempotencyKeyReusedError) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "idempotency-key-reused",
        "This Idempotency-Key stands for another request",
        "Send a new Idempotency-Key with a new request, and the same request with the same key.",
    )


@problem_for.register
def _(error: StoreUnavailableError) -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store-unavailable",
        "The store does not answer",
        "Try again in a moment. With the same Idempotency-Key a job is not made twice.",
        headers={"Retry-After": str(_RETRY_AFTER_SECONDS)},
    )
