"""Problem types (RFC 9457): every error that the API can respond with, and the document that it sends.

Which exception becomes which problem is in problems.py. This module imports no store, so that the table of operations,
the infrastructure code and the generators can read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from jobs.field_errors import FieldError
from jobs.record import Record
from jobs.retry import RETRY_AFTER_S
from jobs.strict import Strict, without_default

URN = "urn:qdn:problem:"

_LEFT_OUT = Field(default=None, json_schema_extra=without_default)
"""A member that a problem does not have is left out of the document; it is not null."""


class Problem(Strict):
    """A problem document (RFC 9457).

    `errors` names each wrong field, `current` is the job as it is now, `allowed` the statuses that it can change to.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] | SkipJsonSchema[None] = _LEFT_OUT
    current: Record | SkipJsonSchema[None] = _LEFT_OUT
    allowed: list[str] | SkipJsonSchema[None] = _LEFT_OUT


@dataclass(frozen=True, kw_only=True)
class ProblemType:
    """One type of problem: its name (the last part of `type`), status, and texts for people.

    `detail` is sent unless the exception gives a more specific one. `member` names the field of Problem that this
    type always has besides the four common ones.
    """

    name: str
    status: HTTPStatus
    title: str
    detail: str
    member: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def urn(self) -> str:
        """The value of `type` in the document."""
        return URN + self.name


NOT_JSON = ProblemType(
    name="not-json",
    status=HTTPStatus.BAD_REQUEST,
    title="The body is not JSON",
    detail="Send one JSON object.",
)
INVALID_BODY = ProblemType(
    name="invalid-body",
    status=HTTPStatus.UNPROCESSABLE_ENTITY,
    title="Some fields need another look",
    detail="Correct the fields that are named and send the request again.",
    member="errors",
)
INVALID_HEADER = ProblemType(
    name="invalid-header",
    status=HTTPStatus.BAD_REQUEST,
    title="A header is not as it must be",
    detail='If-Match holds the revision that you saw, like "3".',
)
REVISION_MISSING = ProblemType(
    name="revision-missing",
    status=HTTPStatus.PRECONDITION_REQUIRED,
    title="Say which revision you saw",
    detail='Send If-Match with the revision of the job that you saw, like "3".',
)
NOT_SIGNED_IN = ProblemType(
    name="not-signed-in",
    status=HTTPStatus.UNAUTHORIZED,
    title="Sign in first",
    detail="Sign in and send the token with the request.",
    headers={"WWW-Authenticate": "Bearer"},
)
NOT_THROUGH_THE_EDGE = ProblemType(
    name="not-through-the-edge",
    status=HTTPStatus.FORBIDDEN,
    title="Not at this address",
    detail="The API answers through the site alone. If you see this on the site itself, tell the engineers.",
)
NO_SUCH_ROUTE = ProblemType(
    name="no-such-route",
    status=HTTPStatus.NOT_FOUND,
    title="No such route",
    detail="There is nothing at this address.",
)
NO_SUCH_JOB = ProblemType(
    name="no-such-job",
    status=HTTPStatus.NOT_FOUND,
    title="No such job",
    detail="No job has this token.",
)
STALE_REVISION = ProblemType(
    name="stale-revision",
    status=HTTPStatus.PRECONDITION_FAILED,
    title="The job has changed since you saw it",
    detail="Look at the job as it is now, and decide again.",
    member="current",
)
TRANSITION_REFUSED = ProblemType(
    name="transition-refused",
    status=HTTPStatus.CONFLICT,
    title="The job cannot go there from where it is",
    detail="A job that is pending_pickup cannot become completed.",
    member="allowed",
)
IDEMPOTENCY_KEY_REUSED = ProblemType(
    name="idempotency-key-reused",
    status=HTTPStatus.UNPROCESSABLE_ENTITY,
    title="This Idempotency-Key stands for another request",
    detail="Send a new Idempotency-Key with a new request, and the same request with the same key.",
)
UNREADABLE_RECORD = ProblemType(
    name="unreadable-record",
    status=HTTPStatus.INTERNAL_SERVER_ERROR,
    title="The record of this job cannot be read",
    detail="Somebody has to correct it. Tell the engineers which job it is.",
)
STORE_UNAVAILABLE = ProblemType(
    name="store-unavailable",
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    title="The store does not answer",
    detail="Try again in a moment. With the same Idempotency-Key a job is not made twice.",
    headers={"Retry-After": str(RETRY_AFTER_S)},
)
UNREADABLE_BOARD = ProblemType(
    name="unreadable-board",
    status=HTTPStatus.INTERNAL_SERVER_ERROR,
    title="The board cannot be read",
    detail="No job is lost. Tell the engineers: qdn rebuild makes the board anew.",
)
INTERNAL_ERROR = ProblemType(
    name="internal-error",
    status=HTTPStatus.INTERNAL_SERVER_ERROR,
    title="Something went wrong on our side",
    detail="Nothing is wrong with your request. Try again; if it keeps failing, tell the engineers the time.",
)

PROBLEM_TYPES = (
    NOT_JSON,
    INVALID_BODY,
    INVALID_HEADER,
    REVISION_MISSING,
    NOT_SIGNED_IN,
    NOT_THROUGH_THE_EDGE,
    NO_SUCH_ROUTE,
    NO_SUCH_JOB,
    STALE_REVISION,
    TRANSITION_REFUSED,
    IDEMPOTENCY_KEY_REUSED,
    UNREADABLE_RECORD,
    STORE_UNAVAILABLE,
    UNREADABLE_BOARD,
    INTERNAL_ERROR,
)
