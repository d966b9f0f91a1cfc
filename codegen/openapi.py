"""The OpenAPI 3.1 document, from the table of operations, the models and the problem types."""

from collections.abc import Iterable
from http import HTTPStatus
from itertools import groupby
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from job_api.operations import OPERATIONS, Access, Header, Operation
from job_api.problem_types import Problem, ProblemType
from job_api.responses import GatewayMessage
from jobs.public_view import View
from jobs.tokens import TOKEN_PATTERN

Document = dict[str, Any]

_SCHEMAS = "#/components/schemas/{model}"
_STAFF = Access.STAFF.value
_TOKEN_PARAMETER = "Token"


def openapi_document() -> Document:
    """The whole document, ready for JSON."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "QuickDumpNow dispatch",
            "version": "1",
            "description": "The job API behind the board, the booking and the tracking page, on their host.",
        },
        "servers": [{"url": "/"}],
        "paths": {**_paths(), "/api/track/{token}": {"get": _read_view()}},
        "components": {
            "schemas": _schemas(),
            "parameters": {_TOKEN_PARAMETER: _token_parameter(), **_header_parameters()},
            "headers": _response_headers(),
            "securitySchemes": {
                _STAFF: {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The id token of the managed login (Cognito, authorization code flow with PKCE).",
                }
            },
        },
    }


def _paths() -> Document:
    in_order = sorted(OPERATIONS, key=lambda operation: operation.path)
    return {
        path: {operation.method.lower(): _operation(operation) for operation in operations}
        for path, operations in groupby(in_order, key=lambda operation: operation.path)
    }


def _operation(operation: Operation) -> Document:
    parameters = [header.id for header in operation.request_headers]
    if "{token}" in operation.path:
        parameters.insert(0, _TOKEN_PARAMETER)
    described: Document = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        "security": [{_STAFF: []}] if operation.access is Access.STAFF else [],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in parameters],
        "responses": _responses(operation),
    }
    if operation.request:
        described["requestBody"] = {"required": True, "content": _json(operation.request)}
    return described


def _responses(operation: Operation) -> Document:
    success: Document = {"description": "Success.", "content": _json(operation.response)}
    if operation.response_headers:
        success["headers"] = {
            header.name: {"$ref": f"#/components/headers/{header.id}"} for header in operation.response_headers
        }
    by_status: dict[int, list[ProblemType]] = {}
    for problem in operation.problems:
        by_status.setdefault(problem.status.value, []).append(problem)
    return {
        str(operation.success.value): success,
        **{str(status.value): {"description": words} for status, words in operation.also.items()},
        **{str(status): _problem_response(of_status) for status, of_status in sorted(by_status.items())},
        "429": {"description": "Too many requests. Try again in a second.", "content": _json(GatewayMessage)},
    }


def _problem_response(of_status: list[ProblemType]) -> Document:
    types = {"properties": {"type": {"enum": [problem.urn for problem in of_status]}}}
    content: Document = {"application/problem+json": {"schema": {"allOf": [_ref(Problem), types]}}}
    if of_status[0].status is HTTPStatus.UNAUTHORIZED:
        content |= _json(GatewayMessage)
    return {"description": " Or: ".join(f"{problem.title}." for problem in of_status), "content": content}


def _read_view() -> Document:
    """Not in the table of operations: the edge serves it from the views bucket."""
    return {
        "operationId": "track",
        "summary": "The public view of a job",
        "description": "A stored object behind the edge: no function runs, and it is available while the API is down.",
        "security": [],
        "parameters": [{"$ref": f"#/components/parameters/{_TOKEN_PARAMETER}"}],
        "responses": {
            "200": {"description": "The public view.", "content": _json(View)},
            "404": {"description": "No job has this token: S3's own response, an XML document that is not cached."},
        },
    }


def _schemas() -> Document:
    requests: set[type[BaseModel]] = {operation.request for operation in OPERATIONS if operation.request}
    responses: set[type[BaseModel]] = {operation.response for operation in OPERATIONS}
    responses.update((View, Problem, GatewayMessage))
    models: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        *((model, "validation") for model in _by_name(requests)),
        *((model, "serialization") for model in _by_name(responses)),
    ]
    _, found = models_json_schema(models, ref_template=_SCHEMAS)
    return dict(sorted(found["$defs"].items()))


def _by_name(models: Iterable[type[BaseModel]]) -> list[type[BaseModel]]:
    return sorted(models, key=lambda model: model.__name__)


def _token_parameter() -> Document:
    return {
        "name": "token",
        "in": "path",
        "required": True,
        "description": "The job's token: its id and its tracking link.",
        "schema": {"type": "string", "pattern": TOKEN_PATTERN},
        "example": "fcdc1c82cb284dbe",
    }


def _header_parameters() -> Document:
    headers = dict.fromkeys(header for operation in OPERATIONS for header in operation.request_headers)
    return {
        header.id: {"name": header.name, "in": "header", "required": header.required, **_header(header)}
        for header in sorted(headers, key=lambda header: header.id)
    }


def _response_headers() -> Document:
    headers = dict.fromkeys(header for operation in OPERATIONS for header in operation.response_headers)
    return {header.id: _header(header) for header in sorted(headers, key=lambda header: header.id)}


def _header(header: Header) -> Document:
    example = {"example": header.example} if header.example else {}
    return {"description": header.description, "schema": {"type": "string"}, **example}


def _ref(model: type[BaseModel]) -> Document:
    return {"$ref": _SCHEMAS.format(model=model.__name__)}


def _json(model: type[BaseModel]) -> Document:
    return {"application/json": {"schema": _ref(model)}}
