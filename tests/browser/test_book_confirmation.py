"""The confirmation of a booking: the link, the summary of the request, the calendar."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.booking_page import (
    fill,
    press_send,
    received,
)
from tests.testkit.browser.visitors import MOSTLY_ON_A_PHONE, Visitor


def test_words_without_an_end_stay_on_the_ticket(visitor: Callable[..., Visitor]) -> None:
    page = visitor(viewport={"width": 320, "height": 640}).goto("/book/")
    fill(page, name="Llanfair" * 14, street="Pwllgwyngyll" * 12, notes=f"https://example.com/{'goger' * 30}")
    press_send(page)
    expect(received(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@MOSTLY_ON_A_PHONE
def test_the_confirmation_has_the_link_and_the_summary_of_the_request(
    visitor: Callable[..., Visitor], device: dict[str, Any], tmp_path: Path
) -> None:
    person = visitor(**device, permissions=["clipboard-read", "clipboard-write"])
    page = person.page
    page.add_init_script("navigator.share = data => { window.shared = data; return Promise.resolve(); }")
    person.book()
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    fill(page, name="מרים כהן", notes="Gate 4711")
    page.locator(".days input").nth(5).check()
    page.get_by_label(re.compile("^Morning")).check()
    press_send(page)
    expect(received(page)).to_be_focused()

    link = page.locator("#link").get_attribute("href")
    assert link
    summary = page.locator("#summary")
    for text in (
        "Dumpster rental",
        "from $345",
        "5 Kite Rd",
        "San Diego 92103",
        "8 AM\u201312 PM P",
        "(619) 555-0133",
        "Gate 4711",
    ):
        expect(summary).to_contain_text(text)
    name = summary.get_by_text("מרים כהן")
    assert name.evaluate("element => getComputedStyle(element).direction") == "rtl"
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#announcer")).to_have_text("Tracking link copied")
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("window.shared.url") == link
    with page.expect_download() as download:
        page.get_by_role("button", name="Add to calendar").click()
    download.value.save_as(tmp_path / "booking.ics")
    ics = (tmp_path / "booking.ics").read_text(encoding="utf-8")
    assert "STATUS:TENTATIVE" in ics
    assert "QuickDumpNow: Dumpster rental (preferred time)" in ics
    assert findings(page) == []

    page.reload()
    expect(page.locator("#link")).to_have_attribute("href", link)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")


def test_without_a_window_there_is_nothing_for_the_calendar(visitor: Callable[..., Visitor]) -> None:
    page = visitor().book()
    fill(page)
    press_send(page)
    expect(received(page)).to_be_visible()
    expect(page.get_by_role("button", name="Add to calendar")).to_be_hidden()
    expect(page.locator("#summary")).to_contain_text("Any day is fine")
