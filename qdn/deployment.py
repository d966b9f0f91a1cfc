"""One deployed environment as its functions know it: its site, its buckets, its company, its distribution."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs.settings import Settings
from publisher.edge import Edge
from qdn.account import CLIENTS, Account

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


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
        account = Account.of(environment)
        session, endpoint_url = account.session, account.endpoint_url
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
