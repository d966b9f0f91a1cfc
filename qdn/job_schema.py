"""The JSON Schemas of a job request and of a record, for people who write such files by hand.

Run as a program, it writes them into docs/.
"""

import json
from pathlib import Path

from pydantic import BaseModel

from jobs.record import Record
from jobs.requests import JobRequest

DOCS = Path(__file__).parent.parent / "docs"
PUBLISHED: dict[Path, type[BaseModel]] = {
    DOCS / "job.schema.json": JobRequest,
    DOCS / "record.schema.json": Record,
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text(model: type[BaseModel] = JobRequest) -> str:
    """The file of one schema."""
    schema = {"$schema": _DIALECT, **model.model_json_schema()}
    if model is JobRequest:  # a file names its schema to editors; --file drops it
        schema["properties"]["$schema"] = {"type": "string"}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for file, published in PUBLISHED.items():
        file.write_text(schema_text(published), encoding="utf-8")
