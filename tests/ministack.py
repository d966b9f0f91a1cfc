"""A real MiniStack for tests: started once a test run, on a free loopback port, with a deadline."""

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache

import pytest

from local.throwaway import emulator


@dataclass(frozen=True)
class MiniStack:
    """A running MiniStack, with the environment that AWS clients need to reach it."""

    endpoint_url: str

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables for clients that are made without arguments."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }


@pytest.fixture(scope="session")
def ministack(request: pytest.FixtureRequest) -> MiniStack:
    """The test run's MiniStack; import this fixture into a conftest.py to use it there."""
    running, stack = _started()
    request.config.add_cleanup(stack.close)
    return running


@cache
def _started() -> tuple[MiniStack, ExitStack]:
    """Cached, since a fixture that is imported into several conftest.py files runs once for each of them."""
    stack = ExitStack()
    return MiniStack(stack.enter_context(emulator())), stack
