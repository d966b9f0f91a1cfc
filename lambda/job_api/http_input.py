"""Reads a request: the person, the revision or ETag that they saw, their idempotency key, and the validated body."""

import re
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from job_api.origin_key_check import OriginKeyCheck
from job_api.problem_types import INVALID_HEADER
from job_api.router import Request
from jobs.canaries import CANARY_HEADER
from jobs.field_errors import InvalidFieldsError, field_errors
from jobs.strict import Strict

_REVISION = re.compile(r'(?:W/)?"([0-9]{1,9})"')
_ETAG = re.compile(r'(?:W/)?("[^"]+")')
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_MAX_PERSON = 254

Body = TypeVar("Body", bound=Strict)


class NotSignedInError(Exception):
    """The request has no verified claims that name a person."""


class NotJsonError(Exception):
    """The body is not JSON."""


class RevisionMissingError(Exception):
    """A change was sent without If-Match."""


class InvalidHeaderError(Exception):
    """A header has the wrong form; the message describes the right one."""


def person(request: Request) -> str:
    """The person, from the claims of the JWT that the authorizer has verified. Raises NotSignedInError.

    API Gateway rejects a request without a JWT. This second check keeps a route safe that was deployed without its
    authorizer.
    """
    for claim in ("email", "username", "cognito:username"):
        if name := str(request.claims.get(claim) or "").strip():
            return name[:_MAX_PERSON]
    raise NotSignedInError


def body_of(request: Request, model: type[Body], context: object = None) -> Body:
    """The body as that model, validated with that context. Raises NotJsonError, InvalidFieldsError."""
    try:
        return model.model_validate_json(request.body, context=context)
    except ValidationError as invalid:
        if invalid.errors(include_url=False)[0]["type"] == "json_invalid":
            raise NotJsonError from None
        raise InvalidFieldsError(field_errors(invalid, model)) from None


def json_of(request: Request) -> Any:
    """The body as JSON of any shape. Raises NotJsonError."""
    try:
        return from_json(request.body, allow_inf_nan=False)
    except ValueError:
        raise NotJsonError from None


def expected_revision(request: Request) -> int:
    """The revision in If-Match. Raises RevisionMissingError, InvalidHeaderError."""
    header = request.headers.get("if-match")
    if header is None:
        raise RevisionMissingError
    match = _REVISION.fullmatch(header.strip())
    if match is None:
        raise InvalidHeaderError(INVALID_HEADER.detail)
    return int(match[1])


def known_etag(request: Request) -> str | None:
    """The one strong ETag in If-None-Match; None when there is none, and the response is the whole board."""
    match = _ETAG.fullmatch(request.headers.get("if-none-match", "").strip())
    return match[1] if match else None


def idempotency_key(request: Request) -> str | None:
    """The Idempotency-Key, or None. Raises InvalidHeaderError."""
    key = request.headers.get("idempotency-key")
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        raise InvalidHeaderError("Idempotency-Key holds 1 to 255 visible ASCII characters, such as a random UUID.")
    return key


def is_canary(request: Request, origin_keys: OriginKeyCheck) -> bool:
    """Whether the booking is a canary, which an origin key proves. Raises InvalidHeaderError for a wrong key."""
    proof = request.headers.get(CANARY_HEADER.lower())
    if proof is not None and not origin_keys.accepts(proof):
        raise InvalidHeaderError(f"{CANARY_HEADER} holds a key of the edge. Leave it away to book.")
    return proof is not None
