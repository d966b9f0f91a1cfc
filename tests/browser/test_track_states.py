"""Every state of the customer's page: its texts in both languages, above the fold, and accessible."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.tracking_states import (
    COMPANY,
    NOW,
    PATH,
    STATES,
    TODAY,
    TOKEN,
    ScriptedEdge,
    fulfil,
    never_responding,
    shows,
    view,
)
from tests.testkit.browser.visitors import DESKTOP, PHONE, Visitor

NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
EXPECTED_NOISE = ("404", "503", "ERR_INTERNET_DISCONNECTED", "Failed to load resource")

TEXTS = {
    "loading": ["Looking up your job…"],
    "awaiting-confirmation": ["We have your request", "Can you be there?", "Tomorrow, 8\u201310 AM PST", "Updated now"],
    "confirmation-not-sent": ["We have your request", "That did not reach us. Please try again: it counts once."],
    "confirmed": ["You are on the schedule", "Thank you. We know that you are available."],
    "window-passed": [
        "You are on the schedule",
        "The window below has passed. Call us and we will tell you when we come.",
        "Mon, Nov 23, 8\u201310 AM PST",
    ],
    "no-window-yet": ["You are on the schedule", "We will call you to agree on a time.", "To be agreed with you"],
    "scheduled": ["You are on the schedule", "A driver will head your way in the window below.", "Updated 3 s ago"],
    "in-progress": ["We are on the job", "We will mark it complete when everything is hauled away."],
    "completed": ["All done", "Thank you for choosing QuickDumpNow.", "Finished: Today, 9:29 AM"],
    "cancelled": ["This job was cancelled", "Call us if you would like to book again.", "Cancelled: Today, 9:29 AM"],
    "unknown-status": ["Contact us", "Call us and we will tell you where your job is."],
    "stale": ["We are on the job", "No answer. Updated 2 min. ago", "Try again"],
    "offline": ["We are on the job", "Offline. Updated 2 min. ago", "Try again"],
    "failing": ["We cannot look up your job right now", "We keep trying. You can also call us.", "Try again"],
    "not-found": ["Job not found, or this tracking link is no longer valid", "Try again"],
}
TEXTS_IN_SPANISH = {
    "awaiting-confirmation": ["Recibimos su solicitud", "¿Podrá estar presente?", "Mañana, 8\u201310 a.m. PST"],
    "window-passed": [
        "Su servicio está programado",
        "El horario indicado abajo ya pasó. Llámenos y le diremos cuándo llegamos.",
    ],
    "no-window-yet": ["Su servicio está programado", "Le llamaremos para acordar la hora.", "Por acordar con usted"],
    "scheduled": ["Su servicio está programado", "Actualizado hace 3 s"],
    "in-progress": ["Estamos haciendo su servicio", "Llamar al (619) 555-0142", "Agregar al calendario"],
    "completed": ["Todo listo", "Terminado: Hoy, 9:29 a.m."],
    "cancelled": ["Este servicio fue cancelado", "Llámenos si quiere reservar de nuevo."],
    "unknown-status": ["Llámenos", "Llámenos y le diremos cómo va su servicio."],
    "stale": ["Estamos haciendo su servicio", "Sin respuesta. Actualizado hace 2 min", "Intentar de nuevo"],
    "offline": ["Estamos haciendo su servicio", "Sin conexión. Actualizado hace 2 min", "Intentar de nuevo"],
    "failing": ["No podemos consultar su servicio en este momento"],
    "not-found": ["Servicio no encontrado, o este enlace ya no es válido"],
}

every_state = pytest.mark.parametrize("state", STATES)


def enter(visitor: Callable[..., Visitor], state: str, **options: Any) -> Page:
    """Open the page in that state."""
    person = visitor(may_fail=EXPECTED_NOISE, reduced_motion="reduce", **options)
    STATES[state].enter(person.page, f"{person.system.site_url}/track/{TOKEN}")
    return person.page


def expect_to_fit(page: Page, state: str, look: dict[str, Any]) -> None:
    """Nothing is wider than the screen or the ticket, and on a phone the status text is above the fold."""
    assert page.evaluate("document.documentElement.scrollWidth") <= look["viewport"]["width"]
    out = page.locator(".ticket:visible").evaluate(
        "(ticket) => [...ticket.querySelectorAll('h1, h2, p, dd, li, .button')]"
        ".filter((part) => part.getBoundingClientRect().right > ticket.getBoundingClientRect().right)"
        ".map((part) => part.id || part.textContent)"
    )
    assert out == []
    if "is_mobile" not in look:
        return
    message = page.locator(".next:visible").bounding_box()
    assert message
    assert message["y"] + message["height"] < look["viewport"]["height"] * 0.6
    window = page.locator("#window:visible")
    if window.count() and state != "confirmation-not-sent":
        box = window.bounding_box()
        assert box
        assert box["y"] + box["height"] < look["viewport"]["height"]


def expect_texts(page: Page, heading: str, *texts: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    for text in texts:
        expect(page.get_by_text(text).locator("visible=true").first).to_be_visible()


@every_state
def test_a_state_has_its_texts_above_the_fold_and_is_accessible(visitor: Callable[..., Visitor], state: str) -> None:
    page = enter(visitor, state, **PHONE)
    expect_texts(page, *TEXTS[state])
    assert TEXTS[state][0] in page.title() or state in ("loading", "not-found", "failing")
    expect_to_fit(page, state, PHONE)
    assert findings(page) == []


@pytest.mark.nightly
@every_state
def test_a_state_fits_the_smallest_phone_in_spanish(visitor: Callable[..., Visitor], state: str) -> None:
    page = enter(visitor, state, **NARROW, locale="es-MX")
    if state in TEXTS_IN_SPANISH:
        expect_texts(page, *TEXTS_IN_SPANISH[state])
    assert page.locator("html").get_attribute("lang") == "es"
    text = page.locator("body").inner_text()
    assert not [word for word in ("Updated", "window", "Call ", "Share", "Street", "your job") if word in text]
    expect_to_fit(page, state, NARROW)


def test_axe_finds_nothing_in_the_dark(visitor: Callable[..., Visitor]) -> None:
    assert findings(enter(visitor, "in-progress", **DESKTOP, color_scheme="dark")) == []


@pytest.mark.nightly
@every_state
@pytest.mark.parametrize(
    "look",
    [NARROW, {**PHONE, "locale": "es-US"}, {**DESKTOP, "color_scheme": "dark"}],
    ids=["narrow", "spanish", "dark desktop"],
)
def test_a_state_fits_and_is_accessible_on_every_device(
    visitor: Callable[..., Visitor], state: str, look: dict[str, Any]
) -> None:
    page = enter(visitor, state, **look)
    expect_to_fit(page, state, look)
    assert findings(page) == []


@pytest.mark.parametrize("locale", ["en-US", "es-US"])
def test_nothing_moves_when_the_job_comes_in(visitor: Callable[..., Visitor], locale: str) -> None:
    person = visitor(**PHONE, locale=locale)
    person.page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries())"
        " window.shift += entry.value }).observe({ type: 'layout-shift', buffered: true })"
    )
    edge = ScriptedEdge(shows(view(*PATH[:1])))
    edge.attach(person.page)
    page = person.goto(f"/track/{TOKEN}")
    expect(page.locator("#status")).to_be_visible()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shift") == 0


def test_a_change_is_shown_and_announced_and_the_end_stops_polling(visitor: Callable[..., Visitor]) -> None:
    person = visitor(**PHONE)
    page = person.page
    state = STATES["in-progress"]
    edge = state.enter(page, f"{person.system.site_url}/track/{TOKEN}")
    edge.respond = shows(view(*PATH))
    page.clock.run_for(5_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("All done")
    expect(page.get_by_role("status")).to_have_text("All done. Thank you for choosing QuickDumpNow.")
    requests = edge.requests
    page.clock.run_for(600_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("All done")
    assert edge.requests == requests


def test_an_older_revision_from_a_cache_changes_nothing(visitor: Callable[..., Visitor]) -> None:
    person = visitor(**PHONE)
    page = person.page
    edge = STATES["in-progress"].enter(page, f"{person.system.site_url}/track/{TOKEN}")
    edge.respond = shows(view(*PATH[:2]))
    with page.expect_response("**/api/track/*"):
        page.clock.run_for(5_000)
    page.clock.run_for(1_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("We are on the job")


def test_a_failed_request_is_repeated_and_the_job_is_shown(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=EXPECTED_NOISE, **PHONE)
    page = person.page
    edge = STATES["failing"].enter(page, f"{person.system.site_url}/track/{TOKEN}")
    edge.respond = shows(view(*PATH[:2]))
    page.clock.run_for(2_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the schedule")
    expect(page.get_by_role("link", name="Call (619) 555-0142")).to_have_attribute("href", "tel:+16195550142")


def test_a_phone_that_goes_offline_keeps_what_it_has_and_comes_back(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=EXPECTED_NOISE, **PHONE)
    page = person.page
    edge = STATES["offline"].enter(page, f"{person.system.site_url}/track/{TOKEN}")
    expect(page.get_by_role("heading", level=1)).to_have_text("We are on the job")
    edge.respond = shows(view(*PATH))
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("All done")


def test_a_page_that_was_opened_offline_fills_itself(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=EXPECTED_NOISE, **PHONE)
    edge = ScriptedEdge(lambda route: route.abort("internetdisconnected"))
    edge.attach(person.page)
    person.page.add_init_script("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    page = person.goto(f"/track/{TOKEN}")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    edge.respond = shows(view(*PATH[:2]))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the schedule")


@pytest.mark.parametrize("days", [-20_000, -3, 3, 4_000])
def test_a_phone_whose_clock_is_wrong_shows_right_days_and_sane_ages(
    visitor: Callable[..., Visitor], days: int
) -> None:
    person = visitor(**PHONE)
    page = person.page
    edge = STATES["scheduled"].enter(page, f"{person.system.site_url}/track/{TOKEN}", NOW + timedelta(days=days))
    expect(page.locator("#window")).to_have_text("Tomorrow, 8\u201310 AM PST")
    expect(page.locator("#fresh")).to_have_text("Updated 3 s ago")
    # The device's clock is set while the page is open and gets no response.
    edge.respond = lambda route: None
    page.clock.set_system_time(NOW - timedelta(days=days))
    page.clock.run_for(8_000)
    expect(page.locator("#fresh")).to_have_text("Updated 11 s ago")


def test_a_page_from_the_back_forward_cache_polls_at_once(visitor: Callable[..., Visitor]) -> None:
    person = visitor(**PHONE)
    page = person.page
    edge = STATES["in-progress"].enter(page, f"{person.system.site_url}/track/{TOKEN}")
    edge.respond = shows(view(*PATH))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_role("heading", level=1)).to_have_text("All done")


def test_a_view_of_a_newer_schema_shows_what_is_understood(visitor: Callable[..., Visitor]) -> None:
    page = enter(visitor, "unknown-status", **PHONE)
    labels = page.locator("#timeline .step-label").all_inner_texts()
    assert labels == ["We have your request", "You are on the schedule", "We are on the job"]
    expect(page.locator("#street-row")).to_be_hidden()
    expect(page.get_by_role("button", name="Yes, I am available")).to_be_hidden()
    assert "Waiting for parts" not in page.locator("body").inner_text()


@pytest.mark.parametrize(
    "spoiled",
    [
        [],
        "text",
        {"status": 5},
        {"status": "in_progress", "window": "soon", "timeline": 7, "company": None, "service": []},
        {"status": "in_progress", "window": {"start": "x", "end": "y", "zone": "Moon/Crater"}, "updated_at": "never"},
    ],
)
def test_no_malformed_response_breaks_the_page(visitor: Callable[..., Visitor], spoiled: Any) -> None:
    person = visitor(**PHONE)
    ScriptedEdge(lambda route: fulfil(route, spoiled)).attach(person.page)
    page = person.goto(f"/track/{TOKEN}")
    read = isinstance(spoiled, dict) and spoiled["status"] == "in_progress"
    heading = "We are on the job" if read else "We cannot look up your job right now"
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_without_scripts_the_page_shows_a_message(visitor: Callable[..., Visitor]) -> None:
    page = visitor(**PHONE, java_script_enabled=False).goto(f"/track/{TOKEN}")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_have_text(
        "This page needs JavaScript to look up your job. You can also call us."
    )
    expect(page.locator("#skeleton")).to_be_hidden()


def open_at(person: Visitor, now: datetime, body: dict[str, Any]) -> ScriptedEdge:
    """Open the page with that view at that time, on the server's clock and the device's."""
    edge = ScriptedEdge(lambda route: fulfil(route, body, now))
    edge.attach(person.page)
    person.page.clock.install(time=now)
    person.goto(f"/track/{TOKEN}")
    person.page.locator("#status").wait_for()
    return edge


def window(start: str, end: str) -> dict[str, str]:
    return {"start": start, "end": end, "zone": COMPANY.time_zone}


@pytest.mark.parametrize(
    ("went", "heading"),
    [("pending_pickup", "We have your request"), ("cancelled", "This job was cancelled")],
    ids=["back", "to its end"],
)
def test_the_thanks_for_a_confirmation_go_when_the_job_goes_on(
    visitor: Callable[..., Visitor], went: str, heading: str
) -> None:
    person = visitor(**PHONE)
    page = person.page
    edge = STATES["confirmed"].enter(page, f"{person.system.site_url}/track/{TOKEN}")
    expect(page.locator("#confirmed")).to_be_visible()
    edge.respond = shows(view(*PATH[:2], went))
    page.clock.run_for(5_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("#confirmed")).to_be_hidden()


def test_a_window_that_has_passed_is_not_promised_any_more_without_a_response(visitor: Callable[..., Visitor]) -> None:
    person = visitor(**PHONE)
    edge = open_at(person, datetime(2026, 11, 24, 17, 59, tzinfo=UTC), view(*PATH[:2], window=TODAY))
    page = person.page
    expect(page.locator("#next")).to_have_text("A driver will head your way in the window below.")
    edge.respond = never_responding
    page.clock.run_for(62_000)
    expect(page.locator("#next")).to_contain_text("The window below has passed.")
    expect(page.get_by_role("button", name="Add to calendar")).to_be_hidden()


def test_the_request_to_confirm_does_not_show_a_window_that_has_passed(visitor: Callable[..., Visitor]) -> None:
    person = visitor(**PHONE)
    open_at(person, NOW + timedelta(days=1), view(*PATH[:1], window=TODAY))
    expect(person.page.locator("#confirm-text")).to_have_text(
        "Tell us that you are available, and we put you on the schedule."
    )


def test_tomorrow_becomes_today_at_the_company_s_midnight_wherever_the_phone_is(
    visitor: Callable[..., Visitor],
) -> None:
    person = visitor(**PHONE, timezone_id="Asia/Tokyo")
    edge = open_at(person, datetime(2026, 11, 25, 7, 59, 30, tzinfo=UTC), view(*PATH[:2]))
    expect(person.page.locator("#window")).to_have_text("Tomorrow, 8\u201310 AM PST")
    edge.respond = never_responding
    person.page.clock.run_for(32_000)
    expect(person.page.locator("#window")).to_have_text("Today, 8\u201310 AM PST")


@pytest.mark.parametrize(
    ("now", "day", "says"),
    [
        # The night before a day of 23 hours, and the first hour of one of 25.
        ("2027-03-14T07:30:00Z", "2027-03-14", "Tomorrow, 9\u201311 AM PDT"),
        ("2027-03-14T07:30:00Z", "2027-03-15", "Mon, Mar 15, 9\u201311 AM PDT"),
        ("2026-11-01T07:30:00Z", "2026-11-02", "Tomorrow, 8\u201310 AM PST"),
    ],
)
def test_a_change_of_the_clocks_moves_no_day(visitor: Callable[..., Visitor], now: str, day: str, says: str) -> None:
    person = visitor(**PHONE)
    body = view(*PATH[:2], window=window(f"{day}T16:00:00Z", f"{day}T18:00:00Z"))
    open_at(person, datetime.fromisoformat(now), body)
    expect(person.page.locator("#window")).to_have_text(says)


def test_a_window_over_midnight_names_both_days(visitor: Callable[..., Visitor]) -> None:
    person = visitor(**NARROW)
    body = view(*PATH[:2], window=window("2026-11-26T04:00:00Z", "2026-11-26T09:30:00Z"))
    open_at(person, NOW, body)
    expect(person.page.locator("#window")).to_have_text("Tomorrow, 8:00 PM \u2013 Thu, Nov 26, 1:30 AM PST")


def test_words_without_an_end_stay_on_the_ticket(visitor: Callable[..., Visitor]) -> None:
    person = visitor(**NARROW)
    body = view(*PATH[:2]) | {"street": "Llanfair" * 20, "service": {"kind": "?", "label": "Haul" * 30}}
    open_at(person, NOW, body)
    assert person.page.evaluate("document.documentElement.scrollWidth") <= NARROW["viewport"]["width"]


def test_a_page_whose_script_fails_to_load_shows_a_message(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=("ERR_FAILED",), **PHONE)
    person.page.route("**/*.js", lambda route: route.abort())
    page = person.goto(f"/track/{TOKEN}")
    again = page.get_by_role("link", name="Try again")
    expect(again).to_be_hidden()
    page.evaluate("document.getAnimations().find(({ animationName }) => animationName === 'late').finish()")
    expect(again).to_be_visible()
    page.unroute("**/*.js")
    ScriptedEdge(shows(view(*PATH[:2]))).attach(page)
    again.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the schedule")


def test_on_paper_the_colours_are_those_of_the_light_page(visitor: Callable[..., Visitor]) -> None:
    page = enter(visitor, "in-progress", **DESKTOP, color_scheme="dark")
    colours = "['#status', '#next', '.now'].map((at) => { const style = getComputedStyle(document.querySelector(at));"
    colours += " return [style.color, style.backgroundColor] })"
    page.emulate_media(media="print", color_scheme="light")
    light = page.evaluate(colours)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(colours) == light


def test_a_job_that_arrives_late_is_announced(visitor: Callable[..., Visitor]) -> None:
    person = visitor(**PHONE)
    waiting: list[Route] = []
    edge = ScriptedEdge(waiting.append)
    edge.attach(person.page)
    person.page.clock.install(time=NOW)
    page = person.goto(f"/track/{TOKEN}")
    page.clock.run_for(5_000)
    fulfil(waiting[0], view(*PATH[:2]))
    expect(page.get_by_role("status")).to_have_text(
        "You are on the schedule. A driver will head your way in the window below."
    )


def test_trying_again_leads_to_the_status(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=EXPECTED_NOISE, **PHONE)
    page = person.page
    edge = STATES["stale"].enter(page, f"{person.system.site_url}/track/{TOKEN}")
    edge.respond = shows(view(*PATH[:3], window=TODAY))
    page.get_by_role("button", name="Try again").press("Enter")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    expect(page.locator("#status")).to_be_focused()
