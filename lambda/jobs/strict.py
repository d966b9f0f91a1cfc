"""The base of every model: what is read from files, from requests and from the store is taken as it is, or refused."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """No guessing: types are not converted, unknown fields are refused, what was read does not change."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, serialize_by_alias=True)
