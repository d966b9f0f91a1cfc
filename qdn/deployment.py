"""One deployed environment, from the configuration of its functions: site, buckets, company, distribution."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contract.names import RESOURCE_PREFIX, FunctionName, Variable
from jobs import stores
from jobs.function_settings import FunctionSettings
from jobs.job_service import JobService
from jobs.times import utc_now
from publisher.invalidation import Invalidator
from qdn.account import Account
from qdn.printing import say

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class Deployment:
    """The account, an S3 client, the functions' settings, the distribution, the site and the last deployed release."""

    account: Account
    s3: "S3Client"
    settings: FunctionSettings
    distribution_id: str
    site_url: str
    release: str
    canary_proof: str

    @classmethod
    def of(cls, environment: str) -> "Deployment":
        """Read the configuration of the environment's publisher and smoke test.

        On AWS with the caller's credentials; for `local` on the laptop only. Raises NotRunningError, and
        botocore's ClientError when the environment is not deployed or may not be read.
        """
        account = Account.of(environment)
        functions = account.client("lambda")
        prefix = f"{RESOURCE_PREFIX}{environment}-"
        publisher, smoke_test = (
            functions.get_function_configuration(FunctionName=f"{prefix}{name}")["Environment"]["Variables"]
            for name in (FunctionName.PUBLISHER, FunctionName.SMOKE_TEST)
        )
        return cls(
            account=account,
            s3=account.client("s3"),
            settings=FunctionSettings.from_environment(publisher),
            distribution_id=publisher[Variable.DISTRIBUTION_ID],
            site_url=smoke_test[Variable.SITE_URL],
            release=smoke_test[Variable.RELEASE],
            canary_proof=smoke_test[Variable.CANARY_PROOF],
        )

    @property
    def invalidator(self) -> Invalidator:
        """The client for invalidations of the distribution."""
        return Invalidator(self.account.client("cloudfront"), self.distribution_id)

    @property
    def job_service(self) -> JobService:
        """The job service that the API uses, too."""
        return JobService(
            records=stores.record_store(self.s3, self.settings),
            idempotency=stores.idempotency_store(self.s3, self.settings),
            projections=stores.projections(self.s3, self.settings),
            now=utc_now,
            on_board_deferred=lambda reason: say("The board shows it in a few seconds."),
        )

    def tracking_url(self, token: str) -> str:
        """The customer's link."""
        return f"{self.site_url}/track/{token}"
