"""Settings of the functions, read once from their environment variables (stacks/app.py sets them)."""

from collections.abc import Mapping
from dataclasses import dataclass

from contract.names import Variable

_ENDED_DAYS_OF_EARLIER_RELEASES = "7"
"""Releases before this variable did not set it: after a rollback to one, `qdn` still works on it. Remove it when no
environment can go back that far."""


@dataclass(frozen=True)
class FunctionSettings:
    """Names of the buckets, the company's contact (its phone is E.164, its zone an IANA name), and how many days an
    ended job stays on the board.
    """

    jobs_bucket: str
    views_bucket: str
    company_name: str
    company_phone: str
    company_time_zone: str
    board_ended_days: int

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "FunctionSettings":
        """Raises KeyError, which names a missing variable, and ValueError for days that are not a number."""
        return cls(
            jobs_bucket=environment[Variable.JOBS_BUCKET],
            views_bucket=environment[Variable.VIEWS_BUCKET],
            company_name=environment[Variable.COMPANY_NAME],
            company_phone=environment[Variable.COMPANY_PHONE],
            company_time_zone=environment[Variable.COMPANY_TIME_ZONE],
            board_ended_days=int(environment.get(Variable.BOARD_ENDED_DAYS, _ENDED_DAYS_OF_EARLIER_RELEASES)),
        )
