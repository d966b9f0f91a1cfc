"""Steps: checks that run one after the other, each repeated until it holds or its time is over."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from jobs.retry import SMOKE_TEST_DEADLINE_S, STEP_DEADLINE_S, STEP_PAUSE_S
from smoke_test.site_client import UnreachableError

Result = TypeVar("Result")


class CheckFailedError(Exception):
    """A step failed. The message names the step, what was expected, and the response."""


class RetryableError(Exception):
    """The response is not the expected one, but may be after a while."""


class PermanentError(Exception):
    """The response is not the expected one, and a retry would only hide the fault."""


@dataclass(frozen=True)
class Passed:
    """A step that passed, and how long it took in seconds."""

    step: str
    seconds: float


@dataclass(frozen=True)
class Steps:
    """The steps of one run, whose deadline counts from the creation of this object. `now` and `sleep` take seconds."""

    on_passed: Callable[[Passed], None]
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _deadline: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_deadline", self.now() + SMOKE_TEST_DEADLINE_S)

    def run(self, name: str, check: Callable[[], Result], pause_s: float = STEP_PAUSE_S) -> Result:
        """Call the check until it does not raise; returns its result.

        Raises CheckFailedError at once for a PermanentError, and for a RetryableError or UnreachableError when the
        time of the step or of the whole run is over.
        """
        started = self.now()
        deadline = min(started + STEP_DEADLINE_S, self._deadline)
        while True:
            try:
                result = check()
            except PermanentError as failure:
                raise CheckFailedError(f"{name}: {failure}") from None
            except (RetryableError, UnreachableError) as failure:
                if self.now() >= deadline:
                    raise CheckFailedError(f"{name}: {failure}") from None
                self.sleep(pause_s)
            else:
                self.on_passed(Passed(name, self.now() - started))
                return result
