"""Typed text and unsaved moves of a dispatcher survive conflicts, reloads and sign-outs, or their loss is shown."""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.testkit.browser.accessibility import findings
from tooling.prepared_board import COLLEAGUE, NOW, Card, PreparedBoard, card, record, utc

READY, STARTED = "ready_for_pickup", "in_progress"


def _held(page: Page, pattern: str) -> list[Route]:
    """Hold the requests of that pattern without a response."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(pattern, hold)
    return waiting


def _move(page: Page, board: PreparedBoard, job: Card, to: str) -> None:
    board.card(job).get_by_role("button", name="Move to…").click()
    page.get_by_role("menuitem", name=to).click()


def _cancelled_by_a_colleague(job: Card) -> Card:
    change = {"from": job["status"], "to": "cancelled", "at": utc(NOW), "by": COLLEAGUE, "why": "Sold the sofa"}
    return job | {"rev": job["rev"] + 1, "status": "cancelled", "last_change": change}


def test_a_job_that_is_being_saved_cannot_be_discarded_and_the_next_form_works(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    board = prepared_board([])
    page = board.open()
    waiting = _held(page, "**/api/jobs")
    dialog = page.get_by_role("dialog", name="New job")

    def create(name: str) -> None:
        page.locator(".new-job").click()
        for label, text in {"Customer": name, "Phone": "(619) 555-0155", "Street": "9 Date St"}.items():
            dialog.get_by_label(label, exact=True).fill(text)
        with page.expect_request("**/api/jobs"):
            dialog.get_by_role("button", name="Create job").click()

    create("Nora First")
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(1)
    waiting[0].fulfill(status=201, json=record(card(1, "pending_pickup", None)))
    expect(dialog).to_have_count(0)

    create("Nora Second")
    assert len(waiting) == 2
    waiting[1].fulfill(status=201, json=record(card(2, "pending_pickup", None)))
    expect(dialog).to_have_count(0)
    expect(page.locator(".card")).to_have_count(2)


def test_the_leftovers_of_a_message_are_decided_about_before_a_job_is_created(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    board = prepared_board([])
    page = board.open()
    sent: list[Any] = []

    def take(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=201, json=record(card(1, "pending_pickup", None)))

    page.route("**/api/jobs", take)
    dialog = page.get_by_role("dialog", name="New job")

    def paste() -> None:
        page.locator(".new-job").click()
        dialog.get_by_text("Paste a customer\u2019s message").click()
        dialog.get_by_label("Message").fill("Mark 619-555-0123 9 Date St, couch on the 2nd floor, tomorrow 9am")
        dialog.get_by_role("button", name="Fill in the form").click()
        dialog.get_by_text("Paste a customer\u2019s message").click()  # closed, it hides nothing that is still open

    paste()
    leftovers = dialog.get_by_text("Left over: “couch on the 2nd floor, tomorrow 9am”")
    expect(leftovers).to_be_visible()
    expect(dialog.get_by_text("A day or a time is named, and was not read")).to_be_visible()
    dialog.get_by_role("button", name="Create job").click()
    expect(dialog.get_by_text("Not created yet")).to_be_visible()
    expect(dialog.get_by_role("button", name="Add this to the notes")).to_be_focused()
    assert findings(page) == []
    assert sent == []
    page.keyboard.press("Enter")
    expect(leftovers).to_have_count(0)
    dialog.get_by_role("button", name="Create job").click()
    expect(dialog).to_have_count(0)
    assert sent[0]["service"]["notes"] == "couch on the 2nd floor, tomorrow 9am"

    paste()
    dialog.get_by_role("button", name="Leave it out").click()
    dialog.get_by_role("button", name="Create job").click()
    expect(dialog).to_have_count(0)
    assert sent[1]["service"]["notes"] == ""


def test_a_sign_out_in_another_tab_keeps_what_is_typed_for_whoever_typed_it(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    board = prepared_board([card(1, READY, (0, 13, 15))])
    page = board.open()
    page.locator(".new-job").click()
    page.get_by_label("Customer").fill("Nora Typed")
    page.evaluate("addEventListener('pagehide', () => sessionStorage.setItem('left', document.body.innerHTML))")
    other = page.context.new_page()
    other.goto(page.url)
    with page.expect_navigation():
        other.evaluate("new BroadcastChannel('qdn.session').postMessage({ kind: 'ended' })")
    assert page.evaluate("sessionStorage.getItem('left')") == ""
    # Every page of this board is signed in as the same person.
    expect(page.get_by_role("dialog", name="New job").get_by_label("Customer")).to_have_value("Nora Typed")


def test_the_note_of_an_unsaved_move_is_shown_after_its_card_has_left(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    page = board.open()
    page.route("**/transitions", lambda route: route.abort())
    _move(page, board, job, "In progress")
    expect(board.card(job, READY)).to_contain_text("Not saved")
    board.put(_cancelled_by_a_colleague(job))
    board.poll()
    expect(board.card(job)).to_have_count(0)
    toast = page.get_by_role("group", name="Last change")
    expect(toast).to_contain_text(f"{job['customer']['name']}: Not saved: move to In progress.")
    expect(toast).to_contain_text("Lee cancelled it at 10:20 AM.")


def test_undo_waits_for_a_move_that_is_being_saved(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    page = board.open()
    _move(page, board, job, "In progress")
    undo = page.get_by_role("group", name="Last change").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    waiting = _held(page, "**/transitions")
    _move(page, board, job, "Completed")
    expect(board.card(job, "completed")).to_contain_text("Saving…")
    undo.click()
    expect(undo).to_be_visible()  # still offered, for after the response
    assert [json.loads(route.request.post_data or "")["to"] for route in waiting] == ["completed"]


def test_a_reload_keeps_a_move_that_was_not_saved_and_what_was_looked_for(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    page = board.open()
    page.route("**/transitions", lambda route: route.abort())
    _move(page, board, job, "In progress")
    expect(board.card(job)).to_contain_text("Not saved")
    page.get_by_role("button", name="Today").click()
    page.reload()
    expect(board.card(job, READY)).to_contain_text("Not saved: move to In progress.")
    expect(page.get_by_role("button", name="Today")).to_have_attribute("aria-pressed", "true")
    page.unroute("**/transitions")
    board.card(job).get_by_role("button", name="Try again").click()
    expect(board.card(job, STARTED)).to_contain_text("Saved")


def test_a_job_in_an_unknown_status_is_reported(prepared_board: Callable[..., PreparedBoard]) -> None:
    board = prepared_board([card(1, READY, None), card(2, "on_hold", None)])
    page = board.open()
    expect(page.get_by_role("status").filter(has_text="1 job has a status")).to_contain_text(
        "1 job has a status that this page does not know."
    )
    assert findings(page) == []
    board.put(card(2, READY, None))
    page.get_by_role("button", name="Reload the page").click()
    expect(page.locator(".card")).to_have_count(2)
    expect(page.get_by_text("a status that this page does not know")).to_have_count(0)


def test_the_focus_stays_with_the_job_when_its_toast_goes(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    page = board.open()
    _move(page, board, job, "In progress")
    toast = page.get_by_role("group", name="Last change")
    toast.get_by_role("button", name="Undo").focus()
    toast.hover()
    page.mouse.move(0, 0)
    page.clock.run_for(20_000)
    expect(toast).to_be_visible()  # the focus is in it
    page.keyboard.press("Enter")
    expect(board.card(job, READY).get_by_role("button", name="Move to…")).to_be_focused()


def test_nothing_moves_under_a_drag_when_the_link_breaks(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    page = board.open()
    board.card(job).hover()
    page.mouse.down()
    page.mouse.move(760, 400, steps=5)
    page.locator("[data-over]").wait_for()
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.get_by_text("Offline")).to_have_count(0)
    board.failure = "internetdisconnected"
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.get_by_text("Offline, last updated")).to_be_visible()


def test_a_drag_is_undone_in_one_step(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    page = board.open()
    board.card(job).drag_to(page.locator('.column[data-status="in_progress"]'))
    expect(board.card(job, STARTED)).to_contain_text("Saved")
    page.get_by_role("group", name="Last change").get_by_role("button", name="Undo").click()
    expect(board.card(job, READY)).to_contain_text("Saved")
