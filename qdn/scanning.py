"""A scan over every job of an environment, with a progress bar on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from jobs import stores
from jobs.scan import Progress as ScanProgress
from jobs.scan import Scan
from qdn.deployment import Deployment
from qdn.printing import err, say


@contextmanager
def scanning(deployment: Deployment, title: str) -> Iterator[tuple[Scan, list[str]]]:
    """The scan, and a list of the records that it cannot read; each of them is also printed on stderr."""
    unreadable: list[str] = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[jobs]} jobs"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=err) as progress:
        task = progress.add_task(title, total=1.0, jobs=0)

        def report(record: str) -> None:
            unreadable.append(record)
            say(f"unreadable, left alone: {record}")

        def advance(scanned: ScanProgress) -> None:
            progress.update(task, completed=scanned.share, jobs=scanned.done)

        scan = Scan(
            records=stores.record_store(deployment.s3, deployment.settings),
            projections=stores.projections(deployment.s3, deployment.settings),
            on_unreadable=report,
            on_progress=advance,
        )
        yield scan, unreadable
