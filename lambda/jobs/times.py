"""Times in the form that is stored: UTC, whole seconds, `2026-11-25T16:00:00Z`."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def utc_now() -> datetime:
    """The current time in UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def format_utc(moment: datetime) -> str:
    """`2026-11-25T16:00:00Z`. All such texts have the same length, so they sort by time."""
    return moment.astimezone(UTC).strftime(_FORMAT)


def parse_utc(value: object) -> datetime:
    """The time in UTC, in whole seconds, of an RFC 3339 text with an offset.

    Raises ValueError for anything else, with a text for the person who typed it.
    """
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise ValueError("Give a date and time with its offset, like 2026-11-25T16:00:00Z.") from None


_DATE_TIME = WithJsonSchema({"type": "string", "format": "date-time"})
UtcText = Annotated[str, _DATE_TIME]
"""A time as text in this form."""
UtcTime = Annotated[
    datetime,
    BeforeValidator(parse_utc),
    PlainSerializer(format_utc, return_type=str, when_used="json"),
    _DATE_TIME,
]
