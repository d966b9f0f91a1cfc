"""One job in its dialog: details, history, and jobs that are not on the board."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from local.dispatcher import Dispatcher
from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.job_dialog import Job, edited, fact, opened
from tests.testkit.browser.visitors import DESKTOP, MOSTLY_ON_A_DESKTOP, PHONE, Visitor

UNKNOWN_TOKEN = "0123456789abcdef"


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_job_shows_everything_that_is_known_about_it(
    job: Job, visitor: Callable[..., Visitor], device: dict[str, object], colleague: Dispatcher
) -> None:
    page = visitor(**device).board()
    dialog = opened(page, job)
    expect(dialog.get_by_role("heading", name="Ada Moreno")).to_be_focused()
    expect(dialog).to_contain_text("Pending pickup")
    expect(dialog).to_contain_text("Junk removal")
    facts: dict[str, str | re.Pattern[str]] = {
        "Time window": "Tue, Jan 12, 2027, 9\u201311 AM PST",
        "Address": "42 Harbor Dr, Apt 7, San Diego 92101",
        "Price": "$600",
        "Phone": "(619) 555-0187",
        "E-mail": "ada@example.com",
        "Notes": "The gate code is 4711.",
        "Source": "Entered by a dispatcher",
        "Last change": re.compile(r"You created it\s+Today, \d+:\d\d [AP]M P[SD]T"),
    }
    for term, text in facts.items():
        expect(fact(dialog, term)).to_contain_text(text)
    assert findings(page) == []


def test_the_keyboard_opens_a_job_and_the_focus_comes_back_to_its_card(job: Job, dispatcher_page: Page) -> None:
    opener = dispatcher_page.locator(f'[data-token="{job["token"]}"]').get_by_role(
        "button", name="Ada Moreno", exact=True
    )
    opener.focus()
    dispatcher_page.keyboard.press("Enter")
    expect(dispatcher_page.get_by_role("dialog")).to_be_visible()
    dispatcher_page.keyboard.press("Escape")
    expect(dispatcher_page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_history_says_in_words_who_did_what_and_why_the_newest_first(
    job: Job, dispatcher_page: Page, dispatcher: Dispatcher, colleague: Dispatcher
) -> None:
    priced = edited(colleague, job, {"price": {"amount_cents": 65000}, "window": None})
    ready = dispatcher.move(priced, "ready_for_pickup")
    back = colleague.move(ready, "pending_pickup", "The truck broke down")
    dispatcher_page.reload()
    dialog = opened(dispatcher_page, back)
    entries = dialog.locator(".history li")
    expect(entries.nth(0)).to_contain_text("Lee moved it back from Ready for pickup to Pending pickup")
    expect(entries.nth(0)).to_contain_text("“The truck broke down”")
    expect(entries.nth(1)).to_contain_text("You moved it from Pending pickup to Ready for pickup")
    expect(entries.nth(2)).to_contain_text("Lee changed the price and the time window")
    expect(entries.nth(3)).to_contain_text("You created it")
    expect(entries).to_have_count(4)
    expect(fact(dialog, "Last change")).to_contain_text("Lee moved it back")


@MOSTLY_ON_A_DESKTOP
def test_a_failed_request_for_the_history_is_shown_and_can_be_repeated(
    job: Job, visitor: Callable[..., Visitor], device: dict[str, object]
) -> None:
    page = visitor(may_fail=("ERR_FAILED",), **device).board()
    page.route("**/history", lambda route: route.abort())
    page.locator(f'[data-token="{job["token"]}"]').get_by_role("button", name="Ada Moreno", exact=True).click()
    dialog = page.get_by_role("dialog")
    problem = dialog.get_by_role("group", name="History not loaded")
    expect(problem).to_be_visible()
    expect(fact(dialog, "Phone")).to_contain_text("(619) 555-0187")
    assert findings(page) == []
    page.unroute("**/history")
    problem.get_by_role("button", name="Try again").click()
    expect(dialog.locator(".history li")).to_have_count(1)


def test_a_job_that_changed_meanwhile_is_shown_as_it_is(
    job: Job, visitor: Callable[..., Visitor], colleague: Dispatcher
) -> None:
    page = visitor().board()
    expect(page.locator(f'[data-token="{job["token"]}"]')).to_be_visible()
    page.route("**/api/board", lambda route: route.fulfill(status=304))  # the board does not change
    edited(colleague, job, {"customer": {"phone": "619 555 0999"}})
    expect(fact(opened(page, job), "Phone")).to_contain_text("(619) 555-0999")


@MOSTLY_ON_A_DESKTOP
def test_a_cancelled_job_is_found_by_its_link_and_says_why(
    job: Job, visitor: Callable[..., Visitor], device: dict[str, object], colleague: Dispatcher
) -> None:
    colleague.move(job, "cancelled", "The customer sold the sofa")
    page = visitor(**device).board()
    page.get_by_role("searchbox").fill(f" https://quickdumpnow.example/track/{job['token'].upper()}. ")
    page.get_by_role("button", name="Open job").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Ada Moreno")).to_be_visible()
    expect(fact(dialog, "Reason")).to_have_text("The customer sold the sofa")
    expect(dialog.locator(".history li").first).to_contain_text("Lee cancelled it")
    assert findings(page) == []


def test_a_job_that_left_the_board_is_found_by_its_token_and_stays_off_the_board(
    job: Job, visitor: Callable[..., Visitor], dispatcher: Dispatcher
) -> None:
    somebody = visitor()
    empty = json.dumps({"schema_version": 1, "jobs": {}})
    somebody.page.route("**/api/board", lambda route: route.fulfill(body=empty))
    page = somebody.board()
    page.get_by_role("searchbox").fill(job["token"])
    page.get_by_role("button", name="Open job").click()
    dialog = page.get_by_role("dialog")
    expect(fact(dialog, "Price")).to_have_text("$600")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".card")).to_have_count(0)


@MOSTLY_ON_A_DESKTOP
def test_a_link_of_no_job_shows_a_message(visitor: Callable[..., Visitor], device: dict[str, object]) -> None:
    page = visitor(may_fail=("404",), **device).board()
    page.get_by_role("searchbox").fill(UNKNOWN_TOKEN)
    page.get_by_role("button", name="Open job").click()
    expect(page.get_by_role("dialog", name="No job has this link")).to_be_visible()
    assert findings(page) == []
