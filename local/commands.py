"""`make up`, `make down`, `make clean`: the order of their steps and their messages."""

import argparse
import fcntl
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from local import install, system
from tooling import paths
from tooling.site import build_site
from tooling.steps import StepError, fail

LOCK = paths.DIRECTORY / "up.lock"


def main() -> None:
    """Run the command; a failed step prints its message and ends with exit code 1."""
    commands = {"install": install.everything, "build": build_site, "up": up, "down": down, "clean": clean}
    parser = argparse.ArgumentParser(prog="python3 -m local", description=__doc__)
    parser.add_argument("command", choices=commands)
    command = commands[parser.parse_args().command]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        command()
    except StepError as failure:
        fail(str(failure))
    except KeyboardInterrupt:
        fail("Interrupted; what this run had started is stopped.")


def up() -> None:
    """Start or update the system and print its addresses."""
    paths.DIRECTORY.mkdir(parents=True, exist_ok=True)
    with _exclusively():
        install.everything()
        build_site()
        running = system.start()
    print(
        f"""
  Board     {running.site_url}/
  Booking   {running.site_url}/book/
  Tracking  {running.site_url}/track/{running.demo_token}

  Sign in as {running.email} with {running.password}
  Stop it with: make down
"""
    )


def down() -> None:
    """Stop everything and keep the data."""
    with _exclusively() if LOCK.exists() else nullcontext():
        stopped = system.stop()
    print(f"Stopped: {', '.join(stopped)}. The data is kept." if stopped else "Nothing was running.")


def clean() -> None:
    """Stop everything and delete the data; installed packages and promoted assemblies are kept."""
    if not LOCK.exists():  # `make up` has not created this directory
        print("There is nothing to forget.")
        return
    with _exclusively():
        system.stop()
        for path in paths.DIRECTORY.iterdir():
            if path.is_dir() and path != paths.ASSEMBLIES:
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
        if not paths.ASSEMBLIES.exists():
            paths.DIRECTORY.rmdir()
    print("Stopped, and the data is forgotten.")


@contextmanager
def _exclusively() -> Iterator[None]:
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StepError("Another `make up` is at work in this folder: wait for it to end.") from None
        yield
