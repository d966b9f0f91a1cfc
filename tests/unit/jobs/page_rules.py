"""The rules of the forms as the pages read them: JSON Schema made from the models, without what no page needs.

Run as a program, it writes the files that the pages are built with.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from jobs.requests import BookingRequest, JobRequest
from jobs.rules import WORDS

SHARED = Path(__file__).parents[3] / "site" / "src" / "shared"
FORMS: dict[Path, type[BaseModel]] = {
    SHARED / "job_rules.generated.json": JobRequest,
    SHARED / "booking_rules.generated.json": BookingRequest,
}
_KEPT = ("minLength", "maxLength", "pattern", "enum", WORDS)


def page_rules(model: type[BaseModel]) -> str:
    """The text of the file of one form."""
    schema = model.model_json_schema()
    return json.dumps(_pruned(schema, schema["$defs"]), indent=2) + "\n"


def _pruned(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any] | None:
    """The node with its references resolved and "or null" left out; None where nothing is left of it."""
    if reference := node.get("$ref"):
        return _pruned(definitions[reference.removeprefix("#/$defs/")], definitions)
    if choices := node.get("anyOf"):
        return _pruned(choices[0], definitions)
    kept = {keyword: node[keyword] for keyword in _KEPT if keyword in node}
    inner = {name: _pruned(field, definitions) for name, field in node.get("properties", {}).items()}
    properties = {name: field for name, field in inner.items() if field and WORDS in json.dumps(field)}
    return {**kept, **({"properties": properties} if properties else {})} or None


if __name__ == "__main__":
    for file, form in FORMS.items():
        file.write_text(page_rules(form), encoding="utf-8")
