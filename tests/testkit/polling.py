"""Waiting for something to become true, with a deadline and never blindly."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
INTERVAL_S = 0.1


def until(look: Callable[[], Found | None], *, deadline_s: float, what: str) -> Found:
    """The first thing that `look` finds. Raises `AssertionError` naming `what` when the deadline passes."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(INTERVAL_S)
    raise AssertionError(f"not within {deadline_s:g} s: {what}")
