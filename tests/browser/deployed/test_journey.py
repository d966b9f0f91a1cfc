"""A job's whole journey in a real browser: booked, shown on the board, moved, and updated on the customer's page."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.testkit.browser.booking_page import press_send
from tests.testkit.browser.clock import advance_until_shown
from tests.testkit.browser.visitors import PHONE, Visitor


def test_from_booking_to_the_customers_page(visitor: Callable[..., Visitor]) -> None:
    dispatcher = visitor()
    dispatcher.page.clock.install()
    board = dispatcher.board()
    customer = visitor(**PHONE)
    page = customer.book()
    page.get_by_label("Junk removal").check()
    page.get_by_label("Street address").fill("88 Juniper St")
    page.get_by_label("City").fill("San Diego")
    page.get_by_label("ZIP code").fill("92104")
    page.get_by_label("Your name").fill("Olive Journey")
    page.get_by_label("Mobile phone").fill("619-555-0166")
    press_send(page)
    expect(page.get_by_role("heading", name="Request received")).to_be_focused()
    link = page.locator("#link").get_attribute("href")
    assert link
    token = link.rsplit("/", 1)[1]

    page.goto(f"{customer.system.site_url}/track/{token}")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()

    card = board.locator(f'[data-status="pending_pickup"] [data-token="{token}"]')
    advance_until_shown(board, card)
    expect(card).to_contain_text("Olive Journey")
    card.get_by_role("button", name="Move to…").click()
    board.get_by_role("menuitem", name="Ready for pickup").click()
    moved = board.locator(f'[data-status="ready_for_pickup"] [data-token="{token}"]')
    expect(moved).to_be_visible()

    advance_until_shown(page, page.get_by_role("heading", name="You are on the schedule", level=1))
