"""Cards and views as JSON: what is stored fits the models that describe it."""

import json

from jobs.board import board_bytes
from jobs.card import Board, card
from jobs.public_view import CompanyContact, View, public_view
from tests.testkit.sample_jobs import moved, record

COMPANY = CompanyContact(name="QuickDumpNow", phone="+16195550142", time_zone="America/Los_Angeles")


def test_a_stored_board_fits_its_model() -> None:
    jobs = [record(), moved("ready_for_pickup", token="00000000000000aa")]
    stored = board_bytes({job.token: card(job) for job in jobs})
    board = Board.model_validate_json(stored)
    assert {token: shown.last_change for token, shown in board.jobs.items()} == {
        job.token: job.history[-1] for job in jobs
    }
    assert board_bytes(board.model_dump(mode="json")["jobs"]) == stored


def test_a_stored_view_fits_its_model_and_is_compact_json() -> None:
    view = public_view(moved("ready_for_pickup"), COMPANY)
    stored = view.to_bytes()
    assert View.model_validate_json(stored) == view
    assert stored == json.dumps(view.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")).encode()
