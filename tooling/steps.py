"""Steps of a command: one line each, with title and duration, and one sentence when a step fails."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tooling import paths

LAST_LINES = 30
GRACE_S = 5.0


class StepError(Exception):
    """A step failed. The message says in one sentence what to do."""


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print `title` while the block runs, then the seconds it took."""
    print(f"  {title} …", end="", flush=True)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - begun:.1f} s", flush=True)


def run(
    command: Sequence[str | Path],
    *,
    log: str,
    timeout_s: float,
    environment: Mapping[str, str] | None = None,
    directory: Path = paths.REPOSITORY,
    hint: str,
    error_marker: str = "",
) -> None:
    """Run a command with its output in `<state>/<log>.log`.

    Raises `StepError` with `hint` and its last lines, or those that contain `error_marker` if there are any.
    """
    path = paths.DIRECTORY / f"{log}.log"
    with path.open("w") as output:
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=directory,
                env={**(os.environ if environment is None else environment), "NO_COLOR": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except FileNotFoundError:
            raise StepError(f"{command[0]} was not found. {hint}") from None
        try:
            returncode = process.wait(timeout_s)
        except BaseException as interruption:
            _end_with_children(process)
            if isinstance(interruption, subprocess.TimeoutExpired):
                late = f"It did not finish within {timeout_s:.0f} s."
                raise StepError(f"{_excerpt(path, error_marker)}{late} {hint} (all of its output: {path})") from None
            raise
    if returncode != 0:
        raise StepError(f"{_excerpt(path, error_marker)}{hint} (all of its output: {path})")


def _end_with_children(process: "subprocess.Popen[bytes]") -> None:
    """Stop a process and its children: npm and cdk start programs that would keep running."""
    with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(GRACE_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _excerpt(path: Path, error_marker: str) -> str:
    output = path.read_text(errors="replace").splitlines()
    lines = [line for line in output if error_marker and error_marker in line] or output
    lines = lines[-LAST_LINES:]
    return "".join(f"    {line}\n" for line in lines)


def fail(message: str) -> None:
    """End with `message` on standard error and exit code 1."""
    sys.exit(f"\n{message}")
