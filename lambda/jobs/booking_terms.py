"""What a booking is judged by beside its own fields: where and when the company works, and the time that it is now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveInt

from contract.names import Variable
from jobs.strict import Strict
from jobs.times import utc_now


class Part(Strict):
    """A part of a day that customers can prefer, in the company's zone."""

    id: str
    start: Annotated[str, Field(alias="from", pattern=r"^\d\d:\d\d$")]
    end: Annotated[str, Field(alias="to", pattern=r"^\d\d:\d\d$")]


class BookingWindows(Strict):
    """Which windows are offered, and how far from that one may be.

    The page offers `parts` of the coming `days_ahead` days that start `lead_minutes` from now or later; whoever takes
    `slack_minutes` to type still gets the window. No window is longer than `longest_hours`.
    """

    lead_minutes: PositiveInt
    slack_minutes: PositiveInt
    days_ahead: PositiveInt
    longest_hours: PositiveInt
    parts: Annotated[list[Part], Field(min_length=1)]

    def earliest(self, now: datetime) -> datetime:
        """The earliest start that is taken."""
        return now + timedelta(minutes=self.lead_minutes - self.slack_minutes)

    def latest(self, now: datetime) -> datetime:
        """The latest start that is taken: the last offered day ends at most one day later."""
        return now + timedelta(days=self.days_ahead + 1)


WINDOWS = BookingWindows.model_validate_json(Path(__file__).with_name("booking_windows.json").read_bytes())


@dataclass(frozen=True)
class BookingTerms:
    """Where the company works (ZIP codes by how they begin; none means everywhere), its zone and its phone (E.164)."""

    service_area: tuple[str, ...]
    time_zone: str
    phone: str
    now: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "BookingTerms":
        """Raises KeyError naming a variable that is not set."""
        return cls(
            service_area=tuple(environment[Variable.SERVICE_AREA].split()),
            time_zone=environment[Variable.COMPANY_TIME_ZONE],
            phone=environment[Variable.COMPANY_PHONE],
        )

    def serves(self, zip_code: str) -> bool:
        """Whether the company comes there."""
        return not self.service_area or zip_code.startswith(self.service_area)
