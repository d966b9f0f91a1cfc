"""The report: sections of `docs/benchmarks.md`, each replaced when its figures are measured again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.job_store import OPEN_JOBS, WRITERS, Size
from tooling.plot import Line, log_log

TITLE = "# Benchmarks\n\nWritten by `make bench`. Each figure stands beside a reference that ran in the same run.\n"
SECTION = "Job store"
PLOT = "benchmarks/job_store.svg"


@dataclass(frozen=True)
class Results:
    """The results of all measurements of the job store."""

    machine: str
    seconds: float
    rounds: int
    sizes: Sequence[Size]
    boards: Sequence[tuple[int, float]]
    prices: Sequence[tuple[str, int]]
    import_s: float
    import_reference_s: float
    import_ratio: float


def write(results: Results, report: Path) -> None:
    """Write the section into the report, and its plot into a folder beside the report."""
    plot = report.parent / PLOT
    plot.parent.mkdir(parents=True, exist_ok=True)
    plot.write_text(_plot(results))
    put_section(report, SECTION, _section(results))


def put_section(report: Path, title: str, section: str) -> None:
    """Replace the section with that title, heading included, or append it; the other sections stay."""
    before = report.read_text() if report.exists() else TITLE
    report.write_text(_with_section(before, title, section))


def _with_section(text: str, title: str, section: str) -> str:
    heading = f"\n## {title}\n"
    start = text.find(heading)
    if start < 0:
        return text.rstrip("\n") + "\n" + section.rstrip("\n") + "\n"
    end = text.find("\n## ", start + len(heading))
    return text[:start] + section.rstrip("\n") + "\n" + (text[end:] if end >= 0 else "")


def _plot(results: Results) -> str:
    first = results.sizes[0]
    reference = [(size.jobs, size.reference) for size in results.sizes if size.reference]
    return log_log(
        "What a change of status costs with more jobs in the bucket",
        "jobs in the bucket",
        f"times the cost at {first.jobs} jobs",
        [
            Line("one object a job", [(size.jobs, first.changes / size.changes) for size in results.sizes]),
            Line("one jobs.json", [(jobs, reference[0][1] / rate) for jobs, rate in reference]),
        ],
    )


def _section(results: Results) -> str:
    first = results.sizes[0]
    rates = [size.changes for size in results.sizes]
    return "\n".join(
        [
            "",
            f"## {SECTION}",
            "",
            f"{results.machine}; MiniStack's S3 on the same machine; {results.seconds / 60:.0f} minutes.",
            "",
            f"{WRITERS} writers change the status of a job each, without a pause, through the API's operations. "
            f"{OPEN_JOBS} jobs are open, the rest ended a year ago. All buckets are filled first, then measured in "
            f"turn, {results.rounds} rounds, medians. The reference is the design that this one replaces: one "
            "`jobs.json`, read, changed and written under `If-Match` by as many writers on the same S3. A bare swap "
            "reads and writes a record under `If-Match` and publishes nothing.",
            "",
            f"| jobs in the bucket | changes/s | against {first.jobs} jobs | reference, changes/s "
            "| times the reference | a change in bare swaps | board left to the publisher | memory of an API process |",
            "|--:|--:|--:|--:|--:|--:|--:|--:|",
            *[_row(size, first) for size in results.sizes],
            "",
            f"Slowest against fastest: {min(rates) / max(rates):.2f}. Memory, greatest against least: "
            f"{max(s.memory_mib for s in results.sizes) / min(s.memory_mib for s in results.sizes):.2f}. "
            f"The reference is not run where {WRITERS} copies of its file would not fit into memory.",
            "",
            f"![What a change of status costs with more jobs in the bucket]({PLOT})",
            "",
            "The cost of a change depends on the number of jobs on the board: each change reads and writes the whole "
            "board once.",
            "",
            "| jobs on the board | changes/s | against the first |",
            "|--:|--:|--:|",
            *[f"| {cards:,} | {rate:.0f} | {rate / results.boards[0][1]:.2f} |" for cards, rate in results.boards],
            "",
            "| operation | requests to S3 |",
            "|:--|--:|",
            *[f"| {operation} | {price} |" for operation, price in results.prices],
            "",
            "A customer's poll that is a hit at the edge sends no request to S3.",
            "",
            f"Importing the API's handler takes {results.import_ratio:.2f} times as long as "
            f'`import boto3; boto3.client("s3")` ({results.import_s:.2f} s and {results.import_reference_s:.2f} s, '
            "whole processes, medians).",
            "",
        ]
    )


def _row(size: Size, first: Size) -> str:
    reference = f"{size.reference:.1f}" if size.reference else ""
    times = f"{size.changes / size.reference:.0f}" if size.reference else ""
    cells = [
        f"{size.jobs:,}",
        f"{size.changes:.0f}",
        f"{size.changes / first.changes:.2f}",
        reference,
        times,
        f"{size.swaps / size.changes:.1f}",
        f"{size.deferred:.0%}",
        f"{size.memory_mib:.0f} MiB",
    ]
    return f"| {' | '.join(cells)} |"
