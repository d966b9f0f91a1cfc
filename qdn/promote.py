"""`qdn promote` and `qdn assemble`: one assembly to staging and, after a confirmation, to production."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError

from qdn.account import NotRunningError
from qdn.assembly import Assembly, NotPromotableError, all_kept, make, named
from qdn.deployed import Deployed
from qdn.exits import Exit, InvalidInputError, UnfinishedError
from qdn.options import JsonOption, YesOption, confirm
from qdn.printing import out, plain_table, print_json, say
from qdn.promotion import BEFORE, Promoted, Promotion, carry_out, plan
from review.changes import Change, UnreadableDiffError
from review.diff import DiffFailedError
from review.stateful import LOSSES
from tooling.environments import DEPLOYED
from tooling.steps import StepError

COMMIT_DIGITS = 12
"""Enough digits for git; with them three columns fit into a terminal."""


def assemble(as_json: JsonOption = False) -> None:
    """Build the pages and synthesize staging and production once, of what is committed; prints the assembly's name.

    It is kept under its name in .qdn/assemblies, with the four that were made or deployed last.
    """
    with _program_errors_as_unfinished(), redirect_stdout(sys.stderr):
        made = make()
    if as_json:
        print_json(_named(made))
    else:
        out.print(made.name, highlight=False)


def promote(
    assembly: Annotated[
        str | None, typer.Option(help="One that is kept, by its name; without it, one is made of what is committed.")
    ] = None,
    to: Annotated[
        str | None, typer.Option(help="This environment alone. Without it: staging, then production.")
    ] = None,
    yes: YesOption = False,
    show: Annotated[bool, typer.Option("--list", help="Show the kept assemblies and where each runs.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Deploy one assembly to staging, verify, ask, deploy the same to production, verify, and say what changed.

    After each deploy board and views are rebuilt. To roll back, promote the assembly that ran before. Ends with 3 when
    verification finds something, and with 4 when it is refused: not committed, changed since it was made, not on
    staging, not approved, something else deployed meanwhile.
    """
    with _program_errors_as_unfinished():
        if show:
            _list(as_json)
            return
        done: list[Promoted] = []
        try:
            with redirect_stdout(sys.stderr):
                chosen = named(assembly) if assembly else make()
                for environment in [to] if to else DEPLOYED:
                    done.append(_promote(chosen, environment, yes))
                    if not done[-1].verified:
                        break
        finally:
            _report(done, as_json)
    if not all(promoted.verified for promoted in done):
        say(_rollback_hint(done[-1].promotion))
        raise typer.Exit(Exit.FINDINGS)


def _promote(assembly: Assembly, environment: str, yes: bool) -> Promoted:
    promotion = plan(assembly, environment)
    if environment in BEFORE:
        _ask(promotion, yes)
    return carry_out(promotion)


def _ask(promotion: Promotion, yes: bool) -> None:
    """Show the changes and ask for a confirmation. Raises NotPromotableError without one."""
    environment, name = promotion.environment, promotion.assembly.name
    say(f"{environment} would change by {name} (all of it above):")
    for line in [*_counts(promotion.changes), *_losses(promotion.changes)]:
        say(f"  {line}")
    try:
        confirm(f"Deploy {name} to {environment}?", yes)
    except InvalidInputError as refusal:
        raise NotPromotableError(
            f"{environment} stays as it is: nobody approved {name}. Answer yes, or give --yes."
        ) from refusal


def _counts(changes: list[Change]) -> list[str]:
    """One line per stack: `staging/App: 1 added, 3 changed`."""
    lines = []
    for stack in dict.fromkeys(change.stack for change in changes):
        fates = Counter(change.fate for change in changes if change.stack == stack)
        lines.append(f"{stack}: {', '.join(f'{count} {fate}' for fate, count in fates.items())}")
    return lines or ["no resource"]


def _losses(changes: list[Change]) -> list[str]:
    return [
        f"LOST: {change.stack} {change.logical_id} ({change.type}) is {change.fate}: {LOSSES[change.type]}"
        for change in changes
        if change.loses_state
    ]


def _report(done: list[Promoted], as_json: bool) -> None:
    if as_json:
        print_json([_as_data(promoted) for promoted in done])
        return
    for promoted in done:
        promotion = promoted.promotion
        verdict = "verified" if promoted.verified else "NOT IN ORDER"
        release = f"{promotion.deployed.release or 'nothing'} → {promotion.assembly.release}"
        out.print(f"{promotion.environment}: release {release}, {verdict}, {promoted.seconds:.0f} s", markup=False)
        if promotion.assembly.commit:
            out.print(f"  commit {promotion.assembly.commit}", markup=False, highlight=False)
        for line in _counts(promotion.changes):
            out.print(f"  {line}", markup=False)


def _as_data(promoted: Promoted) -> dict[str, Any]:
    promotion = promoted.promotion
    return {
        "environment": promotion.environment,
        **_named(promotion.assembly),
        "assembly_before": promotion.assembly_before,
        "release_before": promotion.deployed.release,
        "changes": [
            {"stack": change.stack, "type": change.type, "logical_id": change.logical_id, "fate": change.fate}
            for change in promotion.changes
        ],
        "verified": promoted.verified,
        "seconds": round(promoted.seconds, 1),
    }


def _rollback_hint(promotion: Promotion) -> str:
    finding = f"{promotion.environment} runs {promotion.assembly.name}, and verification found something."
    if promotion.assembly_before:
        return f"{finding} The way back: qdn promote --assembly {promotion.assembly_before}"
    if promotion.deployed.release is None:
        return f"{finding} Nothing ran there before to go back to: mend what was found and promote that."
    return (
        f"{finding} The way back: the report of the promotion of release {promotion.deployed.release} has its commit; "
        "check that out, then qdn promote."
    )


def _named(assembly: Assembly) -> dict[str, Any]:
    return {"assembly": assembly.name, "release": assembly.release, "commit": assembly.commit}


def _list(as_json: bool) -> None:
    kept = []
    for assembly in all_kept():
        try:
            assembly.check()
            kept.append((assembly, _where(assembly)))
        except NotPromotableError as refusal:
            say(str(refusal))
    if as_json:
        print_json([{**_named(assembly), "runs": where} for assembly, where in kept])
        return
    if not kept:
        say("No assembly is kept: qdn assemble makes one.")
        return
    table = plain_table("assembly, last used first", "commit", "runs in")
    table.columns[0].no_wrap = True
    for assembly, where in kept:
        table.add_row(
            assembly.name,
            (assembly.commit or "")[:COMMIT_DIGITS],
            ", ".join(_marked(environment, here) for environment, here in where.items() if here is not False),
        )
    out.print(table)


def _marked(environment: str, runs: bool | None) -> str:
    return environment if runs else f"{environment}?"


def _where(assembly: Assembly) -> dict[str, bool | None]:
    """Whether each environment runs it; None for one that cannot be read (the reason is printed on stderr)."""
    where: dict[str, bool | None] = {}
    for environment in assembly.environments:
        try:
            where[environment] = Deployed.of(environment, assembly.templates(environment)).runs(assembly)
        except (BotoCoreError, ClientError, NotRunningError) as error:
            say(f"{environment} cannot be read: {error}")
            where[environment] = None
    return where


@contextmanager
def _program_errors_as_unfinished() -> Iterator[None]:
    """Turn the failure or time-out of a program into UnfinishedError with its message."""
    try:
        yield
    except (StepError, DiffFailedError, UnreadableDiffError, subprocess.TimeoutExpired, FileNotFoundError) as error:
        raise UnfinishedError(str(error)) from error
