"""Polling with a deadline, in place of sleeps of a fixed length."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
INTERVAL_S = 0.1


def until(poll: Callable[[], Found | None], *, deadline_s: float, what: str) -> Found:
    """Call `poll` every 0.1 s until it returns something true, and return that.

    Raises `AssertionError` with `what` after `deadline_s` seconds.
    """
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        if found := poll():
            return found
        time.sleep(INTERVAL_S)
    raise AssertionError(f"not within {deadline_s:g} s: {what}")
