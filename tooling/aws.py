"""Endpoint and credentials of the laptop's AWS emulator, without access to a real AWS account."""

import os

REGION = "us-east-1"
ACCOUNT = "000000000000"
CDK_ASSETS_BUCKET = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
EMULATOR_HEALTH = "/_ministack/health"
ACCESS_KEY = "qdn-local"


def environment(endpoint_url: str) -> dict[str, str]:
    """The caller's environment variables without AWS credentials: AWS clients can only use `endpoint_url`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
    }


def emulator_settings(port: int) -> dict[str, str]:
    """MiniStack's settings: it listens on the loopback interface, without the services that open further ports.

    AUTH enforces IAM: a function has the permissions of its role, as on AWS. Requests with the access key of
    MiniStack's own environment, or with `test`, have those of the account's root.
    """
    return {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AUTH": "true",
    }


def authorization(service: str) -> dict[str, str]:
    """The Authorization header of a request by the account's root, with a placeholder for the signature.

    MiniStack reads service and caller from the scope and does not verify a root's signature.
    """
    scope = f"Credential={ACCESS_KEY}/20260101/{REGION}/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=none"}
