"""Steps, one after the other: each waits for what may still come, and the first that fails is named."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from smoke_test.site import UnreachableError

WALK_WITHIN_S = 240.0
"""The whole walk. The function that walks has a minute more, and who waits for the function another."""
ARRIVES_WITHIN_S = 30.0
"""One step. CloudFront says that a published function or an invalidation is everywhere within seconds; for the
distribution itself CloudFormation has waited. A change takes event, queue, publisher and invalidation (5 s at P95)."""
PAUSE_S = 0.5
POST_PAUSE_S = 3.0
"""The public routes take two requests a second from everybody together; a walk must leave them to customers."""

Found = TypeVar("Found")


class CheckFailedError(Exception):
    """A step of the walk failed: which one, what was expected, and what came back."""


class RetryableError(Exception):
    """What came back is not what has to be; it may still come."""


class PermanentError(Exception):
    """What came back is not what has to be, and waiting would only hide it."""


@dataclass(frozen=True)
class Passed:
    """A step that passed, and how long it took in seconds."""

    step: str
    seconds: float


@dataclass(frozen=True)
class Steps:
    """The steps of one walk, whose time runs from here on. `now` and `sleep` are in seconds."""

    on_passed: Callable[[Passed], None]
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _until: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_until", self.now() + WALK_WITHIN_S)

    def take(self, name: str, check: Callable[[], Found], pause_s: float = PAUSE_S) -> Found:
        """What the check finds, once it holds. Raises CheckFailedError when its time or the whole walk's is over."""
        started = self.now()
        until = min(started + ARRIVES_WITHIN_S, self._until)
        while True:
            try:
                found = check()
            except PermanentError as failure:
                raise CheckFailedError(f"{name}: {failure}") from None
            except (RetryableError, UnreachableError) as failure:
                if self.now() >= until:
                    raise CheckFailedError(f"{name}: {failure}") from None
                self.sleep(pause_s)
            else:
                self.on_passed(Passed(name, self.now() - started))
                return found
