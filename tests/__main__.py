"""`python -m tests`: every test but the nightly ones, and the types, side by side; what a part says comes out whole.

A part has what the others must not disturb: a deployed system of its own, or none.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

from tests.testkit.paths import REPOSITORY

DEADLINE_S = 1800
EVERY_CHANGE = "not stress and not nightly"
PYTEST = (sys.executable, "-m", "pytest", "--quiet")
# The slowest first.
PARTS: dict[str, tuple[str, ...]] = {
    # In one process: at its end the functions' grants are held against the calls that all of it has made.
    "integration": (*PYTEST, "tests/integration"),
    "pages of a deployed system": (*PYTEST, "--ignore=tests/integration", "-m", f"{EVERY_CHANGE} and system"),
    "what needs no system": (*PYTEST, "--ignore=tests/integration", "-m", f"{EVERY_CHANGE} and not system"),
    "logic of the pages": ("npm", "run", "--silent", "test"),
    "types": ("make", "--no-print-directory", "types"),
}


def main() -> None:
    """Run every part; end with 1 when one fails."""
    with ThreadPoolExecutor(len(PARTS)) as pool:
        running = {pool.submit(_run, command): name for name, command in PARTS.items()}
        passed = [_tell(running[done], *done.result()) for done in as_completed(running)]
    sys.exit(0 if all(passed) else 1)


def _run(command: tuple[str, ...]) -> tuple["subprocess.CompletedProcess[str]", float]:
    start = time.monotonic()
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    return done, time.monotonic() - start


def _tell(name: str, done: "subprocess.CompletedProcess[str]", seconds: float) -> bool:
    print(f"== {name}: {'passed' if done.returncode == 0 else 'FAILED'} in {seconds:.0f} s\n{done.stdout}", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
