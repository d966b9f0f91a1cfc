"""Parses a job from options or a file and validates it with the API's models; an error names every wrong field."""

import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeGuard, get_args, get_origin

import typer
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json

from jobs.field_errors import FieldError, field_errors
from jobs.record import BlankIsNone, Why
from jobs.requests import JobRequest, StatusChange
from qdn.exits import InvalidInputError

STDIN = Path("-")
_NAMES = {"amount_cents": "--price"}
"""Options that are not named after their field. `create` in qdn/job.py has one for every field of a request."""


def _options(model: type[BaseModel], parent: str) -> Iterator[tuple[str, str]]:
    """The JSON pointer and the option of each field of `model` that has an option."""
    for name, field in model.model_fields.items():
        pointer = f"{parent}/{name}"
        nested = [one for one in (field.annotation, *get_args(field.annotation)) if _is_model(one)]
        if nested:
            yield from _options(nested[0], pointer)
        elif get_origin(field.annotation) is not Literal:  # a currency: there is no choice
            yield pointer, _NAMES.get(name, f"--{name.replace('_', '-')}")


def _is_model(annotation: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


JOB_OPTIONS = dict(_options(JobRequest, "#"))
FLAGS = {**JOB_OPTIONS, "#/to": "STATUS", "#/why": "--why"}
"""The name on the command line of each field of a request, by JSON pointer."""
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
        document.pop("$schema", None)  # for editors; not a field of the job
    try:
        return JobRequest.model_validate(document)
    except ValidationError as invalid:
        raise _wrong(field_errors(invalid, JobRequest), {}) from None


def job_flags(context: typer.Context) -> dict[str, str | None]:
    """The fields of a job as they were given on the command line, by option; None where an option was not given."""
    given = {option.opts[0]: option.name for option in context.command.params}
    return {flag: context.params[given[flag] or ""] for flag in JOB_OPTIONS.values()}


def request_from_flags(flags: Mapping[str, str | None]) -> JobRequest:
    """The request from these options, named as in FLAGS. Raises InvalidInputError with every wrong field."""
    document: dict[str, Any] = {"customer": {}, "service": {"address": {}}}
    errors = []
    for pointer, flag in JOB_OPTIONS.items():
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
    """The validated reason. Raises InvalidInputError."""
    try:
        given = _WHY.validate_python(why)
    except ValidationError as invalid:
        raise _wrong([FieldError("#/why", one.code, one.detail) for one in field_errors(invalid)], FLAGS) from None
    if given is None:
        raise InvalidInputError("--why: Say why.")
    return given


def _wrong(errors: list[FieldError], flags: Mapping[str, str]) -> InvalidInputError:
    """One line for each wrong field, with the name that it has in the input."""
    return InvalidInputError(
        "\n".join(f"{flags.get(error.pointer, error.pointer)}: {error.detail}" for error in errors)
    )


def _cents(dollars: str) -> int | None:
    try:
        cents = Decimal(dollars.removeprefix("$").replace(",", "")) * 100
        return int(cents) if cents == int(cents) else None
    except (ArithmeticError, ValueError):
        return None
