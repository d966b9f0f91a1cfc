"""docs/api.md: the OpenAPI document for people to read."""

import json
from collections.abc import Iterator
from typing import Any

from jobs.rules import PATTERN, REQUIRED, WORDS
from openapi.document import Document, problems
from openapi.operations import OPERATIONS, STAFF, Operation

_INTRODUCTION = """\
# The job API

Made from [openapi.json](openapi.json) by `make api`, and that from the models that the API validates with. Tests hold
the answers of the API to it.

- **Where**: at the site's own address. At its own address the API answers nothing but 403.
- **Who**: staff send `Authorization: Bearer <id token>` of the managed login. Bookings and confirmations need no
  sign-in and are throttled at two a second for everybody together.
- **Revisions**: a change carries `If-Match: "<rev>"` with the revision that the person saw. A stale one gets 412 with
  the job as it is now.
- **Sending again**: a create with an `Idempotency-Key` makes one job, however often it is sent, for a day.
- **Times** are UTC (`2026-11-24T18:00:00Z`), **money** is in cents, **phones** are stored as E.164 and taken as people
  write them.
- **Errors** are problem documents (RFC 9457) that name every wrong field at once: the list is at the end. API Gateway's
  own refusals (no or an expired sign-in 401, an unknown route 404, too many requests 429) are `{"message": "…"}`.
  A laptop throttles nobody.

On a laptop, a token of the demo's dispatcher, and a first request with it:

```
token=$(.venv/bin/python -m local.dispatcher)
curl --header "Authorization: Bearer $token" http://127.0.0.1:8080/api/board
```
"""


def page(document: Document) -> str:
    """The page, as Markdown."""
    return "\n".join([_INTRODUCTION, *_operations(document), *_tracking(document), *_problems()])


def _operations(document: Document) -> Iterator[str]:
    for operation in OPERATIONS:
        yield f"## {operation.summary}: `{operation.method} {operation.path}`\n"
        yield f"{'Staff.' if operation.who == STAFF else 'Anybody.'} {operation.text}\n"
        described = document["paths"][operation.path][operation.method.lower()]
        yield from _parameters(document, described)
        if operation.takes:
            yield from _fields(document, operation.takes, "Takes")
        yield from _answers(operation)


def _parameters(document: Document, described: Document) -> Iterator[str]:
    parameters = [_resolved(document, reference) for reference in described["parameters"]]
    headers = [parameter for parameter in parameters if parameter["in"] == "header"]
    for header in headers:
        needed = "Needs" if header["required"] else "May have"
        yield f"{needed} `{header['name']}`: {header['description']} Like `{header['example']}`.\n"


def _answers(operation: Operation) -> Iterator[str]:
    also = "".join(f" Or {status}: {words}" for status, words in operation.also.items())
    yield f"Answers {operation.status} with a `{operation.gives}`.{also}\n"
    if operation.problems:
        yield f"Own problems: {', '.join(f'`{name}`' for name in dict.fromkeys(operation.problems))}.\n"


def _tracking(document: Document) -> Iterator[str]:
    described = document["paths"]["/api/track/{token}"]["get"]
    yield f"## {described['summary']}: `GET /api/track/{{token}}`\n"
    yield f"Anybody. {described['description']}\n"
    yield f"Answers 200 with a `View`. Or 404: {described['responses']['404']['description']}\n"
    yield "## What is answered\n"
    for schema in ("Record", "Card", "Board", "History", "AuditEntry", "Booked", "Confirmed", "View"):
        yield from _fields(document, schema, f"`{schema}`")


def _fields(document: Document, schema: str, title: str) -> Iterator[str]:
    described = document["components"]["schemas"][schema]
    words = "" if title == "Takes" else f": {described.get('description', '')}"
    yield f"{title}{words}\n"
    yield "| field | what it is |"
    yield "|---|---|"
    for name, kind, needed in _flat(document, described, asks=title == "Takes"):
        yield f"| `{name}`{'' if needed else ' (optional)'} | {kind} |"
    yield ""


def _flat(document: Document, schema: Document, *, asks: bool, prefix: str = "") -> Iterator[tuple[str, str, bool]]:
    """Name, what it is and whether it must be there, of every field; those of nested objects by dotted names."""
    required = schema.get("required", [])
    for name, field in schema["properties"].items():
        resolved, nullable = _without_null(document, field)
        path, needed = prefix + name, name in required
        yield path, _kind(document, resolved, nullable, asks), needed
        inner = _resolved(document, resolved.get("items", resolved))
        if "properties" in inner and _name_of(document, inner) not in _TOLD_APART:
            deeper = f"{path}[]." if "items" in resolved else f"{path}."
            yield from _flat(document, inner, asks=asks, prefix=deeper)


# Schemas with a table of their own.
_TOLD_APART = {"Record", "Card", "View", "AuditEntry"}


def _kind(document: Document, schema: Document, nullable: bool, asks: bool) -> str:
    """In words; with the limit and the rule of a field that somebody has to fill in."""
    text = f"{_plain_kind(document, schema)}{' or null' if nullable else ''}"
    if not asks:
        return text
    words = schema.get(WORDS, {})
    limit = f", at most {schema['maxLength']} characters" if "maxLength" in schema else ""
    rule = next((f". {words[code]}" for code in (PATTERN, REQUIRED) if code in words), "")
    return f"{text}{limit}{rule}"


def _plain_kind(document: Document, schema: Document) -> str:
    if (name := _name_of(document, schema)) in _TOLD_APART:
        return f"a `{name}`"
    if "enum" in schema or "const" in schema:
        return " \\| ".join(f"`{json.dumps(value)}`" for value in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type", "any value")
    if kind == "array":
        return f"list: {_plain_kind(document, _resolved(document, schema['items']))}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"by token: {_plain_kind(document, _resolved(document, schema['additionalProperties']))}"
    if isinstance(kind, list):
        return " or ".join(kind)
    return {"date-time": "time"}.get(schema.get("format", ""), "whole number" if kind == "integer" else str(kind))


def _problems() -> Iterator[str]:
    yield "## Problems\n"
    yield "`type` is `urn:qdn:problem:` and the name. Those of the edge, the store and our side can come anywhere.\n"
    yield "| name | status | what it says |"
    yield "|---|---|---|"
    for name, problem in problems().items():
        more = f" Has `{'`, `'.join(problem.members)}`." if problem.members else ""
        yield f"| `{name}` | {problem.status.value} | {problem.title}. {problem.detail}{more} |"
    yield ""


def _resolved(document: Document, schema: Document) -> Document:
    if "$ref" not in schema:
        return schema
    found: Any = document
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _without_null(document: Document, schema: Document) -> tuple[Document, bool]:
    """The schema apart from null, and whether null is allowed."""
    options = schema.get("anyOf")
    if options is None:
        return _resolved(document, schema), False
    [other] = [option for option in options if option != {"type": "null"}]
    return _resolved(document, other), True


def _name_of(document: Document, schema: Document) -> str | None:
    """Under which name the document has it; None where it has none."""
    return next((name for name, known in document["components"]["schemas"].items() if known == schema), None)
