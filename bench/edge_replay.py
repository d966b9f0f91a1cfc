"""The cost of a replay of the edge's access logs: lines a second, compared with only parsing the JSON, and memory.

The lines are generated while they are read. Each job is requested for a while, invalidated when it changes, and never
requested again. `python -m bench.edge_replay <lines> replay|reference|generate_only` is one measurement in a process of
its own and prints seconds and peak memory in MiB.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.machine import describe
from bench.report import put_section
from edge_cache.log_lines import Invalidation, read_request
from edge_cache.replay import MAX_OBJECTS, PathReplay, Replay
from qdn.ttl_advisor import GRID

SECTION = "TTL advisor"
SIZES = (100_000, 1_000_000, 10_000_000)
QUICK_SIZES = (20_000, 100_000)
ROUNDS = 3
DEADLINE_S = 3600

OPEN_JOBS, REQUESTS_PER_JOB, CHANGES_PER_JOB = 280, 30, 4
"""Jobs that are requested at a time (a week of 40 a day), and the number of requests and changes of each."""
TODAY = {"/track/*": 300.0, "/api/track/*": 300.0, "*": 31_536_000.0}
_PATHS = ("/api/track/*",) * 7 + ("/track/*",) * 2 + ("*",)


@dataclass(frozen=True)
class Cost:
    """One size: seconds of the replay and of the parsing alone, and the peak memory of the replay."""

    lines: int
    replay_s: float
    reference_s: float
    memory_mib: float


def lines(count: int) -> Iterator[str | Invalidation]:
    """`count` lines in the format of the laptop's edge, and the invalidations between them."""
    chance = random.Random(1)
    at, next_job = 1_795_536_000.0, OPEN_JOBS
    jobs = list(range(OPEN_JOBS))
    for _ in range(count):
        at += 0.25
        path = _PATHS[chance.randrange(len(_PATHS))]
        place = chance.randrange(OPEN_JOBS)
        if path == "/api/track/*" and (turn := chance.randrange(REQUESTS_PER_JOB)) <= CHANGES_PER_JOB:
            if turn == CHANGES_PER_JOB:
                jobs[place], next_job = next_job, next_job + 1
            else:
                yield Invalidation(at, frozenset({f"{jobs[place]:016x}"}))
        yield _line(at, path, jobs[place] if path == "/api/track/*" else 0, is_miss=chance.random() < 0.1)


def _line(at: float, path: str, job: int, *, is_miss: bool) -> str:
    result, latency, lifetime = ("Miss", "0.021", f"{TODAY[path]:.3f}") if is_miss else ("Hit", "-", "-")
    return (
        f'{{"date":"2026-11-24","time":"16:00:00","timestamp(ms)":"{round(at * 1000)}","x-edge-location":"QDN1-L1",'
        f'"sc-bytes":"1893","cs-method":"GET","sc-status":"200","x-edge-result-type":"{result}",'
        f'"x-edge-response-result-type":"{result}","x-edge-detailed-result-type":"{result}",'
        '"x-edge-request-id":"q1hZ4vXk0bq8T6mJY3pR5sWc7nLd9aFgE2uHiKoMxBtVyZ1jQ4rS6w==","time-taken":"0.003",'
        '"time-to-first-byte":"0.003","ssl-protocol":"-","cs-protocol-version":"HTTP/1.1",'
        f'"sc-content-type":"application/json","origin-fbl":"{latency}","origin-lbl":"{latency}",'
        f'"cache-behavior-path-pattern":"{path}","x-qdn-object":"{job:016x}","x-qdn-lifetime":"{lifetime}"}}'
    )


def replay(count: int) -> int:
    """Process each line as the advisor does; returns the number of requests."""
    paths = {path: PathReplay(sorted({*GRID, ttl}), ttl) for path, ttl in TODAY.items()}
    whole = Replay(paths)
    for line in lines(count):
        if isinstance(line, Invalidation):
            whole.invalidate(line)
        elif (request := read_request(json.loads(line))) is not None:
            whole.serve(request)
    return sum(path.requests for path in paths.values())


def reference(count: int) -> int:
    """Parse the same lines; returns their number."""
    return sum(bool(json.loads(line)) for line in lines(count) if isinstance(line, str))


def generate_only(count: int) -> int:
    """Generate the lines only; its time is subtracted from the other two."""
    return sum(isinstance(line, str) for line in lines(count))


KINDS = {"replay": replay, "reference": reference, "generate_only": generate_only}


def measure(sizes: tuple[int, ...], rounds: int) -> list[Cost]:
    """Each size, alternating between the replay and its reference; medians."""
    costs = []
    for count in sizes:
        print(f"replaying {count:,} lines", file=sys.stderr, flush=True)
        runs = [
            {kind: _in_own_process(count, kind) for kind in KINDS} for _ in range(rounds if count < max(SIZES) else 1)
        ]
        costs.append(
            Cost(
                lines=count,
                replay_s=median(run["replay"][0] - run["generate_only"][0] for run in runs),
                reference_s=median(run["reference"][0] - run["generate_only"][0] for run in runs),
                memory_mib=median(run["replay"][1] for run in runs),
            )
        )
    return costs


def _in_own_process(count: int, kind: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.edge_replay", str(count), kind],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=True,
    )
    seconds, mib = json.loads(done.stdout)
    return float(seconds), float(mib)


def section(costs: list[Cost]) -> str:
    """The section of the report."""
    rows = [
        f"| {cost.lines:,} | {cost.lines / cost.replay_s:,.0f} | {cost.replay_s / cost.reference_s:.2f} "
        f"| {cost.memory_mib:.0f} MiB | {cost.memory_mib / costs[0].memory_mib:.2f} |"
        for cost in costs
    ]
    return "\n".join(
        [
            f"\n## {SECTION}\n",
            f"{describe()}.\n",
            f"`qdn ttl-advisor` replays a log under {len(GRID)} TTLs and each path's current TTL. The lines are "
            "generated while they are read (the time for this is subtracted from both figures): "
            f"{OPEN_JOBS} jobs at a time, each requested about {REQUESTS_PER_JOB} times, changed {CHANGES_PER_JOB} "
            "times and then not requested any more. The reference is `json.loads` of the same lines alone, in the same "
            f"run. The {MAX_OBJECTS:,} most recently requested objects of a path are stored: the memory grows until "
            "there are as many, and then stays the same.\n",
            "| lines | lines/s | times the reference | peak memory | against the first |",
            "|--:|--:|--:|--:|--:|",
            *rows,
            "",
        ]
    )


def write(report: Path, *, quick: bool) -> None:
    """Measure, and write the section into the report."""
    costs = measure(QUICK_SIZES, 1) if quick else measure(SIZES, ROUNDS)
    put_section(report, SECTION, section(costs))


if __name__ == "__main__":
    began = time.perf_counter()
    KINDS[sys.argv[2]](int(sys.argv[1]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    print(json.dumps([time.perf_counter() - began, peak]))
