"""`qdn job …`: lists and changes jobs, with the job service and the stores of the API."""

import shlex
from pathlib import Path
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from jobs.board import cards_from_bytes
from jobs.bucket import StoreUnavailableError
from jobs.card import CardDocument, card
from jobs.job_service import ReasonMissingError, TransitionNotAllowedError
from jobs.record import Record
from jobs.record_store import JobNotFoundError, StaleRevisionError, VersionNotFoundError
from jobs.requests import StatusChange
from jobs.status_flow import FLOW
from jobs.tokens import is_token, new_write_id
from qdn.deployment import Deployment
from qdn.exits import Exit, InvalidInputError, UnfinishedError
from qdn.job_input import job_flags, reason, request_from_file, request_from_flags, status_change
from qdn.job_schema import schema_text
from qdn.job_texts import cards_table, history_table, job_lines, label, matches
from qdn.options import EnvironmentOption, JsonOption, YesOption, confirm
from qdn.printing import out, print_json, say
from qdn.scanning import scanning
from tooling.environments import Environment

Token = Annotated[str, typer.Argument(metavar="TOKEN", help="The job: the 16 hex digits of its tracking link")]
Rev = Annotated[
    int | None, typer.Option("--rev", min=1, help="The revision that you saw; refused if it is another now")
]
_CANCELLED = next(step.to for status in FLOW.statuses for step in status.transitions if step.kind == "cancel")

app = typer.Typer(no_args_is_help=True)


@app.command(
    epilog='Example: qdn job create --name Mark --phone "619 555 0123" --kind junk_removal --street "1 Oak St"'
)
def create(  # job_flags reads the fields of the job from the context: one option for each
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Option("--file", help="A job as JSON in place of the fields; - is stdin")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The customer's name")] = None,
    phone: Annotated[str | None, typer.Option(help="With its area code")] = None,
    email: Annotated[str | None, typer.Option()] = None,
    kind: Annotated[str | None, typer.Option(help="junk_removal, dumpster_rental, …: qdn job schema has all")] = None,
    street: Annotated[str | None, typer.Option(help="With the house number")] = None,
    unit: Annotated[str | None, typer.Option()] = None,
    city: Annotated[str | None, typer.Option()] = None,
    zip_code: Annotated[str | None, typer.Option("--zip")] = None,
    notes: Annotated[str | None, typer.Option(help="For the driver")] = None,
    price: Annotated[str | None, typer.Option(help="In dollars, like 600 or 600.50")] = None,
    start: Annotated[str | None, typer.Option(help="Of the window, like 2026-11-25T08:00-08:00")] = None,
    end: Annotated[str | None, typer.Option(help="Of the window")] = None,
    zone: Annotated[
        str | None, typer.Option(help="In which people read the window; the company's if not given")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="With the same key a repeated call makes no second job; drawn if not given")
    ] = None,
    environment: EnvironmentOption = Environment.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """Make a job from flags or a file. When it returns, the customer's link works."""
    flags = job_flags(context)
    if key is not None and not key.strip():
        raise InvalidInputError("--key: Give a key, or leave it out: then one is drawn.")
    key = key or new_write_id()
    if file and any(value is not None for value in flags.values()):
        raise InvalidInputError("Give --file or the job's fields, not both.")
    deployment = None
    if file:
        request = request_from_file(file)
    else:
        if zone is None and (start or end):
            deployment = Deployment.of(environment)
            flags["--zone"] = deployment.settings.company_time_zone
        request = request_from_flags(flags)
    deployment = deployment or Deployment.of(environment)
    by = deployment.account.caller()
    try:
        record = deployment.job_service.create_job(request, by, key)
    except (StoreUnavailableError, BotoCoreError, ClientError) as error:
        raise UnfinishedError(
            f"Not finished, the job may have been made: {error}. Run it again with --key {shlex.quote(key)}, "
            "which makes no second one."
        ) from error
    _print(deployment, record, f"Made {record.token} for {record.customer.name}.", as_json)


