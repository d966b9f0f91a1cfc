"""AWS clients with the limits of jobs/retry.py. Handlers make them once per process and pass them to the stores."""

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.session import Session, get_session

from jobs.retry import CLOUDFORMATION_CLIENT, CLOUDFRONT_CLIENT, S3_CLIENT, SECRETS_CLIENT, ClientLimits

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

_S3_CONNECTIONS = Config(max_pool_connections=16, tcp_keepalive=True)
"""As many connections as a scan has workers (jobs/scan.py)."""


@cache
def _session() -> Session:
    """botocore's own session: boto3's would add a tenth to a cold start and nothing that is used here."""
    return get_session()


def s3_client() -> "S3Client":
    """A client of S3."""
    return cast("S3Client", _client("s3", S3_CLIENT, _S3_CONNECTIONS))


def cloudfront_client() -> "CloudFrontClient":
    """A client of CloudFront."""
    return cast("CloudFrontClient", _client("cloudfront", CLOUDFRONT_CLIENT))


def secrets_client() -> "SecretsManagerClient":
    """A client of Secrets Manager."""
    return cast("SecretsManagerClient", _client("secretsmanager", SECRETS_CLIENT))


def cloudformation_client() -> "CloudFormationClient":
    """A client of CloudFormation."""
    return cast("CloudFormationClient", _client("cloudformation", CLOUDFORMATION_CLIENT))


def _client(service: str, limits: ClientLimits, config: Config | None = None) -> Any:
    limited = Config(
        connect_timeout=limits.connect_timeout_s,
        read_timeout=limits.read_timeout_s,
        retries={"mode": "standard", "total_max_attempts": limits.attempts},
    )
    return _session().create_client(service, config=limited.merge(config) if config else limited)
