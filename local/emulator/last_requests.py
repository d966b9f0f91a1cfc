"""A function that is updated by a deploy finishes the requests in progress, as on AWS.

MiniStack ends the process of the old code at once, and requests in progress fail with a 502.
"""

import threading
import time
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

# Longer than the time-out of any function behind the API; a worker that still runs afterwards is ended.
DEADLINE_S = 30.0
POLL_S = 0.05

_invalidate = lambda_runtime.invalidate_worker


def install() -> None:
    """On an update, remove busy workers from the pool and end them after their response."""
    lambda_runtime.invalidate_worker = _invalidate_idle
    lambda_svc.invalidate_worker = _invalidate_idle


def _invalidate_idle(func_name: str, *arguments: Any, **options: Any) -> None:
    busy = _taken_out(func_name)
    _invalidate(func_name, *arguments, **options)
    if busy:
        threading.Thread(target=_end_when_done, args=(busy,), daemon=True).start()


def _taken_out(func_name: str) -> list[Any]:
    taken = []
    with lambda_runtime._lock:
        for pool in lambda_runtime._workers.values():
            busy = [worker for worker in pool if worker.func_name == func_name and worker.in_use]
            pool[:] = [worker for worker in pool if worker not in busy]
            taken += busy
    return taken


def _end_when_done(workers: list[Any]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while any(worker.in_use for worker in workers) and time.monotonic() < deadline:
        time.sleep(POLL_S)
    lambda_runtime.kill_workers(workers)
