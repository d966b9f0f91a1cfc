"""The laptop's AWS: how to reach it, and how never to reach the real one by mistake."""

import os

REGION = "us-east-1"
ACCOUNT = "000000000000"
CDK_ASSETS_BUCKET = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
EMULATOR_HEALTH = "/_ministack/health"
ACCESS_KEY = "qdn-local"


def environment(endpoint_url: str) -> dict[str, str]:
    """The caller's environment without its AWS accounts: whoever gets this one can talk to `endpoint_url` alone."""
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
    """MiniStack's own environment: on the loopback, without the services that open further ports.

    With AUTH every function is its role and no more, as on AWS; whoever has the key of MiniStack's own environment
    (or `test`) is the account's root.
    """
    return {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AUTH": "true",
    }


def authorization(service: str) -> dict[str, str]:
    """The header of a request that is signed for nothing but its service's name, by the account's root.

    MiniStack tells services and callers apart by a signature's scope; a root's signature it takes unchecked.
    """
    scope = f"Credential={ACCESS_KEY}/20260101/{REGION}/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=none"}
