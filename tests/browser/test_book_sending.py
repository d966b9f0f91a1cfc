"""Sending a booking: one request makes one job, also after lost responses, slow responses and double presses."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.booking_page import (
    cards,
    fill,
    posted,
    press_send,
    problems,
    received,
)
from tests.testkit.browser.clock import advance_until_shown
from tests.testkit.browser.visitors import MOSTLY_ON_A_PHONE, PHONE, Visitor

LOST = ("net::ERR", "Failed to load resource")


def lose_the_response(route: Route) -> None:
    """The booking reaches the server; the response does not reach the page."""
    route.fetch()
    route.abort()


def test_a_double_press_makes_one_job(visitor: Callable[..., Visitor], dispatcher_page: Page) -> None:
    page = visitor(**PHONE).book()
    fill(page, name="Double Press")
    sent = posted(page)
    press_send(page)
    page.locator("#send").dispatch_event("click")
    expect(received(page)).to_be_visible()
    assert len({booking["key"] for booking in sent}) == 1
    expect(cards(dispatcher_page, "Double Press")).to_have_count(1)


def test_after_one_lost_response_the_request_is_repeated_unnoticed(
    visitor: Callable[..., Visitor], dispatcher_page: Page
) -> None:
    page = visitor(may_fail=LOST).book()
    fill(page, name="Lost Once")
    sent = posted(page)
    page.route("**/api/bookings", lose_the_response, times=1)
    press_send(page)
    expect(received(page)).to_be_visible()
    assert len(sent) == 2
    assert sent[0]["key"] == sent[1]["key"]
    expect(cards(dispatcher_page, "Lost Once")).to_have_count(1)


@MOSTLY_ON_A_PHONE
def test_lost_responses_a_reload_and_another_press_make_one_job(
    visitor: Callable[..., Visitor], dispatcher_page: Page, device: dict[str, Any]
) -> None:
    name = f"Lost For {device['viewport']['width']}"
    page = visitor(may_fail=LOST, **device).book()
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    fill(page, name=name)
    page.locator(".days input").nth(3).check()
    sent = posted(page)
    page.route("**/api/bookings", lose_the_response)
    press_send(page)
    expect(problems(page)).to_be_focused()
    expect(problems(page)).to_contain_text("it stays one request")
    expect(page.get_by_label("Your name")).to_have_value(name)
    assert findings(page) == []

    page.unroute("**/api/bookings")
    page.reload()
    expect(page.get_by_text("Your request was sent, but its answer did not reach you.")).to_be_visible()
    assert findings(page) == []
    # At once: the time before the reload counts too.
    page.get_by_role("button", name="Send request").click()
    expect(received(page)).to_be_visible()
    assert len({booking["key"] for booking in sent}) == 1
    expect(cards(dispatcher_page, name)).to_have_count(1)


def test_a_throttled_request_loses_nothing(visitor: Callable[..., Visitor]) -> None:
    page = visitor(may_fail=("429",)).book()
    fill(page)
    page.route("**/api/bookings", lambda route: route.fulfill(status=429, body="{}"), times=1)
    press_send(page)
    expect(problems(page)).to_contain_text("wait a minute")
    expect(page.get_by_label("Your name")).to_have_value("Ada Moreno")
    page.get_by_role("button", name="Send request").click()
    expect(received(page)).to_be_visible()


def test_a_throttled_request_after_a_lost_response_makes_no_second_job(visitor: Callable[..., Visitor]) -> None:
    page = visitor(may_fail=(*LOST, "429")).goto("/book/")
    fill(page, name="Lost Then Busy")
    sent = posted(page)
    page.route("**/api/bookings", lambda route: route.fulfill(status=429, body="{}"), times=1)
    # The route that is registered last has precedence.
    page.route("**/api/bookings", lose_the_response, times=1)
    press_send(page)
    expect(problems(page)).to_contain_text("wait a minute")
    page.get_by_role("button", name="Send request").click()
    expect(received(page)).to_be_visible()
    assert len(sent) == 3
    assert len({booking["key"] for booking in sent}) == 1


def test_a_browser_that_keeps_nothing_can_book(visitor: Callable[..., Visitor]) -> None:
    person = visitor(**PHONE)
    person.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } })"
    )
    page = person.goto("/book/")
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    fill(page)
    press_send(page)
    expect(received(page)).to_be_visible()
    page.get_by_role("button", name="Request another pickup").click()
    expect(page.get_by_label("Your name")).to_have_value("")


def test_without_its_script_the_form_sends_nothing_and_shows_a_message(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=("ERR_FAILED",), **PHONE)
    person.page.route("**/*.js", lambda route: route.abort())
    page = person.goto("/book/")
    fill(page)
    expect(page.get_by_role("button", name="Send request")).to_be_disabled()
    page.get_by_label("Mobile phone").press("Enter")
    page.evaluate("document.getAnimations().find(({ animationName }) => animationName === 'late').finish()")
    expect(page.get_by_role("link", name="Load it again")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Ada Moreno")


def test_an_automated_booking_gets_a_decoy_response_and_stores_nothing(
    visitor: Callable[..., Visitor], dispatcher_page: Page
) -> None:
    page = visitor(may_fail=("404",)).book()
    topic = page.locator("#topic")
    expect(topic).to_have_attribute("tabindex", "-1")
    expect(topic).to_have_attribute("autocomplete", "off")
    expect(page.get_by_role("textbox", name="Leave this field empty")).to_have_count(0)
    fill(page, name="Robo Caller")
    topic.evaluate("field => { field.value = 'Buy followers' }")
    press_send(page)
    expect(received(page)).to_be_visible()
    link = page.locator("#link").get_attribute("href")
    assert link
    assert re.fullmatch(r".*/track/[0-9a-f]{16}", link)
    expect(cards(dispatcher_page, "Robo Caller")).to_have_count(0)
    page.goto(link)
    advance_until_shown(page, page.get_by_role("heading", name=re.compile("Job not found")))
