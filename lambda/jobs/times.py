"""Times as this system writes them: UTC, whole seconds, `2026-11-25T16:00:00Z`."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def utc_now() -> datetime:
    """The present, in UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def format_utc(moment: datetime) -> str:
    """`2026-11-25T16:00:00Z`. All such texts have one width, so they sort as the moments do."""
    return moment.astimezone(UTC).strftime(_FORMAT)


def parse_utc(value: object) -> datetime:
    """A moment from an RFC 3339 text with an offset, as UTC in whole seconds.

    Raises ValueError (in words for the person who typed it) when it is anything else.
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
"""A moment that is already a text of this form."""
UtcTime = Annotated[
    datetime,
    BeforeValidator(parse_utc),
    PlainSerializer(format_utc, return_type=str, when_used="json"),
    _DATE_TIME,
]
