"""`python -m tests`: each part's outcome, and the end of a part that hangs."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.__main__ import run, slowest

HANGS = "import subprocess, sys; child = subprocess.Popen(['sleep', '60']); print(child.pid, flush=True); child.wait()"


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Children take SIGINT, also where a shell has started pytest as a background job, with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_a_part_that_hangs_is_stopped_with_its_children_and_reported(tmp_path: Path) -> None:
    begun = time.monotonic()
    result = run("hangs", (sys.executable, "-c", HANGS), tmp_path, deadline_s=0.5)
    assert time.monotonic() - begun < 30
    assert result.exit_code != 0
    assert "hangs: FAILED" in result.summary()
    assert "stopped at its deadline" in result.summary()
    child = int(result.output.split()[0])
    assert not _runs(child)


def test_a_part_has_its_exit_code_and_its_cpu_time(tmp_path: Path) -> None:
    result = run("sums", (sys.executable, "-c", "print(sum(range(3_000_000)))"), tmp_path)
    assert (result.exit_code, result.late, result.output) == (0, False, "4499998500000\n")
    assert result.cpu_s > 0
    assert run("fails", (sys.executable, "-c", "raise SystemExit(3)"), tmp_path).exit_code == 3


def test_the_slowest_tests_of_all_parts_come_first(tmp_path: Path) -> None:
    for number in range(3):
        cases = "".join(f'<testcase classname="m{number}" name="t{n}" time="{n}.{number}"/>' for n in range(6))
        (tmp_path / f"{number}.xml").write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    lines = list(slowest(tmp_path))
    assert len(lines) == 10
    assert [line.split()[0] for line in lines[:3]] == ["5.2", "5.1", "5.0"]
    assert lines[0].endswith("m2::t5")


def _runs(pid: int) -> bool:
    """Whether the process is alive; one that has ended and was not waited for is not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
