"""Every operation of the API: who may call it, what it takes, what it answers, and which problems it can name."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from jobs.booking_terms import WINDOWS

STAFF, ANYBODY = "staff", "anybody"

IF_MATCH, IF_NONE_MATCH, IDEMPOTENCY_KEY = "IfMatch", "IfNoneMatch", "IdempotencyKey"
REVISION, JOB_ADDRESS, BOARD_ETAG = "Revision", "JobAddress", "BoardETag"

# What any request can meet: a stranger's way in, the store, and ourselves.
EVERYWHERE = ("not-through-the-edge", "store-unavailable", "internal-error")
OF_A_BODY = ("not-json", "invalid-body")
OF_A_JOB = ("no-such-job", "unreadable-record")
OF_A_REVISION = ("revision-missing", "invalid-header", "stale-revision")
OF_A_KEY = ("invalid-header", "idempotency-key-reused")


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method at one path.

    `takes` and `gives` name schemas of the document. `reads` and `sends` name its header parameters and its answer's
    headers. `also` is what else than `status` is a success, with its words.
    """

    method: str
    path: str
    id: str
    who: str
    summary: str
    text: str
    gives: str
    status: int = 200
    takes: str | None = None
    reads: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    also: dict[int, str] = field(default_factory=dict)

    @property
    def all_problems(self) -> Iterator[str]:
        """Its own problems, then those of every operation."""
        yield from self.problems
        if self.who == STAFF:
            yield "not-signed-in"
        yield from EVERYWHERE


OPERATIONS = (
    Operation(
        method="GET",
        path="/api/board",
        id="readBoard",
        who=STAFF,
        summary="The board",
        text="Every job that belongs on the board. A board that you have seen is not sent again: 304.",
        gives="Board",
        reads=(IF_NONE_MATCH,),
        sends=(BOARD_ETAG,),
        problems=("unreadable-board",),
        also={304: "The board is the one that you have."},
    ),
    Operation(
        method="POST",
        path="/api/jobs",
        id="createJob",
        who=STAFF,
        summary="Make a job",
        text="When it answers, the customer's link works. With an Idempotency-Key it can be sent again safely.",
        takes="JobRequest",
        gives="Record",
        status=201,
        reads=(IDEMPOTENCY_KEY,),
        sends=(REVISION, JOB_ADDRESS),
        problems=(*OF_A_BODY, *OF_A_KEY),
    ),
    Operation(
        method="GET",
        path="/api/jobs/{token}",
        id="readJob",
        who=STAFF,
        summary="One job",
        text="The record as it is now.",
        gives="Record",
        sends=(REVISION,),
        problems=OF_A_JOB,
    ),
    Operation(
        method="PATCH",
        path="/api/jobs/{token}",
        id="editJob",
        who=STAFF,
        summary="Change a job's details",
        text="A JSON merge patch (RFC 7396) of customer, service, price, window. One of nothing makes no revision.",
        takes="JobPatch",
        gives="Record",
        reads=(IF_MATCH,),
        sends=(REVISION,),
        problems=(*OF_A_BODY, *OF_A_REVISION, *OF_A_JOB),
    ),
    Operation(
        method="POST",
        path="/api/jobs/{token}/transitions",
        id="changeStatus",
        who=STAFF,
        summary="Move a job",
        text="Along the status flow; a cancellation needs a reason.",
        takes="StatusChange",
        gives="Record",
        reads=(IF_MATCH,),
        sends=(REVISION,),
        problems=(*OF_A_BODY, *OF_A_REVISION, *OF_A_JOB, "transition-refused"),
    ),
    Operation(
        method="GET",
        path="/api/jobs/{token}/history",
        id="readHistory",
        who=STAFF,
        summary="What happened to a job",
        text="Its changes of status, and every stored version of its record: who, what, when, why. The oldest first.",
        gives="History",
        problems=("no-such-job",),
    ),
    Operation(
        method="POST",
        path="/api/bookings",
        id="book",
        who=ANYBODY,
        summary="Book",
        text="A customer's request. When it answers, the link works. At most two a second for everybody together. "
        f"Its window is in the company's zone, of at most {WINDOWS.longest_hours} hours, within {WINDOWS.days_ahead} "
        "days and not too soon; its ZIP code is one where the company comes.",
        takes="BookingRequest",
        gives="Booked",
        status=201,
        reads=(IDEMPOTENCY_KEY,),
        problems=(*OF_A_BODY, *OF_A_KEY),
    ),
    Operation(
        method="POST",
        path="/api/jobs/{token}/confirmation",
        id="confirm",
        who=ANYBODY,
        summary="Confirm to be available",
        text="The customer's own step out of the first status. Sent again it succeeds and changes nothing. No body.",
        gives="Confirmed",
        problems=(*OF_A_JOB, "transition-refused"),
    ),
)
