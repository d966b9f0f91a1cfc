"""The JSON Schemas of a job request and of a record, for people who write such files by hand."""

import json

from pydantic import BaseModel

from jobs.requests import JobRequest

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text(model: type[BaseModel] = JobRequest) -> str:
    """The schema of `model`, as the text of its file."""
    schema = {"$schema": _DIALECT, **model.model_json_schema()}
    if model is JobRequest:  # editors find the schema of a file by it; --file ignores it
        schema["properties"]["$schema"] = {"type": "string"}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
