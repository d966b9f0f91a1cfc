"""The keyboard map: keys act on what has the focus, never while somebody types, and letters can be turned off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.busy_day import busy_day
from tooling.prepared_board import PreparedBoard


def _name(page: Page, status: str, number: int) -> Locator:
    return page.locator(f'[data-status="{status}"] .card-open').nth(number)


def test_j_k_and_the_arrows_go_from_card_to_card(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day()).open()
    for key, status, number in (
        ("j", "pending_pickup", 0),
        ("j", "pending_pickup", 1),
        ("ArrowDown", "pending_pickup", 2),
        ("k", "pending_pickup", 1),
        ("ArrowRight", "ready_for_pickup", 1),
        ("ArrowRight", "in_progress", 1),
        ("ArrowUp", "in_progress", 0),
        ("ArrowLeft", "ready_for_pickup", 0),
        ("k", "ready_for_pickup", 0),
    ):
        page.keyboard.press(key)
        expect(_name(page, status, number)).to_be_focused()


def test_m_moves_the_card_that_has_the_focus_and_it_keeps_it(prepared_board: Callable[..., PreparedBoard]) -> None:
    board = prepared_board(busy_day())
    page = board.open()
    _name(page, "in_progress", 1).hover()  # the pointer's position has no effect
    page.keyboard.press("m")
    expect(page.get_by_role("menu")).to_be_hidden()
    _name(page, "ready_for_pickup", 1).focus()
    page.keyboard.press("m")
    expect(page.get_by_role("menu", name="Move Harbor Deli to")).to_be_visible()
    page.keyboard.press("Enter")
    moved = page.locator('[data-status="in_progress"] .card').filter(has_text="Harbor Deli")
    expect(moved.get_by_role("button", name="Move to…")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Harbor Deli moved from Ready for pickup to In progress")
    page.keyboard.press("u")
    expect(page.locator('[data-status="ready_for_pickup"] .card').filter(has_text="Harbor Deli")).to_be_visible()
    expect(page.locator(":focus")).to_have_count(1)


def test_a_cancelled_card_hands_the_focus_to_the_next_one(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day()).open()
    _name(page, "ready_for_pickup", 1).focus()
    page.keyboard.press("m")
    page.get_by_role("menuitem", name="Cancel job…").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Entered twice")
    page.get_by_role("button", name="Cancel job").click()
    expect(page.locator(".card").filter(has_text="Harbor Deli")).to_have_count(0)
    expect(page.locator(".card:focus-within")).to_contain_text("Olive Tran")


def test_n_opens_a_new_job(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day()).open()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog", name="New job")).to_be_visible()
    page.keyboard.press("?")  # typed into the form, not a shortcut
    expect(page.get_by_role("dialog")).to_have_count(1)


@pytest.mark.parametrize("keys", ["Control+m", "Alt+n", "Meta+/", "Shift+J"])
def test_keys_with_a_modifier_are_left_to_the_browser(prepared_board: Callable[..., PreparedBoard], keys: str) -> None:
    page = prepared_board(busy_day()).open()
    _name(page, "ready_for_pickup", 1).focus()
    page.keyboard.press(keys)
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(_name(page, "ready_for_pickup", 1)).to_be_focused()


def test_the_list_of_keys_opens_with_a_key_and_turns_single_characters_off(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    page = prepared_board(busy_day()).open()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Move the card to…")
    assert findings(page) == []
    dialog.get_by_role("checkbox").uncheck()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.reload()
    page.locator(".card-open").first.focus()
    for key in ("m", "n", "/", "?"):
        page.keyboard.press(key)
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("ArrowDown")  # not a character: stays
    expect(page.locator(".card-open").nth(1)).to_be_focused()
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog", name="New job")).to_be_visible()
