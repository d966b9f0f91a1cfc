"""A background process that keeps running after the command that started it.

Whether it runs is determined by a file lock, not by a process id: the process inherits the locked file, and the kernel
releases the lock when it ends. A stored process id could belong to another process by then.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from local.ports import is_free
from tooling import paths
from tooling.health import is_healthy
from tooling.steps import StepError

START_DEADLINE_S = 30.0
STOP_DEADLINE_S = 20.0
POLL_S = 0.05


@dataclass(frozen=True, kw_only=True)
class Service:
    """`name` names its files in the state directory; `health_path` has the status 200 once it serves.

    `sources`: the files and folders of the code that it runs.
    """

    name: str
    health_path: str
    sources: tuple[Path, ...]

    @property
    def port(self) -> int | None:
        """The port on which it runs now, or `None`."""
        running = self._running()
        return running["port"] if running else None

    @property
    def is_outdated(self) -> bool:
        """Whether it runs and its code has changed since it started."""
        running = self._running()
        return running is not None and running.get("version") != self._version()

    def start(self, command: Sequence[str | Path], *, port: int, environment: Mapping[str, str]) -> None:
        """Start `command` and wait until it is healthy. If it fails, stop it and raise `StepError`."""
        if not is_free(port):
            raise StepError(f"Port {port} was taken by another program just now: run the same command again.")
        with self._lock_file() as lock, self._log.open("a") as log:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StepError(f"{self.name} runs already: make down stops it.") from None
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=paths.REPOSITORY,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[lock.fileno()],
            )
            lock.truncate(0)
            lock.write(json.dumps({"pid": process.pid, "port": port, "version": self._version()}))
            lock.flush()
        self._wait_until_healthy(process, port)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if it runs."""
        if running := self._running():
            os.kill(running["pid"], number)

    def stop(self) -> bool:
        """Stop it: SIGTERM, then SIGKILL after a deadline. Returns whether it ran."""
        if not self._running():
            return False
        group = self._group()
        self.signal(signal.SIGTERM)
        if not self._wait_until_gone():
            self.kill()
        _end(group)
        return True

    def kill(self) -> bool:
        """Kill it, so that it saves nothing. Returns whether it ran."""
        group = self._group()
        self.signal(signal.SIGKILL)
        self._wait_until_gone()
        _end(group)
        return group is not None

    def _group(self) -> int | None:
        """Its process group, which has its process id, because it is a session leader."""
        running = self._running()
        return running["pid"] if running else None

    @property
    def _log(self) -> Path:
        return paths.DIRECTORY / f"{self.name}.log"

    def _lock_file(self) -> IO[str]:
        path = paths.DIRECTORY / f"{self.name}.lock"
        path.touch()
        return path.open("r+")

    def _version(self) -> str:
        digest = hashlib.sha256()
        for source in self.sources:
            for path in [source] if source.is_file() else sorted(source.rglob("*.py")):
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def _running(self) -> dict[str, Any] | None:
        if not paths.DIRECTORY.exists():
            return None
        with self._lock_file() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return dict(json.loads(lock.read()))
        return None

    def _wait_until_healthy(self, process: subprocess.Popen[bytes], port: int) -> None:
        deadline = time.monotonic() + START_DEADLINE_S
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise StepError(f"{self.name} ended at once: see {self._log}.")
            if is_healthy(f"http://127.0.0.1:{port}{self.health_path}"):
                return
            time.sleep(POLL_S)
        self.stop()
        raise StepError(f"{self.name} did not answer within {START_DEADLINE_S:.0f} s: see {self._log}.")

    def _wait_until_gone(self) -> bool:
        deadline = time.monotonic() + STOP_DEADLINE_S
        while time.monotonic() < deadline:
            if not self._running():
                return True
            time.sleep(POLL_S)
        return False


def _end(group: int | None) -> None:
    """Kill the remaining children of a service, such as processes of emulated functions."""
    if group is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
