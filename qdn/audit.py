"""`qdn audit`: the audit trail of all jobs in a period, with the changes that were made outside of this system."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Annotated

import typer

from jobs import stores
from jobs.audit_trail import DELETED, OUTSIDE, UNREADABLE, AuditEntry, audit_trail
from jobs.record_store import JobNotFoundError, RecordStore, record_name
from jobs.times import format_utc, parse_utc, utc_now
from jobs.tokens import is_canary, is_token, redact
from qdn.deployment import Deployment
from qdn.exits import Exit, InvalidInputError
from qdn.job_texts import audit_table
from qdn.options import EnvironmentOption, JsonOption
from qdn.printing import out, print_json, say
from tooling.environments import Environment

FINDINGS = frozenset({OUTSIDE, DELETED, UNREADABLE})
"""Operations that this system never performs on a record. Canaries, which it deletes, are left out."""
# For each job up to eight versions are read at once, and the client keeps sixteen connections.
_JOBS_AT_ONCE = 2
_AGO = re.compile(r"([0-9]{1,6})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def audit(
    since: Annotated[str, typer.Option("--since", help="30m, 24h, 7d ago, or like 2026-11-25T16:00:00Z")] = "24h",
    until: Annotated[str, typer.Option("--until", help="The same; now if not given")] = "0m",
    by: Annotated[str, typer.Option("--by", help="Only of who has this in their name")] = "",
    token: Annotated[str | None, typer.Option("--token", help="Only of this job")] = None,
    environment: EnvironmentOption = Environment.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """Show what happened to all jobs: who did what, when and why.

    What was written or deleted outside of this system, or cannot be read, is flagged; the exit code is then 3.
    """
    now = utc_now()
    start, end = _moment("--since", since, now), _moment("--until", until, now)
    if start >= end:
        raise InvalidInputError("--since: Choose a start that is before --until.")
    deployment = Deployment.of(environment)
    happened = sorted(
        (
            (of, entry)
            for of, entry in _happened(stores.record_store(deployment.s3, deployment.settings), start, end, token)
            if by.casefold() in (entry.by or "").casefold()
        ),
        key=lambda one: one[1].at,
    )
    findings = sum(entry.operation in FINDINGS for _, entry in happened)
    if as_json:
        entries = [
            {"token": of, **entry.model_dump(mode="json"), "finding": entry.operation in FINDINGS}
            for of, entry in happened
        ]
        print_json({"since": format_utc(start), "until": format_utc(end), "entries": entries, "findings": findings})
    else:
        if happened:
            out.print(audit_table(happened))
        say(f"{len(happened)} changes from {format_utc(start)} to {format_utc(end)}, {findings} flagged.")
    raise typer.Exit(Exit.FINDINGS if findings else Exit.DONE)


def _happened(
    records: RecordStore, start: datetime, end: datetime, only: str | None
) -> Iterator[tuple[str, AuditEntry]]:
    """The entries of the period, each with its job's token. Raises JobNotFoundError if no job has the token `only`."""
    if only is not None and not is_token(only):
        raise JobNotFoundError(only)
    tokens = _changed(records, start, end) if only is None else [only]
    with ThreadPoolExecutor(_JOBS_AT_ONCE) as pool:
        trails = pool.map(lambda one: audit_trail(records.versions(one)), tokens)
        for of, trail in zip(tokens, trails, strict=True):
            if not trail:
                raise JobNotFoundError(of)
            yield from ((of, entry) for entry in trail if start <= parse_utc(entry.at) <= end)


def _changed(records: RecordStore, start: datetime, end: datetime) -> list[str]:
    """The jobs that changed, from a listing of versions: a scan of the records would not find the deleted ones."""
    names = [record_name(key) for key in records.changed_keys(start, end)]
    for name in names:
        if not is_token(name):
            say(f"left out, its name is no token: record {redact(name)}")
    return [name for name in names if is_token(name) and not is_canary(name)]


def _moment(option: str, text: str, now: datetime) -> datetime:
    """Parse a time, or a duration before `now`. Raises InvalidInputError."""
    try:
        if ago := _AGO.fullmatch(text):
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        return parse_utc(text)
    except (ValueError, OverflowError):
        raise InvalidInputError(
            f"{option}: Give 30m, 24h or 7d, or a time with its offset, like 2026-11-25T16:00:00Z."
        ) from None
