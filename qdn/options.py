"""Options that several commands share, and the confirmation of a change."""

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
    """Return if the operator confirms, interactively or by `yes`. Raises InvalidInputError otherwise."""
    if yes:
        return
    if not is_interactive():
        raise InvalidInputError(f"{question} Nobody is there to answer: agree with --yes.")
    # typer.confirm writes a blank to stdout, which must contain the result only.
    err.print(f"{question} [y/N]: ", end="", markup=False, highlight=False)
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise InvalidInputError("Nothing was changed.")


def is_interactive() -> bool:
    """Whether stdin is a terminal."""
    return sys.stdin.isatty()
