"""The settings of the functions, as an earlier release and this one write them into environment variables."""

import pytest

from contract.names import Variable
from jobs.function_settings import FunctionSettings

EARLIER_RELEASE = {
    Variable.JOBS_BUCKET: "jobs",
    Variable.VIEWS_BUCKET: "views",
    Variable.COMPANY_NAME: "QuickDumpNow",
    Variable.COMPANY_PHONE: "+16195550142",
    Variable.COMPANY_TIME_ZONE: "America/Los_Angeles",
}


def test_an_environment_that_was_rolled_back_to_an_earlier_release_can_be_read() -> None:
    assert FunctionSettings.from_environment(EARLIER_RELEASE).board_ended_days == 7


def test_this_release_sets_how_long_an_ended_job_stays_on_the_board() -> None:
    settings = FunctionSettings.from_environment(EARLIER_RELEASE | {Variable.BOARD_ENDED_DAYS: "3"})
    assert settings.board_ended_days == 3


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(KeyError, match=Variable.JOBS_BUCKET):
        FunctionSettings.from_environment({})
