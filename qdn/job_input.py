"""What an operator gives for a job, as flags or as a file, checked as the API checks it: every mistake at once."""

import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from jobs.field_errors import FieldError, field_errors
from jobs.record import BlankIsNone, Why
from jobs.requests import JobRequest, StatusChange
from qdn.exits import InvalidInputError

STDIN = Path("-")
FLAGS = {
    "#/customer/name": "--name",
    "#/customer/phone": "--phone",
    "#/customer/email": "--email",
    "#/service/kind": "--kind",
    "#/service/address/street": "--street",
    "#/service/address/unit": "--unit",
    "#/service/address/city": "--city",
    "#/service/address/zip": "--zip",
    "#/service/notes": "--notes",
    "#/price/amount_cents": "--price",
    "#/window/start": "--start",
    "#/window/end": "--end",
    "#/window/zone": "--zone",
    "#/to": "STATUS",
    "#/why": "--why",
}
"""Where each field of a request is on the command line."""
_WHY: TypeAdapter[str | None] = TypeAdapter(Annotated[Why | None, BlankIsNone])


def request_from_file(file: Path) -> JobRequest:
    """The request in a file of JSON, `-` for stdin. Raises InvalidInputError with every wrong field."""
    try:
        text = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
    except OSError as error:
        raise InvalidInputError(f"--file {file}: {error.strerror}.") from error
    try:
        document = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise InvalidInputError(f"--file {file} is not JSON: {error}.") from None
    if isinstance(document, dict):
        document.pop("$schema", None)  # for editors, and nothing of the job
    try:
        return JobRequest.model_validate(document)
    except ValidationError as invalid:
        raise _wrong(field_errors(invalid, JobRequest), {}) from None


def request_from_flags(flags: Mapping[str, str | None]) -> JobRequest:
    """The request that these flags make, by their names in FLAGS. Raises InvalidInputError with every wrong field."""
    document: dict[str, Any] = {"customer": {}, "service": {"address": {}}}
    errors = []
    for pointer, flag in FLAGS.items():
        value: object = flags.get(flag)
        if value is None:
            continue
        if flag == "--price":
            value = _cents(str(value))
            if value is None:
                errors.append(FieldError(pointer, "invalid", "Give dollars and cents, like 600 or 600.50."))
                continue
        *path, name = pointer.removeprefix("#/").split("/")
        place = document
        for part in path:
            place = place.setdefault(part, {})
        place[name] = value
    try:
        request = JobRequest.model_validate(document)
    except ValidationError as invalid:
        errors += field_errors(invalid, JobRequest)
    else:
        if not errors:
            return request
    raise _wrong(errors, FLAGS)


def status_change(to: str, why: str | None) -> StatusChange:
    """The change of status. Raises InvalidInputError with every wrong field."""
    try:
        return StatusChange.model_validate({"to": to, "why": why})
    except ValidationError as invalid:
        raise _wrong(field_errors(invalid, StatusChange), FLAGS) from None


def reason(why: str) -> str:
    """Why something is done. Raises InvalidInputError."""
    try:
        given = _WHY.validate_python(why)
    except ValidationError as invalid:
        raise _wrong([FieldError("#/why", one.code, one.detail) for one in field_errors(invalid)], FLAGS) from None
    if given is None:
        raise InvalidInputError("--why: Say why.")
    return given


def _wrong(errors: list[FieldError], flags: Mapping[str, str]) -> InvalidInputError:
    """Every wrong field on a line of its own, under the name that the person gave it."""
    return InvalidInputError(
        "\n".join(f"{flags.get(error.pointer, error.pointer)}: {error.detail}" for error in errors)
    )


def _cents(dollars: str) -> int | None:
    try:
        cents = Decimal(dollars.removeprefix("$").replace(",", "")) * 100
        return int(cents) if cents == int(cents) else None
    except (ArithmeticError, ValueError):
        return None
