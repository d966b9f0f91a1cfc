"""Messages of the publisher's queue: S3's events about written records."""

import json
from typing import Any


def message(name: str, message_id: str = "") -> dict[str, Any]:
    event = {
        "detail-type": "Object Created",
        "source": "aws.s3",
        "detail": {"bucket": {"name": "jobs"}, "object": {"key": f"jobs/{name}.json", "etag": "0", "size": 1}},
    }
    return {"messageId": message_id or f"message of {name}", "body": json.dumps(event)}
