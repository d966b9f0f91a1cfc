"""`qdn`: the application with all commands."""

import sys
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperGroup

from qdn import job, user
from qdn.audit import audit
from qdn.exits import Exit, exit_on_expected_errors
from qdn.invalidate import invalidate
from qdn.promote import assemble, promote
from qdn.rebuild import rebuild
from qdn.report import report
from qdn.ttl_advisor import ttl_advisor
from qdn.verify import verify

JOBS, SYSTEM, EDGE = "Jobs and people", "The system", "The edge"
# Separated by empty lines; otherwise Typer joins them into one paragraph.
EXIT_CODES = "\n\n".join(["Exit codes:", *(f"{code.value}  {code.meaning}" for code in Exit)])


class Commands(TyperGroup):
    """The commands; each expected exception ends with one sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with exit_on_expected_errors():
            return super().invoke(ctx)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # local variables may contain a password
    help="Operate QuickDumpNow dispatch. docs/cli.md shows every command at work.",
    epilog=EXIT_CODES,
)
app.add_typer(job.app, name="job", rich_help_panel=JOBS, help="Make, list, move, cancel and restore jobs.")
app.add_typer(user.app, name="user", rich_help_panel=JOBS, help="Say who may sign in to the board.")
app.command(rich_help_panel=JOBS, epilog="Example: qdn audit --since 24h --by dana")(audit)
app.command(rich_help_panel=SYSTEM, epilog="Example: qdn verify --environment staging")(verify)
app.command(rich_help_panel=SYSTEM, epilog="Example: qdn rebuild --environment production --yes")(rebuild)
app.command(rich_help_panel=SYSTEM, epilog="Example: qdn promote --list")(promote)
app.command(rich_help_panel=SYSTEM, epilog="Example: qdn assemble --json")(assemble)
app.command(rich_help_panel=EDGE, epilog="Example: qdn invalidate '/track*' --wait")(invalidate)
app.command(rich_help_panel=EDGE, epilog="Example: qdn report --days 30 --plot hits.svg")(report)
app.command("ttl-advisor", rich_help_panel=EDGE, epilog="Example: qdn ttl-advisor --environment production")(
    ttl_advisor
)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot encode emoji shows ? instead
    app(prog_name="qdn")
