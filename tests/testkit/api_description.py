"""Compares responses of the API with docs/openapi.json: status, media type and schema of the body."""

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.testkit.paths import REPOSITORY

FILE = REPOSITORY / "docs" / "openapi.json"


@cache
def description() -> dict[str, Any]:
    """The published OpenAPI document."""
    return dict(json.loads(FILE.read_text()))


def assert_described(method: str, path: str, status: int, content_type: str | None, body: str) -> None:
    """Raises `AssertionError` when the document does not describe this response of this operation."""
    responses = _operation(method, path)["responses"]
    assert str(status) in responses, f"{method} {path} has no response {status} in the document: {body}"
    content = responses[str(status)].get("content")
    if content is None:
        return
    media_type = (content_type or "").split(";")[0]
    assert media_type in content, f"{method} {path} {status} has no media type {media_type} in the document: {body}"
    errors = [
        error.message for error in _validator(json.dumps(content[media_type]["schema"])).iter_errors(json.loads(body))
    ]
    assert errors == [], f"{method} {path} {status}: {body}"


def _operation(method: str, path: str) -> dict[str, Any]:
    for template, operations in description()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in operations:
            return dict(operations[method.lower()])
    raise AssertionError(f"{method} {path} is not described")


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": description()["components"]})
