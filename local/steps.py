"""One line a step: what it does, how long it took; and one sentence when it fails."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from local import state

LAST_LINES = 15


class StepFailed(Exception):
    """A step cannot go on. The message is one sentence that says what to do."""


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
    directory: Path = state.REPOSITORY,
    hint: str,
) -> None:
    """Run a command with its output in `<state>/<log>.log`. Raises `StepFailed` with its last lines and `hint`."""
    path = state.DIRECTORY / f"{log}.log"
    with path.open("w") as output:
        try:
            result = subprocess.run(
                [str(part) for part in command],
                cwd=directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise StepFailed(f"{_tail(path)}It did not finish within {timeout_s:.0f} s. {hint}") from None
        except FileNotFoundError:
            raise StepFailed(f"{command[0]} was not found. {hint}") from None
    if result.returncode != 0:
        raise StepFailed(f"{_tail(path)}{hint} (all of its output: {path})")


def _tail(path: Path) -> str:
    lines = path.read_text(errors="replace").splitlines()[-LAST_LINES:]
    return "".join(f"    {line}\n" for line in lines)


def fail(message: str) -> None:
    """End with `message` on standard error and exit code 1."""
    sys.exit(f"\n{message}")
