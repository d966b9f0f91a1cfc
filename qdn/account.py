"""The AWS account of an environment: the laptop's emulator for `local`, else the caller's account."""

import getpass
import re
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from qdn.exits import UnfinishedError
from tooling import aws, paths

# As many connections as a scan has workers. The functions' limits, and SCAN_READ_ATTEMPTS, by which a scan repeats a
# request that failed, are in lambda/jobs/retry.py.
CLIENTS = Config(connect_timeout=2, read_timeout=10, max_pool_connections=16)
_MAX_PERSON = 254


class NotRunningError(UnfinishedError):
    """The laptop system does not exist. The message says what to do."""


@dataclass(frozen=True)
class Account:
    """A session, and the endpoint of the emulator (None on AWS)."""

    session: boto3.Session
    endpoint_url: str | None

    @classmethod
    def of(cls, environment: str) -> "Account":
        """The account of an environment; on AWS with the caller's credentials. Raises NotRunningError."""
        endpoint_url = _laptop() if environment == "local" else None
        key = aws.ACCESS_KEY if endpoint_url else None  # None: the caller's own credentials
        return cls(boto3.Session(key, key, region_name=aws.REGION), endpoint_url)

    @property
    def is_laptop(self) -> bool:
        """Whether this is the emulator, which sends no e-mail and has no identities of people."""
        return self.endpoint_url is not None

    def client(self, service: str) -> Any:
        """A client of the service; the caller declares its type."""
        clients: Any = self.session  # the stubs require a literal service name
        return clients.client(service, endpoint_url=self.endpoint_url, config=CLIENTS)

    def caller(self) -> str:
        """The person who runs the command, as stored in records.

        `cli:` and the last part of the caller's ARN; on a laptop the name of the user.

        Raises botocore's errors.
        """
        name = getpass.getuser() if self.is_laptop else self.client("sts").get_caller_identity()["Arn"]
        return f"cli:{re.split('[/:]', name)[-1]}"[:_MAX_PERSON]


def _laptop() -> str:
    summary = paths.summary()
    if not summary:
        raise NotRunningError("The laptop's system is not there: make up")
    return str(summary["aws_endpoint_url"])
