"""The customer's page on a phone, on a deployed system: links, retries, the confirmation, calendar and language."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from local.dispatcher import Dispatcher
from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.clock import advance_until_shown
from tests.testkit.browser.tracking_states import ScriptedEdge, failing, shows, view
from tests.testkit.browser.visitors import PHONE, Visitor
from tests.testkit.request_bodies import JOB
from tests.testkit.tracking_links import AFTER_A_LINK

NOBODY = "0123456789abcdef"
MOST_BYTES = 25_000
NOT_FOUND = "Job not found, or this tracking link is no longer valid"


@pytest.fixture
def token(dispatcher: Dispatcher) -> str:
    return str(dispatcher.call("POST", "/api/jobs", JOB)["token"])


def test_a_link_works_however_a_messaging_app_spells_it(visitor: Callable[..., Visitor], token: str) -> None:
    customer = visitor(**PHONE)
    for after in ["", "/", *(after for after in AFTER_A_LINK if after != "?")]:
        customer.page.goto("about:blank")
        page = customer.goto(f"/track/{token}{after}")
        expect(page.get_by_role("heading", name="We have your request", level=1), after).to_be_visible()
        expect(page.get_by_text("Harbor Dr"), after).to_be_visible()


def test_a_link_in_capitals_works(visitor: Callable[..., Visitor], token: str) -> None:
    page = visitor(**PHONE).goto(f"/track/{token.upper()}")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()


def test_a_job_that_appears_a_moment_later_is_shown_and_never_called_missing(
    visitor: Callable[..., Visitor], token: str
) -> None:
    customer = visitor(may_fail=("404",), **PHONE)
    requested = 0

    def late(route: Route) -> None:
        nonlocal requested
        requested += 1
        route.fulfill(status=404, body="") if requested <= 2 else route.continue_()

    customer.page.route("**/api/track/*", late)
    customer.page.clock.install()
    page = customer.goto(f"/track/{token}")
    advance_until_shown(page, page.get_by_role("heading", name="We have your request", level=1))
    assert requested == 3


@pytest.mark.parametrize("address", [NOBODY, "not-a-token", "<script>"])
def test_unknown_and_malformed_links_look_the_same_and_offer_the_phone(
    visitor: Callable[..., Visitor], address: str
) -> None:
    somebody = visitor(may_fail=("404",), **PHONE)
    somebody.page.clock.install()
    page = somebody.goto(f"/track/{address}")
    advance_until_shown(page, page.get_by_text(NOT_FOUND))
    expect(page.get_by_role("link", name="Call").first).to_have_attribute("href", "tel:+16195550142")
    assert findings(page) == []


def test_the_page_loads_nothing_from_anybody_else(visitor: Callable[..., Visitor], token: str) -> None:
    customer = visitor(**PHONE)
    requested: list[str] = []
    customer.page.on("request", lambda request: requested.append(request.url))
    page = customer.goto(f"/track/{token}")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()
    assert all(url.startswith(customer.system.site_url) for url in requested)


def test_the_job_is_requested_before_script_and_style_sheet_have_loaded(
    visitor: Callable[..., Visitor], token: str
) -> None:
    customer = visitor(**PHONE)
    page = customer.page
    html = customer.system.get(f"/track/{token}").data.decode()
    own = re.findall(
        r'<script type="module" crossorigin src="([^"]+)"|<link rel="stylesheet"[^>]* href="([^"]+)"', html
    )
    waiting: list[Route] = []
    requested: list[str] = []

    def first_request(route: Route) -> None:
        requested.append(route.request.url)
        route.continue_()
        for late in waiting:
            late.continue_()

    for path in [script or style for script, style in own]:
        page.route(f"**{path}", lambda route: route.continue_() if requested else waiting.append(route))
    page.route("**/api/track/*", first_request)
    page.goto(f"{customer.system.site_url}/track/{token}", wait_until="commit")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()
    assert len(own) == len(waiting) == 2


def test_all_that_a_visit_transfers_is_small(visitor: Callable[..., Visitor], token: str) -> None:
    page = visitor(**PHONE).goto(f"/track/{token}")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()
    transferred = page.evaluate(
        "['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type))"
        ".reduce((sum, entry) => sum + entry.transferSize, 0)"
    )
    assert 5_000 < transferred < MOST_BYTES


def _confirmations(page: Page) -> list[Request]:
    """Every request to the address that confirms, from now on."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/confirmation") else None)
    return sent


def test_a_customer_confirms_once_however_often_they_press(
    visitor: Callable[..., Visitor], dispatcher: Dispatcher, token: str
) -> None:
    page = visitor(**PHONE).goto(f"/track/{token}")
    sent = _confirmations(page)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/confirmation", hold)
    button = page.locator("#confirm-button")
    button.click()
    expect(button).to_have_text("Sending…")
    button.click(force=True)  # the button is marked as disabled, but can be pressed
    button.press("Enter")
    [route] = waiting
    route.continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the schedule")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("Thank you. We know that you are available.").locator("visible=true").first).to_be_visible()
    expect(button).to_be_hidden()
    assert [request.method for request in sent] == ["POST"]
    history = dispatcher.call("GET", f"/api/jobs/{token}")["history"]
    assert [(step["to"], step["by"]) for step in history[1:]] == [("ready_for_pickup", "customer")]


def test_a_confirmation_that_did_not_arrive_is_said_so_and_sent_again(
    visitor: Callable[..., Visitor], dispatcher: Dispatcher, token: str
) -> None:
    customer = visitor(may_fail=("503", "ERR_INTERNET_DISCONNECTED"), **PHONE)
    page = customer.goto(f"/track/{token}")
    page.route("**/confirmation", lambda route: route.abort("internetdisconnected"), times=1)
    button = page.get_by_role("button", name="Yes, I am available")
    button.click()
    expect(page.get_by_role("alert")).to_have_text("That did not reach us. Please try again: it counts once.")
    expect(button).to_be_focused()
    assert dispatcher.call("GET", f"/api/jobs/{token}")["status"] == "pending_pickup"
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the schedule")


