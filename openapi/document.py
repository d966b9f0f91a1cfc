"""The OpenAPI 3.1 document: made from the models that the API validates with and the problems that it answers with."""

from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from itertools import groupby
from typing import Any

from pydantic.json_schema import models_json_schema

from job_api.edge_only import NotThroughEdgeError
from job_api.http_input import (
    InvalidBodyError,
    InvalidHeaderError,
    NotJsonError,
    NotSignedInError,
    RevisionMissingError,
)
from job_api.problems import Problem, problem_for
from job_api.router import RouteNotFoundError
from jobs.board import UnreadableBoardError
from jobs.bucket import StoreUnavailableError
from jobs.field_errors import FieldError
from jobs.idempotency import IdempotencyKeyReusedError
from jobs.job_service import TransitionNotAllowedError
from jobs.record import Record, UnreadableRecordError
from jobs.record_store import JobNotFoundError, StaleRevisionError
from jobs.requests import BookingRequest, JobRequest, StatusChange
from jobs.services import SERVICES
from jobs.status_flow import FLOW
from jobs.tokens import TOKEN_PATTERN
from openapi.operations import (
    BOARD_ETAG,
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    JOB_ADDRESS,
    OPERATIONS,
    REVISION,
    STAFF,
    Operation,
)

Document = dict[str, Any]

_SCHEMAS = "#/components/schemas/{model}"
_PROBLEM = "application/problem+json"
_EXAMPLE_TOKEN = "fcdc1c82cb284dbe"
_TIME = {"type": "string", "format": "date-time"}
_TEXT = {"type": "string"}


