"""The booking form: mistakes explained in place, the draft, times in the company's zone, its settings, its looks."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.booking_page import (
    SOUND,
    cards,
    fill,
    posted,
    press_send,
    problems,
    received,
    take_a_persons_time,
)
from tests.testkit.browser.visitors import DESKTOP, EVERY_LOOK, MOSTLY_ON_A_PHONE, PHONE, Visitor

ZONE = "America/Los_Angeles"
AREA_WORDS = "We do not come to 90210 yet. Call us at (619) 555-0142: we may still find a way."
LOST = ("net::ERR", "Failed to load resource")


def set_clocks(page: Page, now: str) -> None:
    """The phone's clock and the server's show that time."""
    page.clock.set_fixed_time(now)
    date = f"{datetime.fromisoformat(now):%a, %d %b %Y %H:%M:%S} GMT"

    def respond(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "date": date, "age": "0"})

    page.route("**/config.json", respond)


@MOSTLY_ON_A_PHONE
def test_mistakes_are_listed_linked_and_lose_nothing(visitor: Callable[..., Visitor], device: dict[str, Any]) -> None:
    page = visitor(**device).book()
    sent = posted(page)
    fill(page, name="", zip="9")
    press_send(page)
    expect(problems(page)).to_be_focused()
    links = problems(page).get_by_role("link")
    expect(links).to_have_text(["Give a five-digit ZIP code, like 92122.", "Enter a name."])
    for field, words in (("zip", "Give a five-digit ZIP code, like 92122."), ("name", "Enter a name.")):
        expect(page.locator(f"#{field}-error")).to_have_text(words)
        expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
        expect(page.locator(f"#{field}")).to_have_accessible_description(words)
    expect(page.get_by_label("Street address")).to_have_value("5 Kite Rd")
    expect(page.get_by_label("Dumpster rental")).to_be_checked()
    assert findings(page) == []
    links.first.click()
    expect(page.get_by_label("ZIP code")).to_be_focused()
    assert sent == []

    page.get_by_label("ZIP code").fill("92103")
    page.get_by_label("Your name").fill("Ada")
    expect(page.locator("#zip-error")).to_be_hidden()
    press_send(page)
    expect(received(page)).to_be_focused()
    assert len(sent) == 1


def test_what_the_server_refuses_is_shown_beside_its_field(visitor: Callable[..., Visitor]) -> None:
    page = visitor(may_fail=("422",)).book()
    words = "Choose a later time: this one starts too soon."
    errors = [
        {"pointer": "#/window", "code": "soon", "detail": words},
        {"pointer": "#/x", "code": "?", "detail": "Odd."},
    ]
    page.route(
        "**/api/bookings",
        lambda route: route.fulfill(status=422, json={"title": "", "errors": errors}, content_type="application/json"),
    )
    fill(page)
    press_send(page)
    expect(problems(page)).to_be_focused()
    expect(page.locator("#when-error")).to_have_text(words)
    expect(problems(page).get_by_role("listitem")).to_have_text([words, "Odd."])
    problems(page).get_by_role("link", name=words).click()
    expect(page.get_by_label("Any day is fine")).to_be_focused()


@MOSTLY_ON_A_PHONE
def test_an_address_outside_the_service_area_is_reported_at_once(
    visitor: Callable[..., Visitor], device: dict[str, Any]
) -> None:
    page = visitor(**device).book()
    sent = posted(page)
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    fill(page, zip="90210")
    expect(page.locator("#zip-error")).to_have_text(AREA_WORDS)
    assert findings(page) == []
    press_send(page)
    expect(problems(page).get_by_role("link")).to_have_text([AREA_WORDS])
    page.get_by_label("ZIP code").fill("92101")
    page.get_by_label("City").focus()
    expect(page.locator("#zip-error")).to_be_hidden()
    assert sent == []


def test_the_keyboard_alone_is_enough(visitor: Callable[..., Visitor]) -> None:
    page = visitor().book()
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    sent = posted(page)

    def tab_to(name: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.name || document.activeElement.id")
            assert focused != "topic", "the field that nobody sees takes no focus"
            if focused == name:
                return
        raise AssertionError(f"no way to {name}")

    tab_to("kind")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Dumpster rental")).to_be_checked()
    for name, text in (("street", "5 Kite Rd"), ("city", "San Diego"), ("zip", "92103")):
        tab_to(name)
        page.keyboard.type(text)
    tab_to("day")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    tab_to("part")
    # The proposed part of the day depends on the hour, so the test goes through today's radio button.
    part = page.locator("[name=part]:checked")
    proposed = part.input_value()
    page.keyboard.press("ArrowRight")
    expect(part).not_to_have_value(proposed)
    for name, text in (("name", "Kay Board"), ("phone", "6195550133")):
        tab_to(name)
        page.keyboard.type(text)
    tab_to("send")
    take_a_persons_time(page)
    page.keyboard.press("Enter")
    expect(received(page)).to_be_focused()
    assert sent[0]["body"]["window"]["zone"] == ZONE


@MOSTLY_ON_A_PHONE
def test_a_reload_and_the_way_back_keep_everything(visitor: Callable[..., Visitor], device: dict[str, Any]) -> None:
    person = visitor(may_fail=("404",), **device)
    page = person.goto("/book/")
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    fill(page, notes="Two sofas\nand a fridge", email="ada@example.com")
    page.locator(".days input").nth(4).check()
    page.get_by_label(re.compile("^Evening")).check()
    day = page.locator(".days input:checked").get_attribute("value")

    def expect_everything() -> None:
        expect(page.locator(f"#day-{day}")).to_be_checked()
        expect(page.get_by_label(re.compile("^Evening"))).to_be_checked()
        expect(page.get_by_label("Dumpster rental")).to_be_checked()
        expect(page.get_by_label("Anything we should know?")).to_have_value("Two sofas\nand a fridge")
        expect(page.get_by_label("E-mail")).to_have_value("ada@example.com")
        for label, text in SOUND.items():
            expect(page.get_by_label(label)).to_have_value(text)
        expect(page.locator("#estimate")).to_contain_text("Dumpster rental from $345")

    page.reload()
    expect_everything()
    page.goto(f"{person.system.site_url}/track/0123456789abcdef")
    page.go_back()
    expect_everything()
    page.get_by_role("button", name="Send request").click()
    expect(received(page)).to_be_visible()
    page.get_by_role("button", name="Request another pickup").click()
    expect(page.get_by_label("Your name")).to_have_value("")


@pytest.mark.parametrize("days", [-400, 400])
def test_a_phone_whose_clock_is_wrong_is_offered_the_company_s_days(visitor: Callable[..., Visitor], days: int) -> None:
    person = visitor(**PHONE)
    person.page.clock.install(time=datetime.now(UTC) + timedelta(days=days))
    page = person.goto("/book/")
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    fill(page)
    page.locator(".days input").nth(3).check()
    press_send(page)
    expect(received(page)).to_be_visible()


def test_the_choice_is_visible_in_forced_colours_mode(visitor: Callable[..., Visitor]) -> None:
    page = visitor(**PHONE, forced_colors="active").goto("/book/")
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    fill(page)
    for kind in (".kind", ".choice"):
        of_one = "cards => cards.map(card => getComputedStyle(card).backgroundColor)"
        chosen = page.locator(f"{kind}:has(:checked)").evaluate_all(of_one)
        others = page.locator(f"{kind}:visible:not(:has(:checked))").evaluate_all(of_one)
        assert set(chosen).isdisjoint(others)


def test_windows_are_in_the_companys_zone_wherever_the_visitor_is(visitor: Callable[..., Visitor]) -> None:
    """In Tokyo it is tomorrow; at 10:20 AM in San Diego a morning is too near, an afternoon too with its lead."""
    person = visitor(timezone_id="Asia/Tokyo", **DESKTOP)
    page = person.page
    set_clocks(page, "2026-11-24T18:20:00Z")
    person.goto("/book/")
    page.locator("#day-2026-11-24").check()
    expect(page.locator("#zone-hint")).to_have_text("Times are Pacific Time (PST).")
    expect(page.locator("#part-morning")).to_be_disabled()
    expect(page.locator("#part-afternoon")).to_be_disabled()
    expect(page.locator("#part-evening")).to_be_checked()
    expect(page.locator(".days input")).to_have_count(1 + 14)
    expect(page.locator("#day-2026-11-23")).to_have_count(0)


def test_the_zone_is_named_as_it_is_on_the_chosen_day(visitor: Callable[..., Visitor]) -> None:
    person = visitor()
    set_clocks(person.page, "2026-10-25T18:20:00Z")
    page = person.goto("/book/")
    page.locator("#day-2026-10-31").check()
    expect(page.locator("#zone-hint")).to_have_text("Times are Pacific Time (PDT).")
    page.locator("#day-2026-11-01").check()
    expect(page.locator("#zone-hint")).to_have_text("Times are Pacific Time (PST).")


def test_a_failed_request_for_the_settings_is_repeated(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=LOST)
    person.page.route("**/config.json", lambda route: route.abort(), times=1)
    page = person.goto("/book/")
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    expect(page.get_by_text("We agree on a time with you by phone.")).to_be_hidden()


def test_without_the_companys_settings_a_request_still_arrives(
    visitor: Callable[..., Visitor], dispatcher_page: Page
) -> None:
    person = visitor(may_fail=LOST)
    person.page.route("**/config.json", lambda route: route.abort())
    page = person.book()
    expect(page.get_by_text("We agree on a time with you by phone.")).to_be_visible()
    fill(page, name="No Settings")
    assert findings(page) == []
    press_send(page)
    expect(received(page)).to_be_visible()
    expect(cards(dispatcher_page, "No Settings")).to_have_count(1)


@MOSTLY_ON_A_PHONE
def test_it_speaks_spanish_its_mistakes_included(visitor: Callable[..., Visitor], device: dict[str, Any]) -> None:
    page = visitor(may_fail=("422",), **device, locale="es-MX").book()
    expect(page.get_by_label("Cualquier día está bien")).to_be_checked()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_label("Código postal").fill("90210")
    page.get_by_role("button", name="Enviar solicitud").click()
    expect(page.locator("#name-error")).to_have_text("Escriba un nombre.")
    expect(page.locator("#zip-error")).to_contain_text("Todavía no llegamos al 90210. Llámenos al (619) 555-0142")
    assert findings(page) == []
    errors = [{"pointer": "#/window", "code": "soon", "detail": "Choose a later time: this one starts too soon."}]
    page.route("**/api/bookings", lambda route: route.fulfill(status=422, json={"errors": errors}))
    page.get_by_label("Renta de contenedor").check()
    for id, text in {
        "street": "5 Kite Rd",
        "city": "San Diego",
        "zip": "92103",
        "name": "Ada",
        "phone": "6195550133",
    }.items():
        page.locator(f"#{id}").fill(text)
    page.get_by_role("button", name="Enviar solicitud").click()
    expect(page.locator("#when-error")).to_have_text("Elija una hora más tarde: esta empieza demasiado pronto.")


@pytest.mark.parametrize("width", [320, 390, 768, 1440, 2560])
def test_nothing_sticks_out_and_nothing_shifts(visitor: Callable[..., Visitor], width: int) -> None:
    person = visitor(viewport={"width": width, "height": 900})
    page = person.page
    page.add_init_script(
        "window.shifts = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
        " if (!entry.hadRecentInput) window.shifts += entry.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    # The settings arrive late, as on a slow connection.
    page.route("**/config.json", lambda route: (page.evaluate("new Promise(requestAnimationFrame)"), route.continue_()))
    person.goto("/book/")
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.shifts") == 0
    small = page.evaluate(
        "[...document.querySelectorAll('button, input:not([type=radio], #topic), .kind, .choice')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []


@EVERY_LOOK
def test_axe_finds_nothing_before_and_after(
    visitor: Callable[..., Visitor], device: dict[str, Any], scheme: str
) -> None:
    page = visitor(**device, color_scheme=scheme).book()
    page.get_by_role("button", name="Send request").click()
    expect(problems(page)).to_be_visible()
    assert findings(page) == []
    fill(page, name="Axel Axe")
    page.locator(".days input").nth(2).check()
    assert findings(page) == []
    press_send(page)
    expect(received(page)).to_be_visible()
    assert findings(page) == []
