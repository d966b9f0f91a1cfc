"""The custom resource's Lambda function: returns the origin keys of a release to CloudFormation.

CloudFormation waits for a response at a presigned URL (user guide, "Custom resource response objects"), also after a
failure. Keys, master key and that URL are never logged.
"""

import json
import os
import time
from collections.abc import Mapping
from typing import Any
from urllib.request import Request, urlopen

from botocore.exceptions import ClientError

from contract.names import ORIGIN_KEYS_ATTRIBUTE, Variable
from jobs.aws_clients import secrets_client
from jobs.retry import DELIVERY_ATTEMPTS, DELIVERY_PAUSE_S, DELIVERY_TIMEOUT_S
from jobs.telemetry import structured_log
from origin_key.keys import keys_for

PHYSICAL_ID = "origin-key"
"""Never changes: a new physical id is a replacement, for which CloudFormation would send a Delete of the old one."""

_log = structured_log()
_secrets = secrets_client()


def handler(event: dict[str, Any], context: object) -> None:
    """Respond to one event of CloudFormation. Raises OSError when the response cannot be delivered: Lambda retries."""
    _deliver(event["ResponseURL"], _response(event))


def _response(event: Mapping[str, Any]) -> dict[str, Any]:
    response = {name: event[name] for name in ("RequestId", "StackId", "LogicalResourceId")}
    response["PhysicalResourceId"] = PHYSICAL_ID
    try:
        data = {} if event["RequestType"] == "Delete" else {ORIGIN_KEYS_ATTRIBUTE: keys_for(event, _master_key())}
    except Exception as error:
        _log.exception("no keys", request=event.get("RequestType"))
        return response | {"Status": "FAILED", "Reason": f"No origin keys: {_reason(error)}. See the function's log."}
    _log.info("keys given" if data else "nothing to delete", request=event["RequestType"])
    return response | {"Status": "SUCCESS", "NoEcho": True, "Data": data}


def _master_key() -> str:
    return str(_secrets.get_secret_value(SecretId=os.environ[Variable.MASTER_KEY_ARN])["SecretString"])


def _reason(error: Exception) -> str:
    """The part of an error that is safe to show: its code or type. Its message might contain a secret."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def _deliver(url: str, response: Mapping[str, Any]) -> None:
    # The URL is signed for an empty content type; urllib would send one of its own.
    request = Request(url, json.dumps(response).encode(), {"Content-Type": ""}, method="PUT")
    for attempt in range(1, DELIVERY_ATTEMPTS + 1):
        try:
            with urlopen(request, timeout=DELIVERY_TIMEOUT_S):
                return
        except OSError as error:
            _log.warning("response not delivered", attempt=attempt, reason=type(error).__name__)
            if attempt == DELIVERY_ATTEMPTS:
                raise
            time.sleep(DELIVERY_PAUSE_S)
