"""The list of all generated files."""

import json
from pathlib import Path

from codegen.api_page import api_page
from codegen.form_rules import form_rules
from codegen.openapi import openapi_document
from codegen.paths import DOCS, SITE
from codegen.typescript import typescript
from jobs.record import Record
from jobs.requests import BookingRequest, JobRequest
from qdn.job_schema import schema_text


def generated_files() -> dict[Path, str]:
    """Each file and its text."""
    document = openapi_document()
    return {
        DOCS / "openapi.json": json.dumps(document, indent=2, ensure_ascii=False) + "\n",
        DOCS / "api.md": api_page(document),
        DOCS / "job.schema.json": schema_text(JobRequest),
        DOCS / "record.schema.json": schema_text(Record),
        SITE / "job_rules.json": form_rules(JobRequest),
        SITE / "booking_rules.json": form_rules(BookingRequest),
        SITE / "api.ts": typescript(document),
    }
