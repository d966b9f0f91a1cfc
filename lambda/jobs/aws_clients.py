"""AWS clients with deadlines: made by the handlers, once a process, and passed into the domain."""

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.session import Session, get_session

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

_S3 = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
    tcp_keepalive=True,
)
_CLOUDFORMATION = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
# One attempt: a refused invalidation is tried again from the queue.
_CLOUDFRONT = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})
_SECRETS = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


@cache
def _session() -> Session:
    """botocore's own: boto3 on top of it costs a tenth of a cold start and adds nothing used here."""
    return get_session()


def s3_client() -> "S3Client":
    """S3: at most 3 attempts of 1 s to connect and 2 s to answer."""
    return cast("S3Client", _client("s3", _S3))


def cloudfront_client() -> "CloudFrontClient":
    """CloudFront: one attempt."""
    return cast("CloudFrontClient", _client("cloudfront", _CLOUDFRONT))


def secrets_client() -> "SecretsManagerClient":
    """Secrets Manager: at most 3 attempts of 2 s to connect and 5 s to answer."""
    return cast("SecretsManagerClient", _client("secretsmanager", _SECRETS))


def cloudformation_client() -> "CloudFormationClient":
    """CloudFormation: at most 3 attempts of 2 s to connect and 10 s to answer."""
    return cast("CloudFormationClient", _client("cloudformation", _CLOUDFORMATION))


def _client(service: str, config: Config) -> Any:
    return _session().create_client(service, config=config)
