"""Reading the queue: which record each message of a batch is about."""

import json
from typing import Any


def object_key(message: dict[str, Any]) -> str:
    """The S3 key in a message whose body is an EventBridge "Object Created" event.

    Raises ValueError when the body is no such event.
    """
    try:
        key = json.loads(message["body"])["detail"]["object"]["key"]
    except (KeyError, TypeError) as error:
        raise ValueError("not an object's event") from error
    if not isinstance(key, str):
        raise ValueError("not an object's event")
    return key