def document() -> Document:
    """The whole document, ready for JSON."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "QuickDumpNow dispatch",
            "version": "1",
            "description": "The job API behind the board, the booking and the tracking page, on their host.",
        },
        "servers": [{"url": "/"}],
        "paths": {**_paths(), "/api/track/{token}": {"get": _tracking()}},
        "components": {
            "schemas": _schemas(),
            "parameters": _parameters(),
            "headers": _headers(),
            "securitySchemes": {
                STAFF: {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The id token of the managed login (Cognito, authorization code flow with PKCE).",
                }
            },
        },
    }


@cache
def problems() -> dict[str, Problem]:
    """Every problem that the API can answer with, by its name."""
    job = _example_record()
    examples: list[Exception] = [
        NotJsonError(),
        InvalidBodyError([FieldError("#/customer/phone", "required", "Enter a phone number.")]),
        InvalidHeaderError('If-Match holds the revision that you saw, like "3".'),
        RevisionMissingError(),
        NotSignedInError(),
        NotThroughEdgeError(),
        RouteNotFoundError(),
        JobNotFoundError(job.token),
        StaleRevisionError(job),
        TransitionNotAllowedError(job, "completed"),
        IdempotencyKeyReusedError(),
        UnreadableRecordError(job.token, ""),
        StoreUnavailableError(""),
        UnreadableBoardError(),
        Exception(),
    ]
    return {problem.name: problem for problem in map(problem_for, examples)}


def _paths() -> Document:
    in_order = sorted(OPERATIONS, key=lambda operation: operation.path)
    return {
        path: {operation.method.lower(): _operation(operation) for operation in operations}
        for path, operations in groupby(in_order, key=lambda operation: operation.path)
    }


def _operation(operation: Operation) -> Document:
    described: Document = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.text,
        "security": [{STAFF: []}] if operation.who == STAFF else [],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in _parameters_of(operation)],
        "responses": _responses(operation),
    }
    if operation.takes:
        described["requestBody"] = {"required": True, "content": _json(_ref(operation.takes))}
    return described


def _parameters_of(operation: Operation) -> list[str]:
    return [*(["Token"] if "{token}" in operation.path else []), *operation.reads]


def _responses(operation: Operation) -> Document:
    headers = {_HEADER_NAMES[name]: {"$ref": f"#/components/headers/{name}"} for name in operation.sends}
    success: Document = {"description": "As asked for.", "content": _json(_ref(operation.gives))}
    if headers:
        success["headers"] = headers
    known = problems()
    by_status: dict[int, list[Problem]] = {}
    for name in dict.fromkeys(operation.all_problems):
        by_status.setdefault(known[name].status.value, []).append(known[name])
    return {
        str(operation.status): success,
        **{str(status): {"description": words} for status, words in operation.also.items()},
        **{str(status): _refusal(of_status) for status, of_status in sorted(by_status.items())},
        "429": {"description": "Too many requests. Try again in a second.", "content": _json(_ref("GatewayMessage"))},
    }


def _refusal(of_status: list[Problem]) -> Document:
    content: Document = {
        _PROBLEM: {
            "schema": {
                "allOf": [
                    _ref("Problem"),
                    {"properties": {"type": {"enum": [f"urn:qdn:problem:{problem.name}" for problem in of_status]}}},
                ]
            }
        }
    }
    if of_status[0].status is HTTPStatus.UNAUTHORIZED:
        content |= _json(_ref("GatewayMessage"))
    return {"description": " Or: ".join(f"{problem.title}." for problem in of_status), "content": content}


def _tracking() -> Document:
    return {
        "operationId": "track",
        "summary": "What the customer sees of a job",
        "description": "A stored object behind the edge: no function runs, and it answers while the API is down.",
        "security": [],
        "parameters": [{"$ref": "#/components/parameters/Token"}],
        "responses": {
            "200": {"description": "The public view.", "content": _json(_ref("View"))},
            "404": {"description": "No job has this token: S3's own answer, an XML document that nobody keeps."},
        },
    }


def _schemas() -> Document:
    _, found = models_json_schema(
        [
            (JobRequest, "validation"),
            (BookingRequest, "validation"),
            (StatusChange, "validation"),
            (Record, "serialization"),
        ],
        ref_template=_SCHEMAS,
    )
    schemas: Document = {
        **found["$defs"],
        "JobPatch": {
            "type": "object",
            "description": "A JSON merge patch of a JobRequest: what is left out stays, null takes away.",
            "properties": {name: {} for name in JobRequest.model_fields},
            "additionalProperties": False,
        },
        "Card": _card(found["$defs"]["Record"]),
        "Board": _object(
            "The board.", schema_version={"const": 1}, jobs={"type": "object", "additionalProperties": _ref("Card")}
        ),
        "View": _view(),
        "Booked": _object(
            "What was booked, and where to follow it.", token=_TOKEN, tracking_path=_TEXT, view=_ref("View")
        ),
        "Confirmed": _object("The public view after the confirmation.", view=_ref("View")),
        "History": _history(),
        "AuditEntry": _audit_entry(),
        "Problem": _problem(),
        "GatewayMessage": {
            "type": "object",
            "description": "What API Gateway answers before the API is asked.",
            "properties": {"message": _TEXT},
            "required": ["message"],
        },
    }
    return dict(sorted(schemas.items()))


_TOKEN = {"type": "string", "pattern": TOKEN_PATTERN}


def _card(record: Document) -> Document:
    left_out = {"history", "write_id", "provenance"}
    properties = {name: schema for name, schema in record["properties"].items() if name not in left_out}
    return _object("A job on the board.", **properties, last_change=_ref("HistoryEntry"))


def _view() -> Document:
    statuses = [status.id for status in FLOW.statuses]
    return _object(
        "What anybody with the link may see: nothing that says who the customer is.",
        schema_version={"const": 1},
        rev={"type": "integer", "minimum": 1},
        status={"enum": statuses},
        label=_TEXT,
        next=_TEXT,
        can_confirm={"type": "boolean"},
        timeline={"type": "array", "items": _object("A step.", status={"enum": statuses}, label=_TEXT, at=_TIME)},
        window={"anyOf": [_ref("Window-Output"), {"type": "null"}]},
        service=_object("The kind of job.", kind={"enum": list(SERVICES.ids())}, label=_TEXT),
        street=_TEXT,
        company=_object("Whom to call.", name=_TEXT, phone=_TEXT, time_zone=_TEXT),
        updated_at=_TIME,
    )


def _history() -> Document:
    return _object(
        "What happened to a job, the oldest first.",
        token=_TOKEN,
        history={"type": "array", "items": _ref("HistoryEntry")},
        audit={"type": "array", "items": _ref("AuditEntry")},
    )


def _audit_entry() -> Document:
    text_or_null = {"type": ["string", "null"]}
    return _object(
        "One stored version of the record.",
        version_id=_TEXT,
        at=_TIME,
        rev={"type": ["integer", "null"]},
        operation=_TEXT,
        by=text_or_null,
        why=text_or_null,
        **{"from": text_or_null},
        to=text_or_null,
        changed={"type": "array", "items": _TEXT},
        restored_rev={"type": ["integer", "null"]},
    )


def _problem() -> Document:
    described = _object(
        "A problem document (RFC 9457).",
        type=_TEXT,
        title=_TEXT,
        status={"type": "integer"},
        detail=_TEXT,
        errors={"type": "array", "items": _object("A wrong field.", pointer=_TEXT, code=_TEXT, detail=_TEXT)},
        current=_ref("Record"),
        allowed={"type": "array", "items": _TEXT},
    )
    described["required"] = ["type", "title", "status", "detail"]
    return described


_HEADER_NAMES = {REVISION: "ETag", JOB_ADDRESS: "Location", BOARD_ETAG: "ETag"}


def _headers() -> Document:
    return {
        REVISION: {"description": "The revision of the job, for If-Match.", "schema": _TEXT, "example": '"3"'},
        JOB_ADDRESS: {"description": "The job's address.", "schema": _TEXT, "example": f"/api/jobs/{_EXAMPLE_TOKEN}"},
        BOARD_ETAG: {"description": "The board as it is, for If-None-Match.", "schema": _TEXT},
    }


def _parameters() -> Document:
    return {
        "Token": {
            "name": "token",
            "in": "path",
            "required": True,
            "description": "The job's token: its id and its tracking link.",
            "schema": _TOKEN,
            "example": _EXAMPLE_TOKEN,
        },
        IF_MATCH: _header("If-Match", "The revision that you saw.", '"3"', required=True),
        IF_NONE_MATCH: _header("If-None-Match", "The ETag of the board that you have.", '"9b2c…"', required=False),
        IDEMPOTENCY_KEY: _header(
            "Idempotency-Key",
            "1 to 255 visible ASCII characters. The same key and request make one job, for a day.",
            "5f0d0c52-6a0e-4f5e-9a3a-0d8f3f6a3d0e",
            required=False,
        ),
    }


def _header(name: str, description: str, example: str, *, required: bool) -> Document:
    return {
        **{"name": name, "in": "header", "required": required, "description": description},
        **{"schema": _TEXT, "example": example},
    }


def _object(description: str, /, **properties: Any) -> Document:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _ref(schema: str) -> Document:
    return {"$ref": _SCHEMAS.format(model=schema)}


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}


def _example_record() -> Record:
    at = datetime(2026, 11, 24, 18, tzinfo=UTC)
    return Record.model_validate(
        {
            "schema_version": 2,
            "token": _EXAMPLE_TOKEN,
            "rev": 3,
            "write_id": "0" * 32,
            "customer": {"name": "Mark", "phone": "+16195550123"},
            "service": {"kind": SERVICES.ids()[0], "address": {"street": "1420 Upas St"}},
            "status": FLOW.initial,
            "history": [{"from": None, "to": FLOW.initial, "at": at, "by": "dana@quickdumpnow.example"}],
            "source": "dispatcher",
            "provenance": {"operation": "create", "by": "dana@quickdumpnow.example"},
            "created_at": at,
            "updated_at": at,
        }
    )
