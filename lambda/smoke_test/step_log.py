"""Log lines of the functions that run steps: each step that passed, and one line for a failure."""

from collections.abc import Callable

from aws_lambda_powertools.logging import Logger

from smoke_test.steps import CheckFailedError, Passed


def log_passed(log: Logger) -> Callable[[Passed], None]:
    """A callback for Steps that logs each step that passed, with its seconds."""
    return lambda passed: log.info("passed", step=passed.step, seconds=round(passed.seconds, 2))


def describe_failure(failure: Exception) -> str:
    """One line: the message of a failed step; for any other exception its type as well."""
    return str(failure) if isinstance(failure, CheckFailedError) else f"{type(failure).__name__}: {failure}"
