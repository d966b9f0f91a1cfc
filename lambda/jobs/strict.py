"""The base of every model: what is read from files, from requests and from the store is taken as it is, or refused."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """No guessing: types are not converted, unknown fields are refused, what was read does not change."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        serialize_by_alias=True,
        # A response has every field, also those with a default: its schema says so.
        json_schema_serialization_defaults_required=True,
    )


def without_default(schema: dict[str, Any]) -> None:
    """For `Field(json_schema_extra=…)`: the default says that the field was left out, and is no value to send."""
    del schema["default"]
