"""`python -m qdn verify|rebuild`: whether the system works and says what the records say, and making it say it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from jobs import stores
from jobs.board import BoardBusy
from jobs.bucket import PreconditionFailed, StoreUnavailable
from jobs.rebuild import rebuild as rebuild_projections
from jobs.sweep import Progress as SweepProgress
from jobs.sweep import Sweep
from jobs.times import utc_now
from jobs.verify import verify as verify_projections
from publisher.edge import MAX_PATHS, EdgeBusy
from qdn.account import NotRunning
from qdn.deployment import Deployment
from qdn.report import report
from qdn.ttl_advisor import ttl_advisor
from smoke_test.site import Site
from smoke_test.steps import StepFailed
from smoke_test.walk import Walk

DIFFERENT = 3
FAILED = 1
# A change that young may be on its way through the publisher.
GRACE = timedelta(minutes=2)

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Operate QuickDumpNow dispatch.")
out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)

app.command()(report)
app.command()(ttl_advisor)

Environment = Annotated[str, typer.Option("--environment", "-e", help="local, staging or production")]


@app.command()
def verify(environment: Environment = "local") -> None:
    """Walk through the deployed system as a deploy does, then compare board and views with the records.

    Exit code 3 when a step of the walk fails or anything differs; each is named.
    """
    with _sweep(environment, "Verifying") as (sweep, deployment):
        out.print(f"{deployment.site_url} (release {deployment.release})")
        _walk(deployment)
        differences = verify_projections(sweep, utc_now(), GRACE)
    for difference in differences:
        out.print(str(difference), markup=False, highlight=False)
    out.print(f"{len(differences)} differences" if differences else "Board and views say what the records say.")
    raise typer.Exit(DIFFERENT if differences else 0)


@app.command()
def rebuild(environment: Environment = "local") -> None:
    """Make board and views anew from the records, while the system runs; taken up where an earlier run stopped."""
    with _sweep(environment, "Rebuilding") as (sweep, deployment):
        rebuilt = rebuild_projections(sweep, stores.checkpoint_store(deployment.s3, deployment.settings), utc_now())
        for first in range(0, len(rebuilt.views), MAX_PATHS):
            deployment.edge.invalidate_views(rebuilt.views[first : first + MAX_PATHS])
    board = "the board" if rebuilt.board else "no board"
    out.print(f"Wrote {len(rebuilt.views)} views and {board}.")


def _walk(deployment: Deployment) -> None:
    canaries = stores.canary_store(deployment.s3, deployment.settings)
    walk = Walk(
        Site(deployment.site_url),
        deployment.release,
        deployment.canary_proof,
        canaries.remove,
        lambda passed: out.print(f"  {passed.step} ({passed.seconds:.1f} s)", markup=False, highlight=False),
    )
    try:
        walk.run()
    except StepFailed as failure:
        out.print(f"  FAILED {failure}", markup=False, highlight=False)
        raise typer.Exit(DIFFERENT) from failure


@contextmanager
def _sweep(environment: str, title: str) -> Iterator[tuple[Sweep, Deployment]]:
    """Every job of the environment, with a progress bar; an environment that cannot be reached ends in one sentence."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[jobs]} jobs"),
    )
    try:
        deployment = Deployment.of(environment)
        with Progress(*columns, TimeElapsedColumn(), console=err) as progress:
            task = progress.add_task(title, total=1.0, jobs=0)

            def advance(swept: SweepProgress) -> None:
                progress.update(task, completed=swept.share, jobs=swept.done)

            yield (
                Sweep(
                    records=stores.record_store(deployment.s3, deployment.settings),
                    projections=stores.projections(deployment.s3, deployment.settings),
                    on_unreadable=lambda what: err.print(f"unreadable, left alone: {what}", markup=False),
                    on_progress=advance,
                ),
                deployment,
            )
    except NotRunning as error:
        err.print(str(error))
        raise typer.Exit(FAILED) from error
    except PreconditionFailed as error:
        err.print("Another rebuild has taken this one's place.")
        raise typer.Exit(FAILED) from error
    except EdgeBusy as error:
        err.print(f"Rebuilt, but the edge keeps old views for up to five minutes: {error}", markup=False)
        raise typer.Exit(FAILED) from error
    except (StoreUnavailable, BoardBusy) as error:
        err.print(f"Not finished: {error}. Run it again; it goes on where it stopped.", markup=False)
        raise typer.Exit(FAILED) from error
    except (BotoCoreError, ClientError) as error:
        err.print(f"{environment} cannot be reached or read: {error}", markup=False)
        raise typer.Exit(FAILED) from error


if __name__ == "__main__":
    app()
