"""`python -m tests`: every test but the nightly ones, and the types, in parts that run side by side.

For each part it prints whether it passed, its wall time, its processor time (of its processes, without the servers that
they start) and its output; at the end the slowest tests of all parts. It ends with 1 when a part failed.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from xml.etree import ElementTree

from tests.testkit.paths import REPOSITORY

DEADLINE_S = 1200.0
GRACE_S = 60.0
"""How long a part that was interrupted may take to stop the servers that it started."""
SLOWEST = 10
PYTEST = (sys.executable, "-m", "pytest", "--quiet", "-o", "junit_duration_report=total")
# The longest first. No part disturbs another: one has a deployed system, the others have none.
PARTS: dict[str, tuple[str, ...]] = {
    # In one process: at its end the functions' grants are compared with the calls that all its tests made.
    "a deployed system": (*PYTEST, "tests/browser/deployed", "tests/integration"),
    "pages": (*PYTEST, "tests/browser", "--ignore=tests/browser/deployed"),
    "code and templates": (*PYTEST, "tests/unit", "tests/functional", "tests/infrastructure"),
    "logic of the pages": ("npm", "run", "--silent", "test"),
    "types": ("make", "--no-print-directory", "types"),
}


@dataclass(frozen=True)
class Result:
    """How a part ended. Times in seconds."""

    name: str
    exit_code: int
    wall_s: float
    cpu_s: float
    late: bool
    output: str

    def summary(self) -> str:
        outcome = "passed" if self.exit_code == 0 else "FAILED"
        late = f", stopped at its deadline of {DEADLINE_S:.0f} s" if self.late else ""
        return f"{self.name}: {outcome} in {self.wall_s:.0f} s, {self.cpu_s:.0f} s of processor time{late}"


def main() -> None:
    # A shell starts a background job with SIGINT ignored, and its children would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as reports, ThreadPoolExecutor(len(PARTS)) as pool:
        running = [pool.submit(run, name, command, Path(reports)) for name, command in PARTS.items()]
        results = []
        for done in as_completed(running):
            results.append(done.result())
            print(f"== {results[-1].summary()}\n{results[-1].output}", flush=True)
        print(
            "\n".join(["== the slowest tests", *slowest(Path(reports)), "== all parts", *map(Result.summary, results)])
        )
    sys.exit(1 if any(result.exit_code for result in results) else 0)


def run(name: str, command: tuple[str, ...], reports: Path, deadline_s: float = DEADLINE_S) -> Result:
    """Run one part to its end or to the deadline, when it is stopped together with its children."""
    report = [f"--junitxml={reports / name}.xml"] if "pytest" in command else []
    begun = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*command, *report], cwd=REPOSITORY, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        # pytest takes an interrupt as a reason to stop the servers of its fixtures; what is left after that is killed.
        late = [
            Timer(after_s, _signal_group, (process.pid, number))
            for after_s, number in ((deadline_s, signal.SIGINT), (deadline_s + GRACE_S, signal.SIGKILL))
        ]
        for timer in late:
            timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        for timer in late:
            timer.cancel()
        wall_s = time.monotonic() - begun
        _signal_group(process.pid, signal.SIGKILL)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Result(name, process.returncode, wall_s, cpu_s, wall_s >= deadline_s, text)


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # all of the group has ended
        os.killpg(leader, number)


def slowest(reports: Path) -> Iterator[str]:
    """One line for each of the slowest tests of all reports: seconds and name."""
    cases = [case for report in reports.glob("*.xml") for case in ElementTree.parse(report).iter("testcase")]
    for case in sorted(cases, key=lambda case: float(case.get("time", 0)), reverse=True)[:SLOWEST]:
        yield f"{float(case.get('time', 0)):7.1f} s  {case.get('classname')}::{case.get('name')}"


if __name__ == "__main__":
    main()
