"""One deployed environment as its functions know it: its site, its buckets, its company, its distribution."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from jobs.settings import Settings
from local import aws, state
from publisher.edge import Edge

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# As many connections as a sweep has workers; a request that fails is tried again by the sweep.
CLIENTS = Config(connect_timeout=2, read_timeout=10, max_pool_connections=16)


class NotRunning(Exception):
    """The laptop's system has not been brought up. The message says what to do."""


@dataclass(frozen=True)
class Deployment:
    """What an operator works on: the buckets' client, what the functions are set to, the edge in front, the site and
    the release that was deployed last.
    """

    s3: "S3Client"
    settings: Settings
    edge: Edge
    site_url: str
    release: str
    canary_proof: str

    @classmethod
    def of(cls, environment: str) -> "Deployment":
        """Reads the configuration of the environment's publisher and smoke test.

        On AWS with the caller's own credentials; `local` never leaves the laptop. Raises NotRunning, and botocore's
        ClientError when the environment is not deployed or may not be read.
        """
        endpoint_url = _laptop() if environment == "local" else None
        key = "qdn-local" if endpoint_url else None  # None: the caller's own credentials
        session = boto3.Session(key, key, region_name=aws.REGION)
        functions = session.client("lambda", endpoint_url=endpoint_url, config=CLIENTS)
        publisher, smoke_test = (
            functions.get_function_configuration(FunctionName=f"qdn-{environment}-{name}")["Environment"]["Variables"]
            for name in ("publisher", "smoke-test")
        )
        cloudfront = session.client("cloudfront", endpoint_url=endpoint_url, config=CLIENTS)
        return cls(
            s3=session.client("s3", endpoint_url=endpoint_url, config=CLIENTS),
            settings=Settings.from_environment(publisher),
            edge=Edge(cloudfront, publisher["DISTRIBUTION_ID"]),
            site_url=smoke_test["SITE_URL"],
            release=smoke_test["RELEASE"],
            canary_proof=smoke_test["CANARY_PROOF"],
        )


def _laptop() -> str:
    summary = state.summary()
    if not summary:
        raise NotRunning("The laptop's system is not there: make up")
    return str(summary["aws_endpoint_url"])