def test_a_confirmation_whose_response_is_lost_counts_once(
    visitor: Callable[..., Visitor], dispatcher: Dispatcher, token: str
) -> None:
    customer = visitor(may_fail=("ERR_",), **PHONE)
    customer.page.clock.install()
    page = customer.goto(f"/track/{token}")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/confirmation", lose, times=1)
    page.get_by_role("button", name="Yes, I am available").click()
    # In the next response the job is confirmed.
    advance_until_shown(page, page.get_by_role("heading", name="You are on the schedule", level=1))
    expect(page.get_by_role("button", name="Yes, I am available")).to_be_hidden()
    assert len(dispatcher.call("GET", f"/api/jobs/{token}")["history"]) == 2


def test_opening_the_page_does_not_confirm(visitor: Callable[..., Visitor], dispatcher: Dispatcher, token: str) -> None:
    customer = visitor(**PHONE)
    sent = _confirmations(customer.page)
    page = customer.goto(f"/track/{token}")
    expect(page.get_by_role("button", name="Yes, I am available")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Yes, I am available")).to_be_visible()
    assert sent == []
    assert customer.system.get(f"/api/jobs/{token}/confirmation").status in (404, 405)
    assert dispatcher.call("GET", f"/api/jobs/{token}")["status"] == "pending_pickup"


def test_the_window_goes_into_a_calendar(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    body = view("pending_pickup", "ready_for_pickup")
    body["service"] = {"kind": "piano", "label": "Pianos; stairs, \\ and a street name that is long, very long, niño"}
    customer = visitor(**PHONE)
    ScriptedEdge(shows(body)).attach(customer.page)
    page = customer.goto(f"/track/{NOBODY}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Add to calendar").click()
    assert download.value.suggested_filename == "quickdumpnow.ics"
    download.value.save_as(tmp_path / "a.ics")
    raw = (tmp_path / "a.ics").read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert NOBODY.encode() not in raw
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    entry = dict(line.split(":", 1) for line in lines if ":" in line)
    assert (entry["DTSTART"], entry["DTEND"]) == ("20261125T160000Z", "20261125T180000Z")
    assert re.fullmatch(r"\d{8}T\d{6}Z", entry["DTSTAMP"])
    digest = hashlib.sha256(f"calendar {NOBODY}".encode()).hexdigest()[:32]
    assert entry["UID"] == f"{digest}@quickdumpnow.com"
    assert entry["SEQUENCE"] == "2"
    assert entry["STATUS"] == "CONFIRMED"
    expected = r"QuickDumpNow: Pianos\; stairs\, \\ and a street name that is long\, very long\, niño"
    assert entry["SUMMARY"] == expected
    assert entry["LOCATION"] == "Soderblom Ave"


def test_the_page_is_shared_or_its_link_copied(visitor: Callable[..., Visitor], token: str) -> None:
    sharer = visitor(**PHONE)
    sharer.page.add_init_script("navigator.share = async (what) => { window.shared = what }")
    page = sharer.goto(f"/track/{token}.")
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("window.shared.url") == f"{sharer.system.site_url}/track/{token}"

    copier = visitor(**PHONE, permissions=["clipboard-read", "clipboard-write"])
    copier.page.add_init_script("delete Navigator.prototype.share")
    page = copier.goto(f"/track/{token}")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{copier.system.site_url}/track/{token}"


@pytest.mark.parametrize(
    ("languages", "heading"),
    [
        (["es-MX"], "Recibimos su solicitud"),
        (["zz-ZZ", "es", "en"], "Recibimos su solicitud"),
        (["en-GB", "es"], "We have your request"),
        (["zz"], "We have your request"),
        ([], "We have your request"),
    ],
)
def test_the_browser_chooses_the_language(
    visitor: Callable[..., Visitor], token: str, languages: list[str], heading: str
) -> None:
    customer = visitor(**PHONE)
    customer.page.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => {languages} }})")
    loaded: list[str] = []
    customer.page.on("request", lambda request: loaded.append(request.url))
    page = customer.goto(f"/track/{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert len(loaded) == len(set(loaded))


def test_a_browser_that_keeps_nothing_shows_the_job_all_the_same(visitor: Callable[..., Visitor], token: str) -> None:
    customer = visitor(**PHONE)
    customer.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } });"
        " Object.defineProperty(document, 'cookie', { get() { throw new DOMException('blocked', 'SecurityError') } })"
    )
    page = customer.goto(f"/track/{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")


def test_back_and_forward_show_the_job_as_it_is_now(
    visitor: Callable[..., Visitor], dispatcher: Dispatcher, token: str
) -> None:
    customer = visitor(**PHONE)
    customer.page.clock.install()
    page = customer.goto(f"/track/{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    customer.goto("/book/")
    dispatcher.move(dispatcher.call("GET", f"/api/jobs/{token}"), "ready_for_pickup")
    page.go_back()
    advance_until_shown(page, page.get_by_role("heading", name="You are on the schedule", level=1))


def test_a_failed_first_request_is_repeated(visitor: Callable[..., Visitor], token: str) -> None:
    customer = visitor(may_fail=("502", "503"), **PHONE)
    customer.page.route("**/api/track/*", failing, times=2)
    customer.page.clock.install()
    page = customer.goto(f"/track/{token}")
    advance_until_shown(page, page.get_by_role("heading", name="We have your request", level=1))
