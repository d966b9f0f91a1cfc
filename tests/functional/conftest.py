"""botocore's retries do not wait in this suite."""

import pytest


@pytest.fixture(autouse=True)
def retries_do_not_wait(no_waits: None) -> None:
    """botocore waits up to a second before it sends a request again."""
