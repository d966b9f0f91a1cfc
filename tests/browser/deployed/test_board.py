"""The dispatcher's board: a new job, moves by menu, drag and keyboard, undo, and two people at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from local.dispatcher import Dispatcher
from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.visitors import Visitor
from tests.testkit.polling import until
from tests.testkit.request_bodies import JOB


def _card(page: Page, token: str, status: str | None = None) -> Locator:
    column = f'[data-status="{status}"] ' if status else ""
    return page.locator(f'{column}[data-token="{token}"]')


def _move(page: Page, token: str, label: str) -> None:
    _card(page, token).get_by_role("button", name="Move to…").click()
    page.get_by_role("menuitem", name=label).click()


@pytest.fixture
def token(dispatcher: Dispatcher) -> str:
    """A new job that waits for its pickup."""
    return str(dispatcher.call("POST", "/api/jobs", JOB)["token"])


def test_the_demo_jobs_stand_in_their_columns(visitor: Callable[..., Visitor]) -> None:
    page = visitor().sign_in()
    for status, name in {
        "pending_pickup": "Mark",
        "ready_for_pickup": "Priya Raman",
        "in_progress": "Luis Ortega",
        "completed": "Hannah Cole",
    }.items():
        expect(page.locator(f'section[data-status="{status}"]')).to_contain_text(name)
    assert "?" not in page.url


def test_a_new_job_is_created_in_a_dialog_and_appears_as_a_card(dispatcher_page: Page) -> None:
    dispatcher_page.get_by_role("button", name="New job").click()
    dialog = dispatcher_page.get_by_role("dialog", name="New job")
    dialog.get_by_label("Customer").fill("Nora Newjob")
    dialog.get_by_label("Phone").fill("(619) 555-0155")
    dialog.get_by_label("Street").fill("9 Date St")
    dialog.get_by_label("Price in USD").fill("425")
    dialog.get_by_role("button", name="Create job").click()
    expect(dialog).to_be_hidden()
    column = dispatcher_page.locator('section[data-status="pending_pickup"]')
    card = column.get_by_role("listitem").filter(has_text="Nora Newjob")
    expect(card).to_contain_text("$425")
    expect(card).to_contain_text("Unscheduled")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    visitor: Callable[..., Visitor],
) -> None:
    page = visitor(may_fail=("422",)).board()
    page.get_by_role("button", name="New job").click()
    dialog = page.get_by_role("dialog", name="New job")
    dialog.get_by_label("Customer").fill("Wanda Wrong")
    dialog.get_by_label("Phone").fill("12")
    dialog.get_by_label("Street").fill("1 Elm St")
    dialog.get_by_role("button", name="Create job").click()
    expect(dialog.get_by_role("group", name="Problems with this job")).to_be_focused()
    expect(dialog.get_by_label("Phone")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Customer")).to_have_value("Wanda Wrong")
    assert findings(page) == []


def test_a_move_by_menu_is_announced_and_undone_in_one_step(token: str, dispatcher_page: Page) -> None:
    expect(_card(dispatcher_page, token)).to_be_visible()
    _move(dispatcher_page, token, "Ready for pickup")
    expect(_card(dispatcher_page, token, "ready_for_pickup")).to_be_visible()
    expect(dispatcher_page.locator("#announcer")).to_have_text(
        "Ada Moreno moved from Pending pickup to Ready for pickup"
    )
    dispatcher_page.get_by_role("button", name="Undo").click()
    expect(_card(dispatcher_page, token, "pending_pickup")).to_be_visible()


def test_a_move_needs_no_mouse_and_keeps_the_focus_on_the_card(token: str, dispatcher_page: Page) -> None:
    opener = _card(dispatcher_page, token).get_by_role("button", name="Move to…")
    opener.focus()
    dispatcher_page.keyboard.press("Enter")
    expect(dispatcher_page.get_by_role("menuitem", name="Ready for pickup")).to_be_focused()
    dispatcher_page.keyboard.press("Enter")
    moved = _card(dispatcher_page, token, "ready_for_pickup")
    expect(moved).to_be_visible()
    expect(moved.get_by_role("button", name="Move to…")).to_be_focused()


def test_a_card_is_dragged_to_the_next_column(token: str, dispatcher_page: Page, dispatcher: Dispatcher) -> None:
    _card(dispatcher_page, token).drag_to(dispatcher_page.locator('section[data-status="ready_for_pickup"]'))
    moved = _card(dispatcher_page, token, "ready_for_pickup")
    expect(moved).to_have_attribute("data-rev", "2")
    assert dispatcher.call("GET", f"/api/jobs/{token}")["status"] == "ready_for_pickup"


def test_a_drop_where_the_flow_does_not_lead_changes_nothing(
    token: str, dispatcher_page: Page, dispatcher: Dispatcher
) -> None:
    _card(dispatcher_page, token).drag_to(dispatcher_page.locator('section[data-status="completed"]'))
    expect(_card(dispatcher_page, token, "pending_pickup")).to_be_visible()
    assert dispatcher.call("GET", f"/api/jobs/{token}")["rev"] == 1


def test_cancelling_asks_for_a_reason_and_the_card_leaves_the_board(
    token: str, dispatcher_page: Page, dispatcher: Dispatcher
) -> None:
    _move(dispatcher_page, token, "Cancel")
    dialog = dispatcher_page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("The customer sold the sofa")
    dialog.get_by_role("button", name="Cancel job").click()
    expect(_card(dispatcher_page, token)).to_be_hidden()

    def cancelled() -> bool:
        return bool(dispatcher.call("GET", f"/api/jobs/{token}")["status"] == "cancelled")

    until(cancelled, deadline_s=5, what="the cancellation to be saved")
    assert dispatcher.call("GET", f"/api/jobs/{token}")["history"][-1]["why"] == "The customer sold the sofa"


def test_the_second_of_two_dispatchers_sees_who_was_first_and_can_move_anyway(
    token: str, visitor: Callable[..., Visitor], dispatcher: Dispatcher, colleague: Dispatcher
) -> None:
    page = visitor(may_fail=("412",)).board()
    expect(_card(page, token)).to_be_visible()
    page.route("**/api/board", lambda route: route.fulfill(status=304))  # the next poll must not show the move
    job = colleague.call("GET", f"/api/jobs/{token}")
    colleague.move(colleague.move(job, "ready_for_pickup"), "in_progress")

    _move(page, token, "Ready for pickup")

    card = _card(page, token, "in_progress")
    conflict = card.get_by_role("group", name="Conflict")
    expect(conflict).to_contain_text(re.compile(r"Lee moved it to In progress at \d+:\d\d [AP]M"))
    conflict.get_by_role("button", name="Move anyway").click()
    expect(_card(page, token, "ready_for_pickup")).to_have_attribute("data-rev", "4")
    assert dispatcher.call("GET", f"/api/jobs/{token}")["status"] == "ready_for_pickup"


def test_search_filters_as_you_type(dispatcher_page: Page) -> None:
    dispatcher_page.get_by_role("searchbox", name="Search jobs").fill("sodeRBLom")
    expect(dispatcher_page.get_by_role("listitem").filter(has_text="Mark")).to_be_visible()
    expect(dispatcher_page.get_by_role("listitem").filter(has_text="Priya")).to_have_count(0)


def test_signing_out_ends_the_session(visitor: Callable[..., Visitor]) -> None:
    page = visitor().sign_in()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_reload_keeps_the_session(visitor: Callable[..., Visitor]) -> None:
    page = visitor().sign_in()
    page.reload()
    expect(page.get_by_role("heading", name="Pending pickup")).to_be_visible()
