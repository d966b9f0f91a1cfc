"""All pages: names are shown as text, foreign links have no effect, a new job stays on the board."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Request, expect

from tests.testkit.browser.booking_page import press_send
from tests.testkit.browser.visitors import PHONE, Visitor
from tests.testkit.request_bodies import BOOKING

HOSTILE_NAMES = {
    "markup": "<img src=x onerror=alert(1)>",
    "quotes": '"\'`${alert(1)}`\'" onfocus=alert(1) autofocus="',
    "right-to-left": "שרה <b>כהן</b>",
}
FOREIGN_WORDS = "Your account is locked. Call 900 555 0100 to unlock it."

hostile = pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)


def _watch_dialogs(page: Page) -> list[str]:
    """The texts of every `alert` that the page opens from now on."""
    opened: list[str] = []

    def on_dialog(dialog: Any) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", on_dialog)
    return opened


def _poll(page: Page) -> None:
    """Poll twice: when the second response arrives, the first one has been processed."""
    for _ in range(2):
        with page.expect_response("**/api/board"):
            page.evaluate("dispatchEvent(new Event('online'))")


def _create_job(page: Page, name: str) -> dict[str, Any]:
    """Create a job in the dialog; returns the job in the API's response."""
    page.get_by_role("button", name="New job").click()
    dialog = page.get_by_role("dialog", name="New job")
    dialog.get_by_label("Customer").fill(name)
    dialog.get_by_label("Phone").fill("(619) 555-0155")
    dialog.get_by_label("Street").fill("9 Date St")
    with page.expect_response("**/api/jobs") as created:
        dialog.get_by_role("button", name="Create job").click()
    expect(dialog).to_be_hidden()
    return dict(created.value.json())


@hostile
def test_a_name_on_the_board_is_text_on_the_card_and_in_the_toast(dispatcher_page: Page, name: str) -> None:
    alerts = _watch_dialogs(dispatcher_page)
    token = _create_job(dispatcher_page, name)["token"]
    card = dispatcher_page.locator(f'[data-token="{token}"]')
    expect(card.get_by_role("heading")).to_have_text(name)
    expect(card.get_by_role("link", name="Call")).to_have_attribute("aria-label", f"Call {name}")
    toast = dispatcher_page.get_by_role("group", name="Last change")
    expect(toast.get_by_role("paragraph")).to_have_text(f"{name} added to Pending pickup")
    expect(card.or_(toast).locator("img, b, [onfocus], [autofocus]")).to_have_count(0)
    assert alerts == []


@hostile
def test_a_name_in_a_booking_is_text_in_its_confirmation(visitor: Callable[..., Visitor], name: str) -> None:
    page = visitor(**PHONE).book()
    alerts = _watch_dialogs(page)
    address = BOOKING["service"]["address"]
    page.get_by_label("Junk removal").check()
    page.get_by_label("Street address").fill(address["street"])
    page.get_by_label("City").fill(address["city"])
    page.get_by_label("ZIP code").fill(address["zip"])
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Mobile phone").fill(BOOKING["customer"]["phone"])
    press_send(page)
    expect(page.get_by_role("heading", name="Request received")).to_be_visible()
    summary = page.locator("#summary")
    expect(summary).to_contain_text(name)
    expect(summary.locator("img, b, [onfocus], [autofocus]")).to_have_count(0)
    # The confirmation comes back from the browser's own store.
    page.reload()
    expect(summary).to_contain_text(name)
    expect(summary.locator("img, b, [onfocus], [autofocus]")).to_have_count(0)
    assert alerts == []


@pytest.mark.parametrize(
    "answer", ["error=access_denied&error_description={words}", "code=abc"], ids=["an error", "a code"]
)
@pytest.mark.parametrize("state", ["", "&state=guessed"], ids=["no state", "a wrong state"])
def test_a_forged_sign_in_callback_shows_no_text_and_starts_no_session(
    visitor: Callable[..., Visitor], answer: str, state: str
) -> None:
    person = visitor()
    exchanged: list[str] = []
    person.page.on("request", lambda request: exchanged.append(request.url) if "/oauth2/" in request.url else None)
    page = person.goto(f"/?{answer.format(words=FOREIGN_WORDS)}{state}&from=mail#top")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("locked")).to_have_count(0)
    expect(page).to_have_url(f"{person.system.site_url}/?from=mail#top")
    assert exchanged == []


def test_a_forged_callback_does_not_end_a_sign_in_in_progress(visitor: Callable[..., Visitor]) -> None:
    person = visitor()
    page = person.goto("/")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").wait_for()
    login = page.url
    person.goto("/?code=abc&state=guessed")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.goto(login)
    sign_in = person.system.summary["sign_in"]
    page.get_by_label("Username").fill(sign_in["email"])
    page.get_by_label("Password").fill(sign_in["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Dispatch board")).to_be_attached()


def test_a_refused_sign_in_is_explained_in_our_own_words(visitor: Callable[..., Visitor]) -> None:
    person = visitor()
    page = person.goto("/")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").wait_for()
    state = parse_qs(page.url.partition("?")[2])["state"][0]
    person.goto(f"/?error=access_denied&error_description={FOREIGN_WORDS}&state={state}")
    expect(page.get_by_role("alert")).to_have_text("Sign-in was cancelled, or this account may not use the board.")
    expect(page).to_have_url(f"{person.system.site_url}/")


def test_an_address_that_is_no_page_says_so_and_leads_on(visitor: Callable[..., Visitor]) -> None:
    page = visitor(may_fail=("404",), **PHONE).goto("/no-such-page")
    expect(page.get_by_role("heading", name="There is no page here")).to_be_visible()
    page.get_by_role("link", name="Request a pickup").click()
    expect(page.get_by_role("heading", name="Request a pickup")).to_be_visible()


def test_a_new_job_stays_until_a_board_has_shown_it(dispatcher_page: Page) -> None:
    with dispatcher_page.expect_response("**/api/board") as response:
        dispatcher_page.reload()
    board = response.value.json()
    dispatcher_page.route("**/api/board", lambda route: route.fulfill(json=board))

    job = _create_job(dispatcher_page, "Kept Kim")
    card = dispatcher_page.locator(f'[data-status="pending_pickup"] [data-token="{job["token"]}"]')
    _poll(dispatcher_page)
    expect(card).to_be_visible()

    board["jobs"][job["token"]] = job | {"last_change": job["history"][-1]}
    _poll(dispatcher_page)
    expect(card).to_be_visible()

    # From now on the polled boards contain the job.
    del board["jobs"][job["token"]]
    _poll(dispatcher_page)
    expect(card).to_have_count(0)


def test_signing_out_ends_the_refresh_token_too(visitor: Callable[..., Visitor]) -> None:
    page = visitor().sign_in()
    stored = page.evaluate("JSON.parse(sessionStorage.getItem('qdn.session'))")
    revocations: list[Request] = []
    page.on("request", lambda request: revocations.append(request) if request.url.endswith("/oauth2/revoke") else None)
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    [revocation] = revocations
    sent = parse_qs(revocation.post_data or "")
    assert revocation.method == "POST"
    assert sent["token"] == [stored["refresh_token"]]
    assert sent["client_id"]
