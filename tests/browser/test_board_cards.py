"""The content of cards and their order in a column."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.busy_day import busy_day
from tests.testkit.browser.visitors import DESKTOP, EVERY_LOOK, PHONE
from tooling.prepared_board import NOW, PreparedBoard, card, utc

READY = "ready_for_pickup"
PENDING = "pending_pickup"


def _names(page: Page, status: str) -> list[str]:
    return page.locator(f'[data-status="{status}"] .card-open').all_inner_texts()


def _groups(page: Page, status: str) -> list[str]:
    return page.locator(f'.column[data-status="{status}"] .group-label').all_inner_texts()


def test_overdue_comes_first_then_the_soonest_window_then_the_oldest_request(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    def named(name: str, number: int, window: tuple[int, float, float] | None) -> dict[str, Any]:
        return card(number, PENDING, window, customer={"name": name, "phone": "+16195550100", "email": None})

    page = prepared_board(
        [
            named("Younger request", 1, None),
            named("Older request", 3, None),
            named("Next week", 4, (6, 8, 10)),
            named("Tomorrow", 5, (1, 8, 10)),
            named("This afternoon", 6, (0, 15, 17)),
            named("Going on", 7, (0, 10, 12)),
            named("Late today", 8, (0, 8, 10)),
            named("Late since yesterday", 9, (-1, 8, 10)),
        ]
    ).open()
    assert _names(page, PENDING) == [
        "Late since yesterday",
        "Late today",
        "Going on",
        "This afternoon",
        "Tomorrow",
        "Next week",
        "Older request",
        "Younger request",
    ]
    headings = [text.split("\n")[0] for text in _groups(page, PENDING)]
    assert headings == ["Overdue", "Today", "Tomorrow", "Mon, Nov 30", "Unscheduled"]


def test_ended_jobs_stand_with_the_latest_on_top(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day()).open()
    assert _names(page, "completed") == ["Hannah Cole", "Priya Raman", "Bay Terrace Apartments"]


def test_a_card_says_who_what_when_where_and_how_much(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(4, READY, (0, 13, 15), source="booking")
    board = prepared_board([job])
    board.open()
    shown = board.card(job)
    for text in ("José Calderón", "1\u20133 PM PST", "Today", "910 Orange Ave, Coronado", "$493", "Dumpster rental"):
        expect(shown).to_contain_text(text)
    expect(shown).to_contain_text("Booked online")
    expect(shown).to_contain_text("Notes: Park on the street, not the drive.")


def test_a_card_without_a_window_says_so_and_since_when(prepared_board: Callable[..., PreparedBoard]) -> None:
    def since(number: int, source: str, **ago: int) -> dict[str, Any]:
        return card(number, PENDING, None, source=source, created_at=utc(NOW - timedelta(**ago)))

    board = prepared_board([])
    # "asked" for a customer's booking, "added" for a dispatcher's job.
    texts = {
        "asked 3 days ago": since(1, "booking", days=3),
        "added 1 day ago": since(2, "dispatcher", hours=24),
        "added 23 h ago": since(3, "import", hours=23, minutes=59),
        "asked 2 days ago": since(4, "booking", hours=49),
    }
    for job in texts.values():
        board.put(job)
    board.open()
    for text, job in texts.items():
        expect(board.card(job)).to_contain_text(f"Unscheduled {text}")


def test_the_reason_of_an_undo_stands_on_the_card(prepared_board: Callable[..., PreparedBoard]) -> None:
    change = {"from": READY, "to": PENDING, "at": utc(NOW), "by": "customer", "why": "Asked for another day"}
    job = card(1, PENDING, None, last_change=change)
    board = prepared_board([job])
    board.open()
    expect(board.card(job)).to_contain_text("Moved back: Asked for another day")


def test_a_window_that_ends_while_somebody_watches_becomes_overdue(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    job = card(1, READY, (0, 9, 10 + 21 / 60))
    board = prepared_board([job])
    page = board.open()
    expect(board.card(job)).to_contain_text("Now")
    page.clock.run_for(120_000)
    expect(board.card(job)).to_contain_text("Overdue 1 min")
    assert _groups(page, READY)[0].startswith("Overdue")


def test_an_empty_board_says_so_in_the_flows_words(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board().open()
    for text in ("No requests are waiting.", "Nothing is scheduled.", "No truck is out.", "Nothing is done yet."):
        expect(page.get_by_text(text)).to_be_visible()
    assert findings(page) == []


@EVERY_LOOK
def test_axe_finds_nothing_on_a_busy_board(
    prepared_board: Callable[..., PreparedBoard], device: dict[str, Any], scheme: str
) -> None:
    page = prepared_board(busy_day(), **device, color_scheme=scheme).open()
    assert findings(page) == []


@pytest.mark.parametrize("width", [320, 390, 820, 1280, 2560])
def test_nothing_is_cut_off_at_any_width(prepared_board: Callable[..., PreparedBoard], width: int) -> None:
    page = prepared_board(busy_day(), viewport={"width": width, "height": 800}).open()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = "(cards) => cards.filter((c) => c.offsetParent && c.getBoundingClientRect().right > innerWidth).length"
    assert page.locator(".card").evaluate_all(cut) == 0


def test_a_phone_shows_one_column_at_a_time(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day(), **PHONE).open()
    expect(page.locator(".column:visible")).to_have_attribute("data-status", PENDING)
    tab = page.get_by_role("navigation", name="Columns").get_by_role("button", name="Ready for pickup")
    expect(tab).to_contain_text("5")
    tab.tap()
    expect(page.locator(".column:visible")).to_have_attribute("data-status", READY)
    expect(tab).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("height", [1180, 640], ids=["upright", "low"])
def test_a_tablet_shows_the_columns_two_by_two(prepared_board: Callable[..., PreparedBoard], height: int) -> None:
    page = prepared_board(busy_day(), viewport={"width": 820, "height": height}, has_touch=True, is_mobile=True).open()
    expect(page.get_by_role("navigation", name="Columns")).to_be_hidden()
    boxes = [column.bounding_box() for column in page.locator(".column").all()]
    first, second, third, fourth = [box for box in boxes if box]
    assert first["y"] == second["y"] < third["y"] == fourth["y"]
    assert first["x"] == third["x"] < second["x"] == fourth["x"]
    assert all(box["width"] > 380 for box in (first, second, third, fourth))
    if height == 1180:  # all of it in sight, each column scrolls by itself
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_the_tabs_fit_the_narrowest_phone(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day(), **PHONE | {"viewport": {"width": 320, "height": 640}}).open()
    overflowing = (
        "(tabs) => tabs.filter((t) => t.scrollWidth > t.clientWidth || t.getBoundingClientRect().right > innerWidth)"
    )
    assert page.locator(".tab").evaluate_all(f"{overflowing}.length") == 0


def test_a_toast_covers_neither_the_card_that_moved_nor_the_focus(prepared_board: Callable[..., PreparedBoard]) -> None:
    long_ago = [card(number, "in_progress", (0, 9, 18)) for number in range(3, 9)]
    job = card(1, READY, (1, 13, 15))
    board = prepared_board([*long_ago, job], **PHONE)
    page = board.open()
    page.get_by_role("navigation", name="Columns").get_by_role("button", name="Ready for pickup").tap()
    board.card(job).get_by_role("button", name="Move to…").tap()
    page.get_by_role("menuitem", name="In progress").tap()
    toast = page.get_by_role("group", name="Last change").bounding_box()
    moved = board.card(job, "in_progress")
    expect(moved.get_by_role("button", name="Move to…")).to_be_focused()
    box = moved.bounding_box()
    assert toast is not None
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= toast["y"]
    # The same for whatever the focus comes to next.
    page.evaluate("scrollTo(0, 0)")
    for control in page.locator(".column:visible .move").all():
        control.focus()
        focused = control.bounding_box()
        assert focused is not None
        assert focused["y"] + focused["height"] <= toast["y"]


def test_a_phone_moves_a_card_by_touch_and_follows_it(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job], **PHONE)
    page = board.open()
    page.get_by_role("navigation", name="Columns").get_by_role("button", name="Ready for pickup").tap()
    board.card(job).get_by_role("button", name="Move to…").tap()
    page.get_by_role("menuitem", name="In progress").tap()
    expect(board.card(job, "in_progress")).to_be_visible()
    expect(page.locator(".column:visible")).to_have_attribute("data-status", "in_progress")
    assert findings(page) == []
    page.get_by_role("button", name="Undo").tap()
    expect(board.card(job, READY)).to_contain_text("Saved")


def test_the_day_on_paper_has_address_phone_and_notes_by_window(prepared_board: Callable[..., PreparedBoard]) -> None:
    board = prepared_board(busy_day())
    page = board.open()
    page.get_by_role("searchbox").fill("garnet")  # the search does not affect the print
    page.emulate_media(media="print")
    paper = page.locator(".paper")
    expect(paper.get_by_role("heading", level=1)).to_have_text("Tuesday, November 24, 2026")
    expect(page.locator(".columns")).to_be_hidden()
    rows = paper.get_by_role("row")
    # One list in the order of the day, whatever column a job stands in.
    assert [text.split(" PST")[0] for text in rows.locator("td:first-child").all_inner_texts()] == [
        "7\u20139 AM",
        "8\u20139 AM",
        "8\u201310 AM",
        "9:30\u201311:30 AM",
        "10 AM\u201312 PM",
        "12\u20132 PM",
        "3\u20135 PM",
    ]
    expect(rows.nth(3)).to_contain_text("Ready for pickup, overdue")
    expect(rows.nth(6)).to_contain_text("12\u20132 PM PSTReady for pickup")
    expect(rows.nth(6)).to_contain_text("(619) 555-0105")
    expect(rows.nth(6)).to_contain_text("1220 Rosecrans St, San Diego 92101")
    expect(rows.nth(6)).to_contain_text("Park on the street, not the drive.")
    expect(paper).not_to_contain_text("Grace Okafor")  # she has no window
    expect(paper).to_contain_text("7 jobs by window. Printed at 10:20 AM PST. Not on this page: 3 without a window.")
    assert findings(page) == []


def test_what_is_overdue_since_another_day_is_on_paper_with_its_day(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    page = prepared_board([card(1, READY, (0, 8, 10)), card(2, READY, (-2, 15, 17))]).open()
    page.emulate_media(media="print")
    first = page.locator(".paper td:first-child").first
    expect(first).to_contain_text("Sun, Nov 22, 3\u20135 PM PST")
    expect(first).to_contain_text("overdue")


def test_a_phone_prints_the_day_from_the_account_menu(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day(), **PHONE).open()
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.get_by_role("button", name="Account").tap()
    assert findings(page) == []
    page.get_by_role("button", name="Print the day").tap()
    assert page.evaluate("window.printed") is True


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_an_open_menu(
    prepared_board: Callable[..., PreparedBoard], device: dict[str, Any], scheme: str
) -> None:
    page = prepared_board(busy_day(), **device, color_scheme=scheme).open()
    page.get_by_role("button", name="Move to…").first.click()
    expect(page.get_by_role("menuitem").first).to_be_focused()
    assert findings(page) == []


def test_escape_leaves_an_edit_in_which_nothing_was_typed(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(2, PENDING, (1, 13, 15))
    # Values as an import may store them: different from the form's output, but not a change by the person.
    job["service"] |= {"notes": "Ring twice.\r\nThen wait. "}
    job["customer"] |= {"name": " Luis  Ortega "}
    board = prepared_board([job])
    page = board.open()
    board.card(job).locator(".card-open").click()
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Customer")).to_be_focused()
    page.get_by_label("Phone").focus()  # leaving a field puts it into its stored form, which is no change either
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_reduced_motion_disables_animations(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day(), **DESKTOP, reduced_motion="reduce").open()
    page.locator(".card").first.evaluate("(card) => { card.dataset.note = 'saved'; }")
    seconds = page.locator(".card").first.evaluate("(card) => parseFloat(getComputedStyle(card).animationDuration)")
    assert seconds < 0.001


@pytest.mark.parametrize("device", [DESKTOP, PHONE, PHONE | {"viewport": {"width": 320, "height": 640}}])
def test_the_customer_is_called_texted_and_found_from_the_card(
    prepared_board: Callable[..., PreparedBoard], device: dict[str, Any]
) -> None:
    job = card(1, PENDING, (1, 13, 15))
    board = prepared_board([job], **device)
    page = board.open()
    shown = board.card(job)
    expect(shown.get_by_role("link", name="Call Priya Raman")).to_have_attribute("href", "tel:+16195550144")
    expect(shown.get_by_role("link", name="Text Priya Raman")).to_have_attribute(
        "href", re.compile(rf"^sms:\+16195550144\?&body=QuickDumpNow.*Nov%2025.*%2Ftrack%2F{job['token']}$")
    )
    address = "1860%20Garnet%20Ave%2C%20San%20Diego%2092101"
    expect(shown.get_by_role("link", name="Map for Priya Raman")).to_have_attribute(
        "href", f"https://www.google.com/maps/search/?api=1&query={address}"
    )
    # In one line, inside the card, and each wide enough for its pointer (WCAG 2.2, 2.5.8).
    boxes = [control.bounding_box() for control in shown.locator(".card-actions > *").all()]
    edge = shown.bounding_box()
    assert edge is not None
    assert len({box["y"] for box in boxes if box}) == 1
    assert all(box and box["width"] >= 34 and box["x"] + box["width"] <= edge["x"] + edge["width"] for box in boxes)
    # The address is no link, so that a tap on it opens the card.
    shown.get_by_text("1860 Garnet Ave").click()
    expect(page.get_by_role("dialog", name="Priya Raman")).to_be_visible()


def test_a_card_that_is_painted_anew_keeps_the_focus_on_the_same_link(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    job = card(1, READY, (0, 13, 15))
    board = prepared_board([job])
    board.open()
    board.card(job).get_by_role("link", name="Map").focus()
    board.put(job | {"rev": 4, "status": "in_progress"})
    board.poll()
    expect(board.card(job, "in_progress").get_by_role("link", name="Map")).to_be_focused()
