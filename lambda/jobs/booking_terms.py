"""The limits of a booking that its fields alone do not give: service area, offered windows, and the present time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveInt

from contract.names import Variable
from jobs.strict import Strict
from jobs.times import utc_now


class DayPart(Strict):
    """A part of a day that customers can prefer, in the company's zone. Its name is in lambda/words."""

    id: str
    start: Annotated[str, Field(alias="from", pattern=r"^\d\d:\d\d$")]
    end: Annotated[str, Field(alias="to", pattern=r"^\d\d:\d\d$")]


class BookingWindows(Strict):
    """The windows that the booking page offers, and the limits that the API accepts.

    The page offers `parts` of the next `days_ahead` days that start at least `lead_minutes` from now. The API accepts
    starts `slack_minutes` earlier, because filling in the form takes time, and windows of at most `longest_hours`.
    """

    lead_minutes: PositiveInt
    slack_minutes: PositiveInt
    days_ahead: PositiveInt
    longest_hours: PositiveInt
    parts: Annotated[list[DayPart], Field(min_length=1)]

    def earliest(self, now: datetime) -> datetime:
        """The earliest start that the API accepts."""
        return now + timedelta(minutes=self.lead_minutes - self.slack_minutes)

    def latest(self, now: datetime) -> datetime:
        """The latest start that the API accepts: the last offered day ends at most one day later."""
        return now + timedelta(days=self.days_ahead + 1)


WINDOWS = BookingWindows.model_validate_json(Path(__file__).with_name("booking_windows.json").read_bytes())


@dataclass(frozen=True)
class BookingTerms:
    """The company's service area (beginnings of ZIP codes; empty: everywhere), time zone (IANA) and phone (E.164)."""

    service_area: tuple[str, ...]
    time_zone: str
    phone: str
    now: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "BookingTerms":
        """Raises KeyError, which names a variable that is not set."""
        return cls(
            service_area=tuple(environment[Variable.SERVICE_AREA].split()),
            time_zone=environment[Variable.COMPANY_TIME_ZONE],
            phone=environment[Variable.COMPANY_PHONE],
        )

    def in_service_area(self, zip_code: str) -> bool:
        """Whether the company works at that ZIP code."""
        return not self.service_area or zip_code.startswith(self.service_area)
