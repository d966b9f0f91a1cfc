"""A MiniStack that a test run starts on a free loopback port."""

from dataclasses import dataclass


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
