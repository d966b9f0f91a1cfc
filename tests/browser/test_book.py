"""The booking page: one request for one intent, mistakes explained in place, nothing lost, and the link at the end."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.booking_page import SOUND, fill, posted, press_send, take_a_persons_time
from tests.testkit.browser.clock import advance_until_shown
from tests.testkit.browser.visitors import DESKTOP, EVERY_LOOK, MOSTLY_ON_A_PHONE, PHONE, Visitor

ZONE = "America/Los_Angeles"
AREA_WORDS = "We do not come to 90210 yet. Call us at (619) 555-0142: we may still find a way."
LOST = ("net::ERR", "Failed to load resource")


def problems(page: Page) -> Locator:
    return page.get_by_role("group", name="Problems with your request")


def received(page: Page) -> Locator:
    return page.get_by_role("heading", name="Request received")


def cards(dispatcher_page: Page, name: str) -> Locator:
    dispatcher_page.reload()
    dispatcher_page.get_by_role("heading", name="Dispatch board").wait_for(state="attached")
    return dispatcher_page.get_by_role("listitem").filter(has_text=name)


def set_clocks(page: Page, now: str) -> None:
    """The phone's clock and the server's show that time."""
    page.clock.set_fixed_time(now)
    date = f"{datetime.fromisoformat(now):%a, %d %b %Y %H:%M:%S} GMT"

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "date": date, "age": "0"})

    page.route("**/config.json", answer)


def lose_the_answer(route: Route) -> None:
    """The booking reaches the server; what it says does not reach the page."""
    route.fetch()
    route.abort()


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
def test_where_we_do_not_come_is_said_at_once_and_kindly(
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
    # Which part is proposed depends on the hour: the way leads over today.
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


def test_a_double_press_makes_one_job(visitor: Callable[..., Visitor], dispatcher_page: Page) -> None:
    page = visitor(**PHONE).book()
    fill(page, name="Double Press")
    sent = posted(page)
    press_send(page)
    page.locator("#send").dispatch_event("click")
    expect(received(page)).to_be_visible()
    assert len({booking["key"] for booking in sent}) == 1
    expect(cards(dispatcher_page, "Double Press")).to_have_count(1)


def test_an_answer_lost_once_is_asked_for_again_unnoticed(
    visitor: Callable[..., Visitor], dispatcher_page: Page
) -> None:
    page = visitor(may_fail=LOST).book()
    fill(page, name="Lost Once")
    sent = posted(page)
    page.route("**/api/bookings", lose_the_answer, times=1)
    press_send(page)
    expect(received(page)).to_be_visible()
    assert len(sent) == 2
    assert sent[0]["key"] == sent[1]["key"]
    expect(cards(dispatcher_page, "Lost Once")).to_have_count(1)


@MOSTLY_ON_A_PHONE
def test_lost_answers_a_reload_and_another_press_make_one_job(
    visitor: Callable[..., Visitor], dispatcher_page: Page, device: dict[str, Any]
) -> None:
    name = f"Lost For {device['viewport']['width']}"
    page = visitor(may_fail=LOST, **device).book()
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    fill(page, name=name)
    page.locator(".days input").nth(3).check()
    sent = posted(page)
    page.route("**/api/bookings", lose_the_answer)
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


def test_a_busy_server_says_wait_and_nothing_is_lost(visitor: Callable[..., Visitor]) -> None:
    page = visitor(may_fail=("429",)).book()
    fill(page)
    page.route("**/api/bookings", lambda route: route.fulfill(status=429, body="{}"), times=1)
    press_send(page)
    expect(problems(page)).to_contain_text("wait a minute")
    expect(page.get_by_label("Your name")).to_have_value("Ada Moreno")
    page.get_by_role("button", name="Send request").click()
    expect(received(page)).to_be_visible()


def test_a_busy_server_after_a_lost_answer_does_not_make_a_second_job(visitor: Callable[..., Visitor]) -> None:
    page = visitor(may_fail=(*LOST, "429")).goto("/book/")
    fill(page, name="Lost Then Busy")
    sent = posted(page)
    page.route("**/api/bookings", lambda route: route.fulfill(status=429, body="{}"), times=1)
    # What is set up last answers first.
    page.route("**/api/bookings", lose_the_answer, times=1)
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


def test_a_form_whose_script_never_comes_sends_nothing_and_says_so(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=("ERR_FAILED",), **PHONE)
    person.page.route("**/*.js", lambda route: route.abort())
    page = person.goto("/book/")
    fill(page)
    expect(page.get_by_role("button", name="Send request")).to_be_disabled()
    page.get_by_label("Mobile phone").press("Enter")
    page.evaluate("document.getAnimations().find(({ animationName }) => animationName === 'late').finish()")
    expect(page.get_by_role("link", name="Load it again")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Ada Moreno")


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


def test_what_is_chosen_is_seen_where_the_system_sets_the_colours(visitor: Callable[..., Visitor]) -> None:
    page = visitor(**PHONE, forced_colors="active").goto("/book/")
    expect(page.get_by_label("Any day is fine")).to_be_checked()
    fill(page)
    for kind in (".kind", ".choice"):
        of_one = "cards => cards.map(card => getComputedStyle(card).backgroundColor)"
        chosen = page.locator(f"{kind}:has(:checked)").evaluate_all(of_one)
        others = page.locator(f"{kind}:visible:not(:has(:checked))").evaluate_all(of_one)
        assert set(chosen).isdisjoint(others)


def test_words_without_an_end_stay_on_the_ticket(visitor: Callable[..., Visitor]) -> None:
    page = visitor(viewport={"width": 320, "height": 640}).goto("/book/")
    fill(page, name="Llanfair" * 14, street="Pwllgwyngyll" * 12, notes=f"https://example.com/{'goger' * 30}")
    press_send(page)
    expect(received(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_a_program_fills_in_looks_received_and_reaches_nobody(
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


@MOSTLY_ON_A_PHONE
def test_the_confirmation_has_the_link_and_what_was_asked_for(
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


def test_settings_that_were_lost_once_are_asked_for_again(visitor: Callable[..., Visitor]) -> None:
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
    # The settings come late, as they do on a bad phone.
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
