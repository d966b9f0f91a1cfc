"""Polling: an unchanged board leaves the document untouched, late responses are dropped, a stale board is marked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.busy_day import busy_day
from tooling.prepared_board import COLLEAGUE, NOW, PreparedBoard, card, utc

POLL_MS = 10_000
READY = "ready_for_pickup"

WATCH = """() => {
  window.touched = [];
  const note = (records) => window.touched.push(...records.map((r) => `${r.type} ${r.target.nodeName}`));
  new MutationObserver(note).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
}"""


def _open_menu(page: Page, board: PreparedBoard, job: dict[str, object]) -> None:
    board.card(job).get_by_role("button", name="Move to…").click()


def test_a_poll_that_changed_nothing_touches_no_part_of_the_document(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    board = prepared_board(busy_day())
    page = board.open()
    page.evaluate(WATCH)
    board.poll()  # 304
    page.route(
        "**/api/board",
        lambda route: route.fulfill(body=board.body(), headers={"ETag": '"new"'}, content_type="application/json"),
    )
    board.poll()  # 200 with the same jobs
    assert page.evaluate("window.touched") == []
    # The same watch does see a change.
    board.put(card(30, READY, (0, 14, 16)))
    board.poll()
    expect(board.card(card(30, READY, None))).to_be_visible()
    assert page.evaluate("window.touched.length") > 0


def test_a_poll_that_changed_one_card_leaves_the_others_alone(prepared_board: Callable[..., PreparedBoard]) -> None:
    board = prepared_board(busy_day())
    page = board.open()
    changed = busy_day()[6]
    page.evaluate(WATCH.replace("r.target.nodeName", "r.target.parentElement?.closest('.card')?.dataset.token"))
    board.put(changed | {"rev": 4, "price": {"amount_cents": 99900, "currency": "USD"}})
    board.poll()
    expect(board.card(changed)).to_contain_text("$999")
    touched = {line.split()[1] for line in page.evaluate("window.touched")} - {"undefined"}
    assert touched <= {changed["token"]}


def test_a_response_to_a_poll_from_before_a_move_is_dropped(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    page = board.open()
    held: list[Route] = []
    board.held = held
    with page.expect_request("**/api/board"):
        page.evaluate("dispatchEvent(new Event('online'))")
    _open_menu(page, board, job)
    page.get_by_role("menuitem", name="In progress").click()
    expect(board.card(job, "in_progress")).to_have_attribute("data-rev", "4")

    # The earlier state of the server: the job in its old column, and another job that is only in this response.
    late = card(2, READY, None)
    old = {job["token"]: job, late["token"]: late}
    [request] = held
    board.held = None
    with page.expect_response("**/api/board"):
        request.fulfill(json={"schema_version": 1, "jobs": old})
    expect(board.card(job, "in_progress")).to_be_visible()
    expect(board.card(late)).to_have_count(0)


def test_offline_keeps_the_jobs_and_says_from_when_they_are(prepared_board: Callable[..., PreparedBoard]) -> None:
    board = prepared_board(busy_day())
    page = board.open()
    board.failure = "internetdisconnected"
    page.clock.run_for(POLL_MS)
    banner = page.get_by_role("status").filter(has_text="Offline")
    expect(banner).to_contain_text("Offline, last updated 10:20 AM")
    expect(page.locator(".card:visible")).to_have_count(15)
    assert findings(page) == []
    board.failure = None
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_text("Offline")).to_have_count(0)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<!doctype html><title>Welcome to our Wi-Fi</title>", "text/html"),
        ('{"schema_version": 1, "jobs": {', "application/json"),
        ('{"welcome": "to our Wi-Fi"}', "application/json"),
    ],
    ids=["a page", "half a JSON", "another JSON"],
)
def test_an_unreadable_response_is_not_called_offline(
    prepared_board: Callable[..., PreparedBoard], body: str, kind: str
) -> None:
    board = prepared_board(busy_day())
    page = board.open()
    page.route("**/api/board", lambda route: route.fulfill(body=body, content_type=kind))
    page.clock.run_for(POLL_MS)
    expect(page.get_by_text("Dispatch gives no answer that can be read, last updated 10:20 AM.")).to_be_visible()
    expect(page.get_by_text("Offline")).to_have_count(0)
    expect(page.locator(".card:visible")).to_have_count(15)
    page.unroute("**/api/board")
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("button", name="Try now")).to_have_count(0)


def test_a_move_that_could_not_be_saved_is_shown_as_not_saved_and_can_be_tried_again(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    page = board.open()
    page.route("**/transitions", lambda route: route.abort())
    _open_menu(page, board, job)
    page.get_by_role("menuitem", name="In progress").click()
    problem = board.card(job, READY).get_by_role("group", name="Not saved")
    expect(problem).to_contain_text("Not saved: move to In progress.")
    assert findings(page) == []
    board.poll()  # a poll does not remove it
    expect(problem).to_be_visible()
    page.unroute("**/transitions")
    problem.get_by_role("button", name="Try again").click()
    expect(board.card(job, "in_progress")).to_contain_text("Saved")


def test_a_card_has_a_text_while_its_move_is_saved(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    page = board.open()
    page.route("**/transitions", lambda route: None)  # no response yet
    _open_menu(page, board, job)
    page.get_by_role("menuitem", name="In progress").click()
    expect(board.card(job, "in_progress")).to_contain_text("Saving…")
    assert findings(page) == []


def test_nothing_is_refreshed_under_an_open_dialog(prepared_board: Callable[..., PreparedBoard]) -> None:
    board = prepared_board(busy_day())
    page = board.open()
    page.get_by_role("button", name="New job").click()
    # The dialog's code is loaded when it is first opened; until then the board may still poll.
    expect(page.get_by_role("dialog")).to_be_visible()
    polls = board.polls
    page.clock.run_for(3 * POLL_MS)
    page.evaluate("dispatchEvent(new Event('online'))")
    assert board.polls == polls
    with page.expect_response("**/api/board"):
        page.keyboard.press("Escape")


def test_nothing_is_refreshed_under_a_drag_and_the_allowed_columns_say_so(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job, card(2, "pending_pickup", (0, 14, 16))])
    page = board.open()
    page.set_viewport_size({"width": 1280, "height": 800})
    before = [card.bounding_box() for card in page.locator(".card").all()]
    board.card(job).hover()
    page.mouse.down()
    page.mouse.move(700, 500, steps=4)
    column = '.column[data-status="{}"]'
    expect(page.locator(column.format("in_progress"))).to_have_attribute("data-drop", "allowed")
    expect(page.locator(column.format("pending_pickup"))).to_have_attribute("data-drop", "allowed")
    expect(page.locator(column.format("completed"))).to_have_attribute("data-drop", "refused")
    words = (
        page.locator(column.format("in_progress"))
        .locator(".count")
        .evaluate("(count) => getComputedStyle(count, '::before').content")
    )
    assert "Drop here" in words
    assert [
        card.bounding_box() for card in page.locator(".card").all()
    ] == before  # the texts of the columns do not move the cards
    polls = board.polls
    page.evaluate("dispatchEvent(new Event('online'))")
    page.clock.run_for(2 * POLL_MS)
    assert board.polls == polls
    with page.expect_response("**/api/board"):
        page.mouse.up()


def test_a_tab_that_becomes_visible_polls_at_once(prepared_board: Callable[..., PreparedBoard]) -> None:
    board = prepared_board(busy_day())
    page = board.open()
    with page.expect_response("**/api/board"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_focused_card_that_somebody_else_moves_keeps_the_focus(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job, card(2, READY, None)])
    board.open()
    board.card(job).locator(".card-open").focus()
    change = {"from": READY, "to": "in_progress", "at": utc(NOW), "by": COLLEAGUE, "why": None}
    board.put(job | {"rev": 4, "status": "in_progress", "last_change": change})
    board.poll()
    expect(board.card(job, "in_progress").locator(".card-open")).to_be_focused()
