"""FunctionSettings of the runtime code: what the environment of a function says, checked once."""

from collections.abc import Mapping
from dataclasses import dataclass

from contract.names import Variable


@dataclass(frozen=True)
class FunctionSettings:
    """The buckets, the company that customers call, and how many days an ended job stays on the board."""

    jobs_bucket: str
    views_bucket: str
    company_name: str
    company_phone: str
    company_time_zone: str
    board_ended_days: int

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "FunctionSettings":
        """Raises KeyError naming a variable that is not set, ValueError when the days are no number."""
        return cls(
            jobs_bucket=environment[Variable.JOBS_BUCKET],
            views_bucket=environment[Variable.VIEWS_BUCKET],
            company_name=environment[Variable.COMPANY_NAME],
            company_phone=environment[Variable.COMPANY_PHONE],
            company_time_zone=environment[Variable.COMPANY_TIME_ZONE],
            board_ended_days=int(environment[Variable.BOARD_ENDED_DAYS]),
        )
