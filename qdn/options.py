"""The options that commands share, and how somebody agrees to a change."""

import sys
from typing import Annotated

import typer

from qdn.exits import InvalidInputError
from qdn.printing import err
from tooling.environments import Environment

EnvironmentOption = Annotated[Environment, typer.Option("--environment", "-e", help="Which system")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, as docs/cli.md describes it")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask")]


def confirm(question: str, yes: bool) -> None:
    """Go on if somebody says yes, now or by `yes`. Raises InvalidInputError."""
    if yes:
        return
    if not is_interactive():
        raise InvalidInputError(f"{question} Nobody is there to answer: agree with --yes.")
    # Not by typer.confirm, which writes a blank to stdout, where nothing but the answer belongs.
    err.print(f"{question} [y/N]: ", end="", markup=False, highlight=False)
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise InvalidInputError("Nothing was changed.")


def is_interactive() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()
