"""The booking page: one request for one intent, mistakes explained in place, and the link at the end."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import findings
from tests.browser.conftest import DESKTOP, PHONE, Visitor


def _fill(page: Page, name: str) -> None:
    page.get_by_label("Dumpster rental").check()
    page.get_by_label("Street address").fill("5 Kite Rd")
    page.get_by_label("City").fill("San Diego")
    page.get_by_label("ZIP code").fill("92103")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Mobile phone").fill("619 555 0133")


def test_mistakes_are_listed_linked_and_lose_nothing(visitor: Callable[..., Visitor]) -> None:
    page = visitor(may_fail=("422",), **PHONE).goto("/book/")
    _fill(page, "")
    page.get_by_label("ZIP code").fill("9")
    page.get_by_role("button", name="Send request").click()
    summary = page.get_by_role("group", name="Problems with your request")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Street address")).to_have_value("5 Kite Rd")
    assert findings(page) == []
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("ZIP code")).to_be_focused()


def test_a_press_repeated_after_a_lost_answer_makes_one_job(
    visitor: Callable[..., Visitor], dispatcher_page: Page
) -> None:
    customer = visitor(may_fail=("net::ERR", "Failed to load resource"))
    page = customer.goto("/book/")
    _fill(page, "Twice Pressed")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/bookings", lose_the_answer, times=1)
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("group", name="Problems with your request")).to_be_visible()
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", name="Request received")).to_be_visible()

    dispatcher_page.reload()
    expect(dispatcher_page.get_by_role("listitem").filter(has_text="Twice Pressed")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_before_and_after(
    visitor: Callable[..., Visitor], device: dict[str, object], scheme: str
) -> None:
    page = visitor(**device, color_scheme=scheme).goto("/book/")
    _fill(page, "Axel Axe")
    assert findings(page) == []
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", name="Request received")).to_be_visible()
    assert findings(page) == []
