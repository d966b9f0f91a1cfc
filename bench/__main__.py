"""`python -m bench`: measures the job store and the TTL advisor and writes docs/benchmarks.md.

`--quick` tries it out with small sizes, `--only` measures one of the two.
"""

import argparse
import sys
import time
from pathlib import Path
from statistics import mean, median

from bench import edge_replay
from bench.job_buckets import new_job_buckets
from bench.job_store import (
    OPEN_JOBS,
    Effort,
    Size,
    changes_per_s,
    reference_per_s,
    requests_counted,
    swaps_per_s,
)
from bench.machine import describe
from bench.processes import api_memory_mib, import_ratio
from bench.report import Results, write
from tooling.throwaway import emulator

REPORT = Path(__file__).parent.parent / "docs" / "benchmarks.md"
SIZES = (10, 1_000, 20_000, 100_000)
QUICK_SIZES = (10, 200, 2_000)
BOARDS = (10, 280, 1_000)
"""280: a week of 40 jobs a day, which stay for a week after they end."""
REFERENCE_LIMIT = 20_000
FULL = Effort(rounds=5, changes=40, reference_s=8)
QUICK = Effort(rounds=3, changes=8, reference_s=1)


def main() -> None:
    """Measure, print the progress, write the report."""
    arguments = _arguments()
    if arguments.only != "ttl-advisor":
        _job_store(arguments)
    if arguments.only != "job-store":
        edge_replay.write(arguments.output, quick=arguments.quick)
    _log(f"written to {arguments.output}")


def _job_store(arguments: argparse.Namespace) -> None:
    sizes, effort = (QUICK_SIZES, QUICK) if arguments.quick else (SIZES, FULL)
    began = time.perf_counter()
    with emulator() as endpoint:
        measured = _sizes(endpoint, sizes, effort)
        boards = _boards(endpoint, effort)
        buckets = new_job_buckets(endpoint)
        prices = requests_counted(buckets)
        _log("importing the handler")
        handler, reference, ratio = import_ratio(buckets, rounds=5 if arguments.quick else 21)
    seconds = time.perf_counter() - began
    results = Results(describe(), seconds, effort.rounds, measured, boards, prices, handler, reference, ratio)
    write(results, arguments.output)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, in a minute; for trying out, not for figures"
    )
    parser.add_argument("--only", choices=["job-store", "ttl-advisor"], help="measure this alone")
    parser.add_argument("--output", type=Path, default=REPORT, help="the report; its plot goes beside it")
    return parser.parse_args()


def _sizes(endpoint: str, sizes: tuple[int, ...], effort: Effort) -> list[Size]:
    """Fill all buckets first and measure them in turn, so that other load on the machine affects all of them."""
    all_buckets = []
    for size in sizes:
        _log(f"{size:,} jobs: filling the bucket")
        buckets = new_job_buckets(endpoint)
        all_buckets.append((size, buckets, buckets.open_jobs(OPEN_JOBS)))
        buckets.ended_jobs(size - OPEN_JOBS)
    measured: dict[int, list[Size]] = {size: [] for size in sizes}
    for number in range(effort.rounds):
        for size, buckets, jobs in all_buckets:
            _log(f"round {number + 1} of {effort.rounds}: {size:,} jobs")
            pace = changes_per_s(buckets, jobs, effort.changes)
            swaps = swaps_per_s(buckets, jobs, effort.changes)
            comparable = size <= REFERENCE_LIMIT
            reference = reference_per_s(buckets, jobs[0], size, effort.reference_s) if comparable else None
            memory = api_memory_mib(buckets, jobs[0].token, effort.changes)
            measured[size].append(Size(size, pace.per_s, pace.deferred, swaps, reference, memory))
    return [_middle(measured[size]) for size in sizes]


def _middle(rounds: list[Size]) -> Size:
    """The medians; for the reference the mean, because a round may have few changes or none."""
    references = [one.reference for one in rounds if one.reference is not None]
    return Size(
        jobs=rounds[0].jobs,
        changes=median(one.changes for one in rounds),
        deferred=median(one.deferred for one in rounds),
        swaps=median(one.swaps for one in rounds),
        reference=mean(references) if references else None,
        memory_mib=median(one.memory_mib for one in rounds),
    )


def _boards(endpoint: str, effort: Effort) -> list[tuple[int, float]]:
    buckets = new_job_buckets(endpoint)
    jobs = buckets.open_jobs(max(BOARDS))
    rates = []
    for cards in BOARDS:
        _log(f"{cards:,} jobs on the board")
        paces = [changes_per_s(buckets, jobs[:cards], effort.changes // 4) for _ in range(effort.rounds)]
        rates.append((cards, median(pace.per_s for pace in paces)))
    return rates


def _log(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
