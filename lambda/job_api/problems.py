"""Which exception becomes which problem: the one table, and the response that it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from job_api import problem_types as types
from job_api.http_input import (
    InvalidHeaderError,
    NotJsonError,
    NotSignedInError,
    RevisionMissingError,
)
from job_api.origin_key_check import NotThroughEdgeError
from job_api.problem_types import Problem, ProblemType
from job_api.router import NotBase64Error, Response, RouteNotFoundError
from jobs.board import UnreadableBoardError
from jobs.bucket import StoreUnavailableError
from jobs.field_errors import FieldError, InvalidFieldsError
from jobs.idempotency import IdempotencyKeyReusedError
from jobs.job_service import ReasonMissingError, TransitionNotAllowedError
from jobs.record import UnreadableRecordError
from jobs.record_store import JobNotFoundError, StaleRevisionError
from jobs.rules import REQUIRED

NOT_STORED = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class _Entry:
    """The problem type of an exception, and functions that derive further parts of the response from the exception.

    `members` gives fields of Problem (`detail` in place of the type's own), `headers` further response headers.
    """

    type: ProblemType
    members: Callable[[Any], dict[str, Any]] = lambda error: {}
    headers: Callable[[Any], dict[str, str]] = lambda error: {}


_REASON_MISSING = [FieldError("#/why", REQUIRED, "Say why the job is cancelled.")]

_TABLE: dict[type[Exception], _Entry] = {
    RouteNotFoundError: _Entry(types.NO_SUCH_ROUTE),
    NotThroughEdgeError: _Entry(types.NOT_THROUGH_THE_EDGE),
    NotSignedInError: _Entry(types.NOT_SIGNED_IN),
    NotBase64Error: _Entry(types.NOT_JSON),
    NotJsonError: _Entry(types.NOT_JSON),
    InvalidFieldsError: _Entry(types.INVALID_BODY, lambda error: {"errors": error.errors}),
    ReasonMissingError: _Entry(types.INVALID_BODY, lambda error: {"errors": _REASON_MISSING}),
    InvalidHeaderError: _Entry(types.INVALID_HEADER, lambda error: {"detail": str(error)}),
    RevisionMissingError: _Entry(types.REVISION_MISSING),
    StaleRevisionError: _Entry(
        types.STALE_REVISION,
        lambda error: {"current": error.current},
        lambda error: {"ETag": f'"{error.current.rev}"'},
    ),
    JobNotFoundError: _Entry(types.NO_SUCH_JOB),
    TransitionNotAllowedError: _Entry(
        types.TRANSITION_REFUSED,
        lambda error: {
            "detail": f"A job that is {error.current.status} cannot become {error.to}.",
            "allowed": error.allowed,
        },
    ),
    IdempotencyKeyReusedError: _Entry(types.IDEMPOTENCY_KEY_REUSED),
    UnreadableRecordError: _Entry(types.UNREADABLE_RECORD),
    UnreadableBoardError: _Entry(types.UNREADABLE_BOARD),
    StoreUnavailableError: _Entry(types.STORE_UNAVAILABLE),
}
_OTHERS = _Entry(types.INTERNAL_ERROR)


def problem_type(error: Exception) -> ProblemType:
    """The problem that an exception becomes. An exception without an entry is a defect of ours: 500."""
    return _entry(error).type


def problem_response(error: Exception) -> Response:
    """The response to a request that raised this exception, as `application/problem+json`."""
    entry = _entry(error)
    document = Problem.model_validate(
        {
            "type": entry.type.urn,
            "title": entry.type.title,
            "status": entry.type.status.value,
            "detail": entry.type.detail,
            **entry.members(error),
        }
    )
    headers = {"Content-Type": "application/problem+json", **NOT_STORED, **entry.type.headers, **entry.headers(error)}
    return Response(entry.type.status, document.model_dump_json(include=document.model_fields_set), headers)


def _entry(error: Exception) -> _Entry:
    return next((_TABLE[kind] for kind in type(error).__mro__ if kind in _TABLE), _OTHERS)
