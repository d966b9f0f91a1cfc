"""The table of operations: everything that the API offers, each operation described once.

Read by the router (job_api.router), by API Gateway's routes, authorizers, throttles and log metrics
(constructs_lib/job_api.py), and by the OpenAPI document and docs/api.md (codegen/). It therefore imports models, but
neither a store nor an AWS library.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus

from pydantic import BaseModel

from job_api import problem_types as problem
from job_api.problem_types import ProblemType
from job_api.responses import Booked, Confirmed
from jobs.audit_trail import History
from jobs.booking_terms import WINDOWS
from jobs.card import Board
from jobs.record import Record
from jobs.requests import BookingRequest, JobPatch, JobRequest, StatusChange


class Access(Enum):
    """Who may call an operation."""

    STAFF = "staff"
    """Whoever is signed in: API Gateway demands a JWT of the user pool."""
    ANYBODY = "anybody"
    """Customers, without an account."""


@dataclass(frozen=True)
class Throttle:
    """The most requests that API Gateway lets through, of all clients together."""

    requests_per_s: int
    burst: int


STAFF_THROTTLE = Throttle(requests_per_s=50, burst=100)
"""Of all staff operations together. The company has a few dispatchers; each board polls every 10 s."""
PUBLIC_THROTTLE = Throttle(requests_per_s=2, burst=10)
"""Of each public operation: a person types a booking."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """A header of a request or a response. `id` is its name in the OpenAPI document's components."""

    id: str
    name: str
    description: str
    example: str | None = None
    required: bool = False


IF_MATCH = Header(id="IfMatch", name="If-Match", description="The revision that you saw.", example='"3"', required=True)
IF_NONE_MATCH = Header(
    id="IfNoneMatch",
    name="If-None-Match",
    description="The ETag of the board that you have.",
    example='"9b2c…"',
)
IDEMPOTENCY_KEY = Header(
    id="IdempotencyKey",
    name="Idempotency-Key",
    description="1 to 255 visible ASCII characters. The same key and request make one job, for a day.",
    example="5f0d0c52-6a0e-4f5e-9a3a-0d8f3f6a3d0e",
)
REVISION = Header(id="Revision", name="ETag", description="The revision of the job, for If-Match.", example='"3"')
JOB_ADDRESS = Header(
    id="JobAddress", name="Location", description="The job's address.", example="/api/jobs/fcdc1c82cb284dbe"
)
BOARD_ETAG = Header(id="BoardETag", name="ETag", description="The board as it is, for If-None-Match.")

# Problems that come together.
_OF_EVERY_OPERATION = (problem.NOT_THROUGH_THE_EDGE, problem.STORE_UNAVAILABLE, problem.INTERNAL_ERROR)
_OF_A_BODY = (problem.NOT_JSON, problem.INVALID_BODY)
_OF_A_JOB = (problem.NO_SUCH_JOB, problem.UNREADABLE_RECORD)
_OF_A_REVISION = (problem.REVISION_MISSING, problem.INVALID_HEADER, problem.STALE_REVISION)
_OF_A_KEY = (problem.INVALID_HEADER, problem.IDEMPOTENCY_KEY_REUSED)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method at one path.

    `request` is the model of the body, None where there is none; `response` that of the body of a success. `also` has
    further successful statuses with their descriptions. `own_problems` are those besides the ones of every operation.
    Operations with STAFF_THROTTLE share it, since it is the default of API Gateway's stage; any other throttle is that
    of each operation which has it.
    """

    id: str
    method: str
    path: str
    access: Access
    throttle: Throttle
    summary: str
    description: str
    response: type[BaseModel]
    success: HTTPStatus = HTTPStatus.OK
    request: type[BaseModel] | None = None
    request_headers: tuple[Header, ...] = ()
    response_headers: tuple[Header, ...] = ()
    own_problems: tuple[ProblemType, ...] = ()
    also: Mapping[HTTPStatus, str] = field(default_factory=dict, hash=False)

    @property
    def route_key(self) -> str:
        """API Gateway's name of the route, also in its access log."""
        return f"{self.method} {self.path}"

    @property
    def problems(self) -> Iterator[ProblemType]:
        """Its own problems, then those of every operation."""
        yield from dict.fromkeys(self.own_problems)
        if self.access is Access.STAFF:
            yield problem.NOT_SIGNED_IN
        yield from _OF_EVERY_OPERATION


