"""The custom resource's Lambda function: gives CloudFormation the keys of a release, and always an answer.

CloudFormation waits for an answer at a URL of its own (user guide, "Custom resource response objects"). Keys, master
and that URL are never logged.
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
from jobs.telemetry import structured_log
from origin_key.keys import keys_for

PHYSICAL_ID = "origin-key"  # one for good: another would be a replacement, which CloudFormation cleans up after
ATTEMPTS, ATTEMPT_S, PAUSE_S = 3, 5, 1

_log = structured_log()
_secrets = secrets_client()


def handler(event: dict[str, Any], context: object) -> None:
    """Answer one event of CloudFormation. Raises OSError when the answer cannot be delivered: Lambda tries again."""
    _deliver(event["ResponseURL"], _answer(event))


def _answer(event: Mapping[str, Any]) -> dict[str, Any]:
    answer = {name: event[name] for name in ("RequestId", "StackId", "LogicalResourceId")}
    answer["PhysicalResourceId"] = PHYSICAL_ID
    try:
        data = {} if event["RequestType"] == "Delete" else {ORIGIN_KEYS_ATTRIBUTE: keys_for(event, _master())}
    except Exception as error:
        _log.exception("no keys", request=event.get("RequestType"))
        return answer | {"Status": "FAILED", "Reason": f"No origin keys: {_reason(error)}. See the function's log."}
    _log.info("keys given" if data else "nothing to delete", request=event["RequestType"])
    return answer | {"Status": "SUCCESS", "NoEcho": True, "Data": data}


def _master() -> str:
    return str(_secrets.get_secret_value(SecretId=os.environ[Variable.MASTER_KEY_ARN])["SecretString"])


def _reason(error: Exception) -> str:
    """What may be shown of an error: never its message, which might hold what it failed on."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def _deliver(url: str, answer: Mapping[str, Any]) -> None:
    # The URL is signed for an empty content type; urllib would name one of its own.
    request = Request(url, json.dumps(answer).encode(), {"Content-Type": ""}, method="PUT")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urlopen(request, timeout=ATTEMPT_S):
                return
        except OSError as error:
            _log.warning("answer not delivered", attempt=attempt, reason=type(error).__name__)
            if attempt == ATTEMPTS:
                raise
            time.sleep(PAUSE_S)
