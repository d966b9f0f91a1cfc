"""The TypeScript types of the API, from the schemas of the OpenAPI document, by json-schema-to-typescript."""

import json
import re
import subprocess
from typing import Any

from job_api.operations import OPERATIONS
from jobs.services import SERVICES
from jobs.status_flow import FLOW
from tooling.paths import REPOSITORY

_SCRIPT = REPOSITORY / "codegen" / "typescript.mjs"
_TIMEOUT_S = 60
_NOTE = re.compile(r"(?: \*\n)? \* This interface was referenced by [^\n]*\n \* via the [^\n]*\n")
"""A remark that the generator adds to each type."""
_OPEN = (FLOW.ids(), SERVICES.ids())
_COMPONENTS, _DEFINITIONS = "#/components/schemas/", "#/$defs/"
_OUTPUT, _INPUT = "-Output", "-Input"

_RENAMED = {"Record": "JobRecord", "Window": "TimeWindow", "History": "JobHistory"}
"""Names that mean something else in a page: TypeScript's Record, the browser's Window and History."""


def typescript(document: dict[str, Any]) -> str:
    """The text of the module. Raises `subprocess.CalledProcessError` when the generator fails."""
    schemas = document["components"]["schemas"]
    names = {name: _type_name(name) for name in schemas}
    text = json.dumps({names[name]: _simplified(schema) for name, schema in schemas.items()})
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(f'"{_COMPONENTS}{name}"', f'"{_DEFINITIONS}{names[name]}"')
    operations = {
        operation.id: _object(
            response=_reference(names, operation.response.__name__),
            **({"request": _reference(names, operation.request.__name__)} if operation.request else {}),
        )
        for operation in OPERATIONS
    }
    schema = {
        "title": "Operations",
        "description": "The body of the request and of the response of each operation, by its id.",
        **_object(**operations),
        "$defs": json.loads(text),
    }
    result = subprocess.run(
        ["node", str(_SCRIPT)],
        input=json.dumps(schema),
        capture_output=True,
        text=True,
        check=True,
        timeout=_TIMEOUT_S,
        cwd=REPOSITORY,
    )
    return _NOTE.sub("", result.stdout)


def _type_name(schema_name: str) -> str:
    """A schema that differs between request and response is `X` in a response and `XInput` in a request."""
    if schema_name.endswith(_INPUT):
        return _renamed(schema_name.removesuffix(_INPUT)) + "Input"
    return _renamed(schema_name.removesuffix(_OUTPUT))


def _renamed(name: str) -> str:
    return _RENAMED.get(name, name)


def _reference(names: dict[str, str], model: str) -> dict[str, str]:
    return {"$ref": _DEFINITIONS + names[model]}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _simplified(node: Any) -> Any:
    """The schema without titles, of which the generator would make types, and with the ids of statuses and services as
    any text: a page can be older than the data, and receive an id that it does not have.
    """
    if isinstance(node, list):
        return [_simplified(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {name: _simplified(field) for name, field in value.items()} if key == "properties" else _simplified(value)
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "enum" and value in _OPEN)
    }