@app.command("list", epilog="Example: qdn job list --status pending_pickup --text garnet")
def list_jobs(
    status: Annotated[list[str] | None, typer.Option("--status", help="With this status; may be given again")] = None,
    text: Annotated[str, typer.Option("--text", help="Words of the name, phone, street or token")] = "",
    every: Annotated[bool, typer.Option("--all", help="Not only what is on the board: reads every record")] = False,
    environment: EnvironmentOption = Environment.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """List the jobs on the board, that is the open ones and those that ended lately, or all that there are.

    With --all it ends with 3 when a record cannot be read.
    """
    statuses = {status_change(one, None).to for one in status or []}
    deployment = Deployment.of(environment)
    cards, unreadable = _all_cards(deployment) if every else (_board_cards(deployment), [])
    found = [one for one in cards if (not statuses or one["status"] in statuses) and matches(one, text)]
    if as_json:
        print_json({"jobs": found, "unreadable": unreadable})
    elif found:
        out.print(cards_table(found))
    else:
        say("No job is like that.")
    raise typer.Exit(Exit.FINDINGS if unreadable else Exit.DONE)


@app.command(epilog="Example: qdn job show fcdc1c82cb284dbe --json")
def show(token: Token, environment: EnvironmentOption = Environment.LOCAL, as_json: JsonOption = False) -> None:
    """Show a job with its revision and its tracking link."""
    deployment = Deployment.of(environment)
    _print(deployment, deployment.job_service.read_job(_valid_token(token)), "", as_json)


@app.command(epilog="Example: qdn job move fcdc1c82cb284dbe ready_for_pickup --rev 1")
def move(
    token: Token,
    to: Annotated[str, typer.Argument(metavar="STATUS", help=", ".join(FLOW.ids()))],
    why: Annotated[str | None, typer.Option("--why", help="Needed to cancel")] = None,
    rev: Rev = None,
    yes: YesOption = False,
    environment: EnvironmentOption = Environment.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """Move a job along the status flow. Without --rev it says what will change and asks; to cancel always."""
    _move(Deployment.of(environment), _valid_token(token), status_change(to, why), rev, yes, as_json)


@app.command(epilog='Example: qdn job cancel fcdc1c82cb284dbe --why "The customer called it off"')
def cancel(
    token: Token,
    why: Annotated[str, typer.Option("--why", help="Kept with the job")],
    rev: Rev = None,
    yes: YesOption = False,
    environment: EnvironmentOption = Environment.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """Cancel a job; asks first. Only qdn job restore undoes a cancellation."""
    change = status_change(_CANCELLED, reason(why))
    _move(Deployment.of(environment), _valid_token(token), change, rev, yes, as_json)


@app.command(epilog="Example: qdn job history fcdc1c82cb284dbe")
def history(token: Token, environment: EnvironmentOption = Environment.LOCAL, as_json: JsonOption = False) -> None:
    """Show every version of a job, the oldest first: what, who, why, and the version to restore."""
    found = Deployment.of(environment).job_service.read_history(_valid_token(token))
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        out.print(history_table(found.audit))


@app.command(epilog='Example: qdn job restore fcdc1c82cb284dbe --version 7Nq… --why "Moved by mistake"')
def restore(
    token: Token,
    version: Annotated[str, typer.Option("--version", help="As qdn job history names it")],
    why: Annotated[str, typer.Option("--why", help="Kept with the job")],
    yes: YesOption = False,
    environment: EnvironmentOption = Environment.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """Bring an earlier version of a job back, as a new revision; nothing is deleted. Asks first."""
    why = reason(why)
    deployment = Deployment.of(environment)
    trail = deployment.job_service.read_history(_valid_token(token)).audit
    earlier, present = next((entry for entry in trail if entry.version_id == version), None), trail[-1]
    if earlier is None:
        raise VersionNotFoundError
    if earlier is present:
        raise InvalidInputError("--version: this is the present version already.")
    confirm(
        f"{token}: bring back revision {earlier.rev} ({earlier.to} at {earlier.at}) in place of "
        f"revision {present.rev} ({present.to or present.operation} at {present.at})?",
        yes,
    )
    by = deployment.account.caller()
    record = deployment.job_service.restore(token, version, present.version_id, by, why)
    _print(deployment, record, f"Restored {token} as it was at revision {earlier.rev}.", as_json)


@app.command(epilog="Example: qdn job schema > job.schema.json")
def schema() -> None:
    """Print the JSON Schema of what --file takes, as docs/job.schema.json has it."""
    print(schema_text(), end="")


def _move(deployment: Deployment, token: str, change: StatusChange, rev: int | None, yes: bool, as_json: bool) -> None:
    seen = deployment.job_service.read_job(token)
    if rev not in (None, seen.rev):
        raise StaleRevisionError(seen)
    transition = FLOW.transition(seen.status, change.to)
    if transition is None:
        raise TransitionNotAllowedError(seen, change.to)
    ends = transition.kind == "cancel"
    if ends and change.why is None:
        raise ReasonMissingError
    what = f"{token} of {seen.customer.name}, revision {seen.rev}: {label(seen.status)} → {label(change.to)}"
    confirm(f"{what}?", yes or (rev is not None and not ends))
    record = deployment.job_service.change_status(token, seen.rev, change, deployment.account.caller())
    _print(deployment, record, f"Moved {what}.", as_json)


def _print(deployment: Deployment, record: Record, done: str, as_json: bool) -> None:
    url = deployment.tracking_url(record.token)
    if as_json:
        print_json({"job": record.model_dump(mode="json"), "tracking_url": url})
        return
    for line in [*([done] if done else []), *job_lines(record, url)]:
        out.print(line, markup=False, highlight=False)


def _board_cards(deployment: Deployment) -> list[CardDocument]:
    return list(cards_from_bytes(deployment.job_service.read_board(None).body).values())


def _all_cards(deployment: Deployment) -> tuple[list[CardDocument], list[str]]:
    """The card of every job, and the records that cannot be read."""
    with scanning(deployment, "Reading") as (scan, unreadable):
        read = [one for page in scan.pages() for one in scan.in_parallel(scan.read_record, page.tokens)]
        for one in read:
            if isinstance(one, Exception):
                scan.on_unreadable(str(one))
    return [card(one) for one in read if isinstance(one, Record)], unreadable


def _valid_token(token: str) -> str:
    """The token. Raises JobNotFoundError if it is malformed, as the API does."""
    if not is_token(token):
        raise JobNotFoundError(token)
    return token
