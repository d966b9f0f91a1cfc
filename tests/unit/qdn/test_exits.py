"""Exit codes: help_text alike by the help and the docs, and one sentence for what is expected to go wrong."""

from pathlib import Path

import pytest
import typer
from botocore.exceptions import ClientError, EndpointConnectionError

from jobs.board import UnreadableBoardError
from jobs.board_store import BoardBusyError
from jobs.bucket import StoreUnavailableError
from jobs.idempotency import IdempotencyKeyReusedError
from jobs.job_service import ReasonMissingError, TransitionNotAllowedError
from jobs.record import UnreadableRecordError
from jobs.record_store import JobNotFoundError, StaleRevisionError, VersionNotFoundError, VersionsChangedError
from publisher.invalidation import InvalidationRefusedError
from qdn.__main__ import app
from qdn.account import NotRunningError
from qdn.exits import ConflictError, Exit, InvalidInputError, NotFoundError, exit_on_expected_errors
from tests.testkit.command_line import run
from tests.testkit.sample_jobs import TOKEN, record

CLI = Path(__file__).parents[3] / "docs" / "cli.md"


def test_the_help_and_the_docs_list_every_exit_code_alike() -> None:
    help_text = " ".join(run("--help").stdout.split())
    assert all(f"{code.value} {code.meaning}" in help_text for code in Exit)
    rows = "\n".join(f"| {code.value} | {code.meaning} |" for code in Exit)
    assert f"|---|---|\n{rows}\n\n" in CLI.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (NotRunningError("make up"), 1, "make up"),
        (StoreUnavailableError("SlowDown"), 1, "SlowDown"),
        (BoardBusyError("5 attempts"), 1, "Run it again"),
        (InvalidationRefusedError("Throttling"), 1, "Throttling"),
        (ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetObject"), 1, "AccessDenied"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:4566/"), 1, "does not answer: make up"),
        (EndpointConnectionError(endpoint_url="https://s3.amazonaws.com/"), 1, "cannot be reached"),
        (OSError(28, "No space left on device"), 1, "No space left"),
        (InvalidInputError("--rev: no"), 2, "--rev: no"),
        (ReasonMissingError(), 2, "--why: Say why the job is cancelled."),
        (UnreadableRecordError(TOKEN, "is no JSON"), 3, "is no JSON"),
        (UnreadableBoardError("jobs.json"), 3, "qdn rebuild"),
        (StaleRevisionError(record(rev=4)), 4, "revision 4 and pending_pickup"),
        (TransitionNotAllowedError(record(), "completed"), 4, "it can become ready_for_pickup or cancelled"),
        (VersionsChangedError(), 4, "changed meanwhile"),
        (IdempotencyKeyReusedError(), 4, "--key"),
        (ConflictError("taken"), 4, "taken"),
        (JobNotFoundError(TOKEN), 5, "No job"),
        (VersionNotFoundError(), 5, "no such version"),
        (NotFoundError("nobody"), 5, "nobody"),
    ],
)
def test_an_expected_error_ends_with_one_sentence_and_its_code(
    error: Exception, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, exit_on_expected_errors():
        raise error
    output = capsys.readouterr()
    assert ended.value.exit_code == code
    assert words in output.err
    assert output.out == ""
    assert output.err.count("\n") == 1


def test_an_unexpected_error_is_raised() -> None:
    with pytest.raises(ZeroDivisionError), exit_on_expected_errors():
        raise ZeroDivisionError


@pytest.mark.parametrize("command", ["verify", "audit", "report"])
def test_an_environment_that_does_not_exist_is_refused(command: str) -> None:
    result = run(command, "--environment", "prod")
    assert result.exit_code == 2
    assert "'local', 'staging', 'production'" in result.stderr


def test_every_command_has_an_example_in_its_help() -> None:
    def commands(typer_app: typer.Typer) -> list[str | None]:
        inner = [group.typer_instance for group in typer_app.registered_groups]
        epilogs = [command.epilog for command in typer_app.registered_commands]
        return epilogs + [epilog for one in inner if one for epilog in commands(one)]

    assert all((epilog or "").startswith("Example: qdn ") for epilog in commands(app))
