"""Search and quick filters: the cards that they find, and the counts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.busy_day import busy_day
from tooling.prepared_board import PreparedBoard, card

UNKNOWN = "aaaabbbbccccdddd"


def _visible(page: Page) -> list[str]:
    return page.locator(".card:visible .card-open").all_inner_texts()


def _type(page: Page, text: str) -> None:
    page.get_by_role("searchbox", name="Search jobs").fill(text)


@pytest.mark.parametrize(
    "typed",
    ["calderon", "JOSÉ", "orange ave", "coronado", "6195550112", "(619) 555-0112", "+1 619.555.0112", "1-619-555-0112"],
)
def test_a_job_is_found_by_name_street_and_phone_however_it_is_written(
    prepared_board: Callable[..., PreparedBoard], typed: str
) -> None:
    page = prepared_board(busy_day()).open()
    _type(page, typed)
    # José has two jobs on the board.
    expect(page.locator(".card:visible")).to_have_count(2)
    assert set(_visible(page)) == {"José Calderón"}
    expect(page.locator(".found")).to_have_text("2 of 15 jobs")


@pytest.mark.parametrize("form", ["{}", "https://dispatch.example/track/{}", "/track/{}/?from=sms", " {} "])
def test_a_token_or_a_pasted_tracking_link_finds_its_card(
    prepared_board: Callable[..., PreparedBoard], form: str
) -> None:
    job = busy_day()[3]
    page = prepared_board(busy_day()).open()
    _type(page, form.format(job["token"].upper() if form == "{}" else job["token"]))
    assert _visible(page) == [job["customer"]["name"]]


def test_a_token_that_is_on_no_card_offers_to_open_that_job(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day()).open()
    _type(page, f"https://dispatch.example/track/{UNKNOWN}")
    expect(page.locator(".found")).to_have_text("No card has this link.")
    expect(page.get_by_role("button", name="Open job aaaa…")).to_be_visible()
    assert findings(page) == []


def test_a_cancelled_job_is_found_by_its_link_too(prepared_board: Callable[..., PreparedBoard]) -> None:
    job = card(1, "cancelled", None)
    page = prepared_board([*busy_day(), job]).open()
    _type(page, job["token"])
    expect(page.get_by_role("button", name=f"Open job {job['token'][:4]}…")).to_be_visible()


def test_slash_goes_to_the_search_and_escape_clears_it(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day()).open()
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Search jobs")
    expect(field).to_be_focused()
    page.keyboard.type("n/m")  # neither a new job nor a move: this is typing
    expect(field).to_have_value("n/m")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(page.locator(".card:visible")).to_have_count(15)


def test_the_arrow_goes_from_the_search_to_what_was_found(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board(busy_day()).open()
    _type(page, "rosecrans")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".card:visible .card-open")).to_be_focused()


def test_a_column_where_nothing_matches_says_so_and_counts_say_how_many_do(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    page = prepared_board(busy_day()).open()
    _type(page, "rosecrans")
    pending = page.locator('.column[data-status="pending_pickup"]')
    expect(pending).to_contain_text("No job here matches.")
    expect(pending.locator(".count")).to_contain_text("0 of 5")
    expect(page.locator('.column[data-status="ready_for_pickup"] .count')).to_contain_text("1 of 5")
    assert findings(page) == []
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".card:visible")).to_have_count(15)
    expect(page.get_by_role("searchbox", name="Search jobs")).to_be_focused()


def test_quick_filters_count_and_together_show_what_is_under_any_of_them(
    prepared_board: Callable[..., PreparedBoard],
) -> None:
    page = prepared_board(busy_day()).open()
    overdue = page.get_by_role("button", name="Overdue 1")
    unscheduled = page.get_by_role("button", name="Unscheduled 3")
    expect(page.get_by_role("button", name="Today 7")).to_have_attribute("aria-pressed", "false")
    overdue.click()
    expect(overdue).to_have_attribute("aria-pressed", "true")
    assert _visible(page) == ["Priya Raman"]
    unscheduled.click()
    expect(page.locator(".card:visible")).to_have_count(4)
    overdue.click()
    expect(page.locator(".card:visible")).to_have_count(3)
    assert findings(page) == []


def test_a_search_within_a_quick_filter_narrows_it(prepared_board: Callable[..., PreparedBoard]) -> None:
    page = prepared_board([card(0, "pending_pickup", None), card(8, "pending_pickup", None)]).open()
    page.get_by_role("button", name="Unscheduled 2").click()
    _type(page, "trojan")
    assert _visible(page) == ["Grace Okafor"]
