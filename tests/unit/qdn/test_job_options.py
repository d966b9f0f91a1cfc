"""`qdn job create` has an option for every field of a job; `qdn job show` prints its texts."""

from typer.main import get_command

from jobs.record import Record
from jobs.requests import JobRequest
from qdn.__main__ import app
from qdn.job_input import JOB_OPTIONS
from qdn.job_texts import job_lines
from tests.testkit.sample_jobs import record


def test_create_has_an_option_for_every_field_of_a_job() -> None:
    create = vars(vars(get_command(app))["commands"]["job"])["commands"]["create"]
    options = {option for parameter in create.params for option in parameter.opts}
    assert set(JOB_OPTIONS.values()) - options == set()


def test_each_option_stands_for_one_field() -> None:
    assert len(set(JOB_OPTIONS.values())) == len(JOB_OPTIONS)
    assert JOB_OPTIONS["#/service/address/zip"] == "--zip"
    assert JOB_OPTIONS["#/price/amount_cents"] == "--price"
    assert "#/price/currency" not in JOB_OPTIONS
    assert {pointer.split("/")[1] for pointer in JOB_OPTIONS} == set(JobRequest.model_fields)


def test_show_prints_a_text_of_several_lines_on_one() -> None:
    made = record()
    service = made.service.model_copy(update={"notes": "Ring twice.\nMind the dog."})
    lines = job_lines(made.model_copy(update={"service": service}), "https://example.com/track/1")
    assert "Notes:       Ring twice. / Mind the dog." in lines


def test_show_prints_a_text_that_only_staff_may_set() -> None:
    class RecordWithGateCode(Record):
        gate_code: str = ""

    made = RecordWithGateCode.model_validate({**record().model_dump(), "gate_code": "1234"})
    assert "Gate code:   1234" in job_lines(made, "https://example.com/track/1")
