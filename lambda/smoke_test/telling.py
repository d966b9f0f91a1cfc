"""How a function that walks tells of it: each step that passed, and in one line what failed."""

from collections.abc import Callable

from aws_lambda_powertools.logging import Logger

from smoke_test.steps import CheckFailedError, Passed


def log_passed(log: Logger) -> Callable[[Passed], None]:
    """Logs a step that passed, with its seconds."""
    return lambda passed: log.info("passed", step=passed.step, seconds=round(passed.seconds, 2))


def in_words(failure: Exception) -> str:
    """A step's failure says all by itself; any other is named by its type, too."""
    return str(failure) if isinstance(failure, CheckFailedError) else f"{type(failure).__name__}: {failure}"
