"""How long to wait before trying again: full jitter, so that those who collided do not collide again."""

import random

_BASE_SECONDS = 0.05
_CAP_SECONDS = 1.0


def full_jitter(attempt: int) -> float:
    """Seconds to wait after that attempt (0 is the first): uniform between 0 and an exponential bound.

    See "Exponential Backoff And Jitter", AWS Architecture Blog.
    """
    return random.uniform(0.0, min(_CAP_SECONDS, _BASE_SECONDS * 2**attempt))