READ_BOARD = Operation(
    id="readBoard",
    method="GET",
    path="/api/board",
    access=Access.STAFF,
    throttle=STAFF_THROTTLE,
    summary="The board",
    description="Every job that belongs on the board. With the ETag of the current board in If-None-Match the "
    "response is 304.",
    response=Board,
    request_headers=(IF_NONE_MATCH,),
    response_headers=(BOARD_ETAG,),
    own_problems=(problem.UNREADABLE_BOARD,),
    also={HTTPStatus.NOT_MODIFIED: "The board has not changed."},
)
CREATE_JOB = Operation(
    id="createJob",
    method="POST",
    path="/api/jobs",
    access=Access.STAFF,
    throttle=STAFF_THROTTLE,
    summary="Make a job",
    description="Once the response is sent, the customer's link works. With an Idempotency-Key the request can be "
    "repeated safely.",
    request=JobRequest,
    response=Record,
    success=HTTPStatus.CREATED,
    request_headers=(IDEMPOTENCY_KEY,),
    response_headers=(REVISION, JOB_ADDRESS),
    own_problems=(*_OF_A_BODY, *_OF_A_KEY),
)
READ_JOB = Operation(
    id="readJob",
    method="GET",
    path="/api/jobs/{token}",
    access=Access.STAFF,
    throttle=STAFF_THROTTLE,
    summary="One job",
    description="The record as it is now.",
    response=Record,
    response_headers=(REVISION,),
    own_problems=_OF_A_JOB,
)
EDIT_JOB = Operation(
    id="editJob",
    method="PATCH",
    path="/api/jobs/{token}",
    access=Access.STAFF,
    throttle=STAFF_THROTTLE,
    summary="Change a job's details",
    description="A JSON merge patch (RFC 7396) of what a dispatcher enters. A patch that changes nothing makes "
    "no revision.",
    request=JobPatch,
    response=Record,
    request_headers=(IF_MATCH,),
    response_headers=(REVISION,),
    own_problems=(*_OF_A_BODY, *_OF_A_REVISION, *_OF_A_JOB),
)
CHANGE_STATUS = Operation(
    id="changeStatus",
    method="POST",
    path="/api/jobs/{token}/transitions",
    access=Access.STAFF,
    throttle=STAFF_THROTTLE,
    summary="Move a job",
    description="Along the status flow; a cancellation needs a reason.",
    request=StatusChange,
    response=Record,
    request_headers=(IF_MATCH,),
    response_headers=(REVISION,),
    own_problems=(*_OF_A_BODY, *_OF_A_REVISION, *_OF_A_JOB, problem.TRANSITION_REFUSED),
)
READ_HISTORY = Operation(
    id="readHistory",
    method="GET",
    path="/api/jobs/{token}/history",
    access=Access.STAFF,
    throttle=STAFF_THROTTLE,
    summary="The history of a job",
    description="Its changes of status, and every stored version of its record: person, change, time and "
    "reason. Oldest first.",
    response=History,
    own_problems=(problem.NO_SUCH_JOB,),
)
BOOK = Operation(
    id="book",
    method="POST",
    path="/api/bookings",
    access=Access.ANYBODY,
    throttle=PUBLIC_THROTTLE,
    summary="Book",
    description="A customer's request. Once the response is sent, the link works. "
    f"At most {PUBLIC_THROTTLE.requests_per_s} requests a second for all clients together. "
    f"Its window is in the company's zone, of at most {WINDOWS.longest_hours} hours, within {WINDOWS.days_ahead} "
    "days and not too soon; its ZIP code is in the service area.",
    request=BookingRequest,
    response=Booked,
    success=HTTPStatus.CREATED,
    request_headers=(IDEMPOTENCY_KEY,),
    own_problems=(*_OF_A_BODY, *_OF_A_KEY),
)
CONFIRM = Operation(
    id="confirm",
    method="POST",
    path="/api/jobs/{token}/confirmation",
    access=Access.ANYBODY,
    throttle=PUBLIC_THROTTLE,
    summary="Confirm to be available",
    description="The customer's own transition out of the first status. A repetition succeeds and changes nothing. No "
    "body.",
    response=Confirmed,
    own_problems=(*_OF_A_JOB, problem.TRANSITION_REFUSED),
)

OPERATIONS = (
    READ_BOARD,
    CREATE_JOB,
    READ_JOB,
    EDIT_JOB,
    CHANGE_STATUS,
    READ_HISTORY,
    BOOK,
    CONFIRM,
)
