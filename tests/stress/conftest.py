"""The slow suites, which only `pytest -m stress` runs: longer versions of those in tests/functional."""

import pytest


@pytest.fixture(autouse=True)
def retries_do_not_wait(no_waits: None) -> None:
    """botocore waits up to a second before it sends a request again."""
