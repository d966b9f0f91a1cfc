"""The session: one sign-in for all tabs, renewal, sign-out in all tabs, and typed text that survives its end."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Page, Request, Route, expect

from local.dispatcher import Dispatcher
from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.job_dialog import Job, edited, editing
from tests.testkit.browser.visitors import Visitor
from tests.testkit.request_bodies import JOB

STORED = "qdn.session"


def _stored(page: Page) -> dict[str, Any]:
    return dict(json.loads(page.evaluate(f"sessionStorage.getItem('{STORED}')")))


def _grant(request: Request) -> str:
    return parse_qs(request.post_data or "").get("grant_type", [""])[0]


def test_a_second_tab_needs_no_second_sign_in_and_no_token_is_left_on_the_disk(
    visitor: Callable[..., Visitor],
) -> None:
    person = visitor()
    page = person.sign_in()
    requested: list[str] = []
    second = page.context.new_page()
    second.on("request", lambda request: requested.append(request.url))
    second.goto(f"{person.system.site_url}/")
    expect(second.get_by_role("heading", name="Pending pickup")).to_be_visible()
    assert not [url for url in requested if "/oauth2/" in url]
    assert _stored(second) == _stored(page)
    assert second.evaluate("JSON.stringify(localStorage)") == "{}"


def test_signing_out_ends_every_tab_and_a_new_one_has_to_sign_in(visitor: Callable[..., Visitor]) -> None:
    person = visitor()
    page = person.sign_in()
    second = page.context.new_page()
    second.goto(f"{person.system.site_url}/")
    expect(second.get_by_role("heading", name="Pending pickup")).to_be_visible()
    second.locator(".card-open", has_text="Mark").first.click()
    expect(second.get_by_role("dialog", name="Mark")).to_be_visible()
    second.evaluate("addEventListener('pagehide', () => sessionStorage.setItem('left', document.body.innerHTML))")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    # Jobs must not stay readable behind the sign-in: they are removed before the next page is loaded.
    expect(second.get_by_role("button", name="Sign in")).to_be_visible()
    expect(second.get_by_text("Mark")).to_have_count(0)
    assert second.evaluate("sessionStorage.getItem('left')") == ""
    assert findings(second) == []
    assert second.evaluate(f"sessionStorage.getItem('{STORED}')") is None
    third = page.context.new_page()
    third.goto(f"{person.system.site_url}/")
    expect(third.get_by_role("button", name="Sign in")).to_be_visible()


def test_the_code_is_removed_from_the_address_before_the_first_request(visitor: Callable[..., Visitor]) -> None:
    person = visitor()
    page = person.goto("/")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").wait_for()
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/config.json", hold)
    with page.expect_request("**/config.json"):
        person.log_in()
    expect(page).to_have_url(f"{person.system.site_url}/")
    waiting[0].continue_()
    expect(page.get_by_role("heading", name="Pending pickup")).to_be_visible()


def test_a_token_that_is_about_to_expire_is_renewed_unnoticed(visitor: Callable[..., Visitor]) -> None:
    person = visitor()
    page = person.sign_in()
    before = _stored(page)
    page.evaluate(
        "([key, stored]) => sessionStorage.setItem(key, JSON.stringify(stored))",
        [STORED, before | {"expires_at": page.evaluate("Date.now()") + 30_000}],
    )
    with page.expect_request(lambda request: _grant(request) == "refresh_token"):
        page.reload()
    expect(page.get_by_role("heading", name="Pending pickup")).to_be_visible()
    renewed = f"JSON.parse(sessionStorage.getItem('{STORED}')).expires_at > Date.now() + 600_000"
    page.wait_for_function(renewed)
    assert _stored(page)["refresh_token"] == before["refresh_token"]
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_session_that_ends_while_somebody_types_loses_nothing(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=("400", "401"))
    page = person.sign_in()
    page.get_by_role("searchbox", name="Search jobs").fill("harbor")
    page.get_by_role("button", name="New job").click()
    form = page.get_by_role("dialog", name="New job")
    form.get_by_label("Customer").fill("Nora Typed")
    form.get_by_label("Phone").fill("(619) 555-0155")
    form.get_by_label("Street").fill("9 Date St")
    page.route("**/api/jobs", lambda route: route.fulfill(status=401))
    page.route("**/oauth2/token", lambda route: route.fulfill(status=400, json={"error": "invalid_grant"}))
    form.get_by_role("button", name="Create job").click()
    ended = page.get_by_role("dialog", name="Your session has ended")
    expect(ended).to_be_visible()
    page.unroute("**/api/jobs")
    page.unroute("**/oauth2/token")
    ended.get_by_role("button", name="Sign in again").click()
    person.log_in()
    expect(form.get_by_label("Customer")).to_have_value("Nora Typed")
    expect(form.get_by_label("Street")).to_have_value("9 Date St")
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox", name="Search jobs")).to_have_value("harbor")


def test_a_session_that_ends_keeps_the_edit_and_the_revision_it_was_made_on(
    job: Job, visitor: Callable[..., Visitor], system: Any, colleague: Dispatcher
) -> None:
    page = visitor(may_fail=("401", "400", "412")).sign_in()
    dialog = editing(page, job)
    dialog.get_by_label("Price in USD").fill("700")
    page.route("**/oauth2/token", lambda route: route.fulfill(status=400, body="{}"))
    page.route("**/api/jobs/*", lambda route: route.fulfill(status=401, body="{}"))
    dialog.get_by_role("button", name="Save changes").click()
    ended = page.get_by_role("dialog", name="Your session has ended")
    expect(ended).to_be_visible()
    edited(colleague, job, {"service": {"notes": "Two flights of stairs."}})
    page.unroute_all()
    ended.get_by_role("button", name="Sign in again").click()
    page.get_by_label("Username").fill(system.summary["sign_in"]["email"])
    page.get_by_label("Password").fill(system.summary["sign_in"]["password"])
    page.get_by_role("button", name="Sign in").click()
    again = page.get_by_role("dialog", name="Edit job for Ada Moreno")
    expect(again.get_by_label("Price in USD")).to_have_value("700")
    again.get_by_role("button", name="Save changes").click()
    expect(again.get_by_role("group", name="Conflict")).to_contain_text("Two flights of stairs.")


def test_a_fault_of_the_sign_in_ends_no_session(visitor: Callable[..., Visitor]) -> None:
    person = visitor(may_fail=("503",))
    page = person.sign_in()
    stored = json.loads(page.evaluate("sessionStorage.getItem('qdn.session')"))
    soon: dict[str, Any] = stored | {"expires_at": page.evaluate("Date.now()") + 30_000}
    page.evaluate("(text) => sessionStorage.setItem('qdn.session', text)", json.dumps(soon))
    page.route("**/oauth2/token", lambda route: route.fulfill(status=503))
    with page.expect_response("**/oauth2/token"):
        page.reload()
    expect(page.get_by_role("heading", name="The board could not be loaded")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.unroute("**/oauth2/token")
    page.get_by_role("main").get_by_role("button", name="Try now").click()
    expect(page.get_by_role("heading", name="Pending pickup")).to_be_visible()


def test_a_session_that_ends_while_a_job_is_cancelled_keeps_the_reason(
    visitor: Callable[..., Visitor], dispatcher: Dispatcher
) -> None:
    token = str(dispatcher.call("POST", "/api/jobs", JOB)["token"])
    person = visitor(may_fail=("400", "401"))
    page = person.sign_in()
    mine = page.locator(f'.card[data-token="{token}"]')
    page.route("**/transitions", lambda route: route.fulfill(status=401))
    page.route("**/oauth2/token", lambda route: route.fulfill(status=400, json={"error": "invalid_grant"}))
    mine.get_by_role("button", name="Move to…").click()
    page.get_by_role("menuitem", name="Cancel").click()
    page.get_by_label("Reason").fill("The customer moved to Reno")
    page.get_by_role("button", name="Cancel job").click()
    ended = page.get_by_role("dialog", name="Your session has ended")
    expect(ended).to_be_visible()
    page.unroute("**/transitions")
    page.unroute("**/oauth2/token")
    ended.get_by_role("button", name="Sign in again").click()
    person.log_in()
    expect(mine).to_contain_text("Not saved: cancel the job.")

    def is_cancel(request: Request) -> bool:
        return request.url.endswith("/transitions")

    with page.expect_request(is_cancel) as sent:
        mine.get_by_role("button", name="Try again").click()
    assert sent.value.post_data_json == {"to": "cancelled", "why": "The customer moved to Reno"}
    expect(mine).to_have_count(0)
