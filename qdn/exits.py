"""The exit codes, and one sentence and exit code for each expected exception."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, ClassVar

import typer
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from jobs.board import UnreadableBoardError
from jobs.board_store import BoardBusyError
from jobs.bucket import PreconditionFailedError, StoreUnavailableError
from jobs.idempotency import IdempotencyKeyReusedError
from jobs.job_service import ReasonMissingError, TransitionNotAllowedError
from jobs.record import UnreadableRecordError
from jobs.record_store import JobNotFoundError, StaleRevisionError, VersionNotFoundError, VersionsChangedError
from jobs.times import format_utc
from publisher.invalidation import InvalidationRefusedError
from qdn.printing import err
from tooling.ports import HOST


class Exit(IntEnum):
    """The exit codes of all commands. `meaning` is their text in the help and in docs/cli.md."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> "Exit":
        """A code with its meaning."""
        exit_code = int.__new__(cls, code)
        exit_code._value_ = code
        exit_code.meaning = meaning
        return exit_code

    DONE = 0, "done"
    FAILED = 1, "not reached or not finished: try again"
    USAGE = 2, "the input is not right, or nobody agreed: nothing was changed"
    FINDINGS = 3, "something is wrong in what was looked at: a difference, a failed step, a record nobody can read"
    CONFLICT = 4, "refused as things are now: a stale revision, a move that is not allowed, a name that is taken"
    NOT_FOUND = 5, "no such job, version or user"


class CommandError(Exception):
    """A command failed; the message is one sentence for the operator. A subclass defines the exit code."""

    exit: ClassVar[Exit]


class UnfinishedError(CommandError):
    """AWS was not reached, or the command did not finish."""

    exit = Exit.FAILED


class InvalidInputError(CommandError):
    """The input is invalid."""

    exit = Exit.USAGE


class ConflictError(CommandError):
    """Refused in the current state."""

    exit = Exit.CONFLICT


class NotFoundError(CommandError):
    """The named job, version or user does not exist."""

    exit = Exit.NOT_FOUND


@contextmanager
def exit_on_expected_errors() -> Iterator[None]:
    """Turn an expected exception into one sentence on stderr and an exit code."""
    try:
        yield
    except CommandError as ended:
        _end(ended, str(ended), ended.exit)
    except tuple(_EXPECTED) as error:
        code, sentence = next(handling for kind, handling in _EXPECTED.items() if isinstance(error, kind))
        _end(error, sentence(error), code)


def _end(error: Exception, sentence: str, code: Exit) -> None:
    err.print(sentence, markup=False, highlight=False)
    raise typer.Exit(code) from error


def _stale(error: StaleRevisionError) -> str:
    now = error.current
    return (
        f"The job has changed since then: it is at revision {now.rev} and {now.status}, by {now.provenance.by} at "
        f"{format_utc(now.updated_at)}. Look at it again and decide anew."
    )


def _refused(error: TransitionNotAllowedError) -> str:
    where = f"it can become {' or '.join(error.allowed)}" if error.allowed else "it stays so"
    return f"A job that is {error.current.status} cannot become {error.to}: {where}."


def _unreachable(error: EndpointConnectionError) -> str:
    if f"//{HOST}:" in str(error):
        return "The laptop's system does not answer: make up"
    return f"The environment cannot be reached: {error}"


def _template(sentence: str) -> Callable[[Any], str]:
    return lambda error: sentence.format(error=error)


# Exceptions of the runtime code and of AWS: exit code and sentence.
_EXPECTED: dict[type[Exception], tuple[Exit, Callable[[Any], str]]] = {
    JobNotFoundError: (Exit.NOT_FOUND, _template("No job has this token.")),
    VersionNotFoundError: (Exit.NOT_FOUND, _template("The job has no such version: qdn job history names them.")),
    StaleRevisionError: (Exit.CONFLICT, _stale),
    TransitionNotAllowedError: (Exit.CONFLICT, _refused),
    VersionsChangedError: (
        Exit.CONFLICT,
        _template("The job has changed meanwhile. Look at its history and decide anew."),
    ),
    IdempotencyKeyReusedError: (Exit.CONFLICT, _template("--key: this key stands for another job; give a new one.")),
    PreconditionFailedError: (Exit.CONFLICT, _template("Another rebuild has taken this one's place.")),
    ReasonMissingError: (Exit.USAGE, _template("--why: Say why the job is cancelled.")),
    UnreadableRecordError: (Exit.FINDINGS, _template("Cannot be read, somebody has to correct it: {error}")),
    UnreadableBoardError: (Exit.FINDINGS, _template("The board cannot be read: qdn rebuild makes it anew.")),
    InvalidationRefusedError: (Exit.FAILED, _template("CloudFront did not take the invalidation: {error}. Try again.")),
    StoreUnavailableError: (Exit.FAILED, _template("Not finished, the store does not answer: {error}. Run it again.")),
    BoardBusyError: (Exit.FAILED, _template("Not finished, others kept changing the board: {error}. Run it again.")),
    EndpointConnectionError: (Exit.FAILED, _unreachable),
    BotoCoreError: (Exit.FAILED, _template("The environment cannot be reached or read: {error}")),
    ClientError: (Exit.FAILED, _template("The environment cannot be reached or read: {error}")),
    OSError: (Exit.FAILED, _template("{error}")),
}
