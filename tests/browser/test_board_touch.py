"""Touch on the board: holding a card drags it, moving at once scrolls."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.testkit.browser.visitors import PHONE
from tooling.prepared_board import PreparedBoard, card, many

READY, STARTED = "ready_for_pickup", "in_progress"
HOLD_MS = 500
"""Longer than a card has to be held."""

Point = tuple[float, float]


class Finger:
    """One finger, as touch events of the browser's input pipeline."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._at: Point = (0, 0)

    def _send(self, kind: str, *points: Point) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self._devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def down(self, at: Point) -> None:
        self._at = at
        self._send("touchStart", at)

    def move(self, to: Point) -> None:
        (x, y), (to_x, to_y) = self._at, to
        for step in range(1, 9):
            self._send("touchMove", (x + (to_x - x) * step / 8, y + (to_y - y) * step / 8))
        self._at = to

    def up(self) -> None:
        self._send("touchEnd")

    def taken_away(self) -> None:
        """The system cancels the gesture, for example because of a call."""
        self._send("touchCancel")


def _middle(page: Page, selector: str) -> Point:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _tab(status: str) -> str:
    return f'.tab[data-status="{status}"]'


@pytest.fixture
def board(prepared_board: Callable[..., PreparedBoard]) -> PreparedBoard:
    """A phone with one job, ready for pickup, in sight."""
    board = prepared_board([card(1, READY, (0, 13, 15))], **PHONE)
    board.open().locator(_tab(READY)).tap()
    return board


def _pick_up(board: PreparedBoard) -> Finger:
    finger = Finger(board.page)
    finger.down(_middle(board.page, ".card .when"))
    board.page.clock.run_for(HOLD_MS)
    return finger


def test_a_card_that_is_held_is_dragged_to_another_columns_tab(board: PreparedBoard) -> None:
    page, job = board.page, card(1, READY, None)
    finger = _pick_up(board)
    expect(page.locator(_tab(STARTED))).to_have_attribute("data-drop", "allowed")
    expect(page.locator(_tab("completed"))).to_have_attribute("data-drop", "refused")
    finger.move(_middle(page, _tab(STARTED)))
    expect(page.locator(_tab(STARTED))).to_have_attribute("data-over", "")
    finger.up()
    expect(board.card(job, STARTED)).to_contain_text("Saved")
    expect(page.locator(".column:visible")).to_have_attribute("data-status", STARTED)
    expect(page.locator(".ghost, [data-drop], [data-over], [data-dragging]")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)  # lifting the finger was no press
    page.get_by_role("button", name="Undo").tap()
    expect(board.card(job, READY)).to_contain_text("Saved")


def test_a_card_is_not_dropped_where_the_flow_does_not_lead_nor_when_the_gesture_is_taken_away(
    board: PreparedBoard,
) -> None:
    page = board.page
    finger = _pick_up(board)
    finger.move(_middle(page, _tab("completed")))
    finger.up()
    expect(page.locator("[data-drop]")).to_have_count(0)
    finger = _pick_up(board)
    finger.move(_middle(page, _tab(STARTED)))
    finger.taken_away()
    expect(page.locator("[data-drop], .ghost")).to_have_count(0)
    assert [job["status"] for job in board.cards.values()] == [READY]


def test_a_finger_that_moves_at_once_scrolls_and_moves_no_card(prepared_board: Callable[..., PreparedBoard]) -> None:
    board = prepared_board(many(40), **PHONE)
    page = board.open()
    before = {token: job["rev"] for token, job in board.cards.items()}
    finger = Finger(page)
    x, y = _middle(page, ".column[data-shown] .card:nth-child(1) >> nth=2")
    finger.down((x, y))
    finger.move((x, y - 200))
    page.wait_for_function("scrollY > 100")
    page.clock.run_for(HOLD_MS)  # the finger rests, and is still on a card
    finger.move(_middle(page, _tab(READY)))
    finger.up()
    expect(page.locator(".ghost, [data-drop]")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert {token: job["rev"] for token, job in board.cards.items()} == before
