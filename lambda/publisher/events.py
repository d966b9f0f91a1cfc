"""Messages of the publisher's queue: each contains an EventBridge event of S3."""

import json
from typing import Any


def object_key(message: dict[str, Any]) -> str:
    """The S3 key in a message whose body is an EventBridge event "Object Created".

    Raises ValueError for any other body.
    """
    try:
        key = json.loads(message["body"])["detail"]["object"]["key"]
    except (KeyError, TypeError) as error:
        raise ValueError("not an object's event") from error
    if not isinstance(key, str):
        raise ValueError("not an object's event")
    return key
