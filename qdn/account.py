"""Where an environment's AWS is: the laptop's emulator, which `local` never leaves, or the caller's own account."""

from dataclasses import dataclass

import boto3
from botocore.config import Config

from local import aws, state

# As many connections as a sweep has workers; a request that fails is tried again by the sweep.
CLIENTS = Config(connect_timeout=2, read_timeout=10, max_pool_connections=16)


class NotRunning(Exception):
    """The laptop's system has not been brought up. The message says what to do."""


@dataclass(frozen=True)
class Account:
    """A session, and the address of the emulator; None on AWS."""

    session: boto3.Session
    endpoint_url: str | None

    @classmethod
    def of(cls, environment: str) -> "Account":
        """On AWS with the caller's own credentials. Raises NotRunning."""
        endpoint_url = _laptop() if environment == "local" else None
        key = "qdn-local" if endpoint_url else None  # None: the caller's own credentials
        return cls(boto3.Session(key, key, region_name=aws.REGION), endpoint_url)


def _laptop() -> str:
    summary = state.summary()
    if not summary:
        raise NotRunning("The laptop's system is not there: make up")
    return str(summary["aws_endpoint_url"])
