"""The base of every model. Files, requests and stored objects are accepted as they are, or refused."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Types are not converted, unknown fields are refused, instances are immutable."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        serialize_by_alias=True,
        # Responses include the fields with a default, so their schema requires them.
        json_schema_serialization_defaults_required=True,
    )


def without_default(schema: dict[str, Any]) -> None:
    """For `Field(json_schema_extra=…)`: the default marks an absent field, and is no value to send."""
    del schema["default"]
