"""The rules of the forms as the pages read them: the JSON Schema of a request, without what no page needs."""

import json
from typing import Any

from pydantic import BaseModel

from jobs.rules import WORDS

_KEPT = ("minLength", "maxLength", "pattern", "enum", WORDS)


def form_rules(model: type[BaseModel]) -> str:
    """The text of the file for the form that makes this request."""
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
