"""The edit of a job: saving, conflicts, and typed text that is never lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from local.dispatcher import Dispatcher
from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.job_dialog import Job, edited, editing, fact
from tests.testkit.browser.visitors import DESKTOP, MOSTLY_ON_A_DESKTOP, Visitor


def test_an_edit_sends_only_what_changed_with_the_revision_that_was_seen(
    job: Job, dispatcher_page: Page, dispatcher: Dispatcher
) -> None:
    sent: list[Request] = []
    dispatcher_page.on("request", lambda request: sent.append(request) if request.method == "PATCH" else None)
    dialog = editing(dispatcher_page, job)
    dialog.get_by_label("Price in USD").fill("725.50")
    dialog.get_by_label("Unit").fill("")
    dialog.get_by_role("button", name="Save changes").click()
    expect(dialog.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    expect(dialog.get_by_role("button", name="Edit")).to_be_focused()
    expect(fact(dialog, "Price")).to_have_text("$725.50")
    expect(dialog.locator(".history li").first).to_contain_text("You changed the job or its address and the price")
    dispatcher_page.keyboard.press("Escape")
    expect(dispatcher_page.locator(f'[data-token="{job["token"]}"]')).to_contain_text("$725.50")
    [request] = sent
    assert request.headers["if-match"] == '"1"'
    assert request.post_data_json == {"price": {"amount_cents": 72550}, "service": {"address": {"unit": None}}}
    stored = dispatcher.call("GET", f"/api/jobs/{job['token']}")
    assert stored["rev"] == 2
    assert stored["customer"] == job["customer"]
    assert stored["window"] == job["window"]


def test_a_window_is_typed_and_shown_in_the_zone_of_the_business(
    job: Job, visitor: Callable[..., Visitor], dispatcher: Dispatcher
) -> None:
    page = visitor(**DESKTOP, timezone_id="Asia/Tokyo").board()
    dialog = editing(page, job)
    expect(dialog.get_by_label("Day")).to_have_value("2027-01-12")
    expect(dialog.get_by_label("From")).to_have_value("09:00")
    dialog.get_by_label("Day").fill("2027-07-06")
    dialog.get_by_label("To", exact=True).fill("12:30")
    dialog.get_by_role("button", name="Save changes").click()
    expect(fact(dialog, "Time window")).to_have_text("Tue, Jul 6, 2027, 9:00 AM\u201312:30 PM PDT")
    window = dispatcher.call("GET", f"/api/jobs/{job['token']}")["window"]
    assert (window["start"], window["end"]) == ("2027-07-06T16:00:00Z", "2027-07-06T19:30:00Z")


def test_another_way_to_write_the_same_is_no_change(job: Job, dispatcher_page: Page, dispatcher: Dispatcher) -> None:
    dialog = editing(dispatcher_page, job)
    dialog.get_by_label("Phone").fill("+1 619.555.0187")
    dialog.get_by_role("button", name="Save changes").click()
    expect(dialog.get_by_role("status").filter(has_text="Nothing to save")).to_be_visible()
    assert dispatcher.call("GET", f"/api/jobs/{job['token']}")["rev"] == 1


@MOSTLY_ON_A_DESKTOP
def test_what_the_server_refuses_stands_beside_its_field(
    job: Job, visitor: Callable[..., Visitor], device: dict[str, object]
) -> None:
    page = visitor(may_fail=("422",), **device).board()
    dialog = editing(page, job)
    assert findings(page) == []
    dialog.get_by_label("E-mail").fill("ada@example..com")
    dialog.get_by_label("Notes").fill("Ring twice.")
    dialog.get_by_role("button", name="Save changes").click()
    expect(dialog.get_by_role("group", name="Problems with this job")).to_be_focused()
    expect(dialog.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Notes")).to_have_value("Ring twice.")
    assert findings(page) == []


@MOSTLY_ON_A_DESKTOP
def test_a_conflict_names_the_author_and_the_changes_and_keeps_typed_text(
    job: Job, visitor: Callable[..., Visitor], device: dict[str, object], dispatcher: Dispatcher, colleague: Dispatcher
) -> None:
    page = visitor(may_fail=("412",), **device).board()
    dialog = editing(page, job)
    dialog.get_by_label("Phone").fill("(619) 555-0100")
    dialog.get_by_label("Price in USD").fill("700")
    theirs = edited(colleague, job, {"price": {"amount_cents": 65000}, "service": {"notes": "Two flights of stairs."}})
    colleague.move(theirs, "ready_for_pickup", "The customer called")

    dialog.get_by_role("button", name="Save changes").click()

    conflict = dialog.get_by_role("group", name="Conflict")
    expect(conflict).to_be_focused()
    at = r"at \d+:\d\d [AP]M"
    expect(conflict).to_contain_text(re.compile(rf"Lee changed the job or its address and the price {at}\."))
    expect(conflict).to_contain_text(
        re.compile(rf"Lee moved it from Pending pickup to Ready for pickup {at}: .The customer called.\.")
    )
    expect(conflict).to_contain_text("Price: $600 → $650 You typed $700")
    expect(conflict).to_contain_text("Notes: The gate code is 4711. → Two flights of stairs.")
    expect(dialog.get_by_label("Phone")).to_have_value("(619) 555-0100")
    expect(dialog.get_by_label("Price in USD")).to_have_value("700")
    expect(dialog.get_by_label("Notes")).to_have_value("Two flights of stairs.")
    assert findings(page) == []
    discard, save = (dialog.get_by_role("button", name=name).bounding_box() for name in ("Discard mine", "Save mine"))
    assert discard is not None
    assert save is not None
    assert save["x"] - (discard["x"] + discard["width"]) > 48  # far enough apart for a thumb

    dialog.get_by_role("button", name="Save mine").click()
    expect(dialog.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    stored = dispatcher.call("GET", f"/api/jobs/{job['token']}")
    assert stored["customer"]["phone"] == "+16195550100"
    assert stored["price"]["amount_cents"] == 70000
    assert stored["service"]["notes"] == "Two flights of stairs."
    assert stored["status"] == "ready_for_pickup"


def test_a_conflict_with_oneself_names_another_tab(
    job: Job, visitor: Callable[..., Visitor], dispatcher: Dispatcher
) -> None:
    page = visitor(may_fail=("412",)).board()
    dialog = editing(page, job)
    dialog.get_by_label("Price in USD").fill("700")
    edited(dispatcher, job, {"price": {"amount_cents": 65000}})
    dialog.get_by_role("button", name="Save changes").click()
    conflict = dialog.get_by_role("group", name="Conflict")
    expect(conflict).to_contain_text(
        re.compile(r"You changed the price at \d+:\d\d [AP]M, in another tab or on another device\.")
    )
    expect(conflict).to_contain_text("You typed $700")


def test_after_a_conflict_ones_own_changes_can_be_given_up(
    job: Job, visitor: Callable[..., Visitor], dispatcher: Dispatcher, colleague: Dispatcher
) -> None:
    page = visitor(may_fail=("412",)).board()
    dialog = editing(page, job)
    dialog.get_by_label("Price in USD").fill("700")
    edited(colleague, job, {"price": {"amount_cents": 65000}})
    dialog.get_by_role("button", name="Save changes").click()
    dialog.get_by_role("button", name="Discard mine").click()
    expect(fact(dialog, "Price")).to_have_text("$650")
    assert dispatcher.call("GET", f"/api/jobs/{job['token']}")["rev"] == 2


def test_an_edit_whose_response_was_lost_is_recognised_as_saved(
    job: Job, visitor: Callable[..., Visitor], dispatcher: Dispatcher
) -> None:
    page = visitor(may_fail=("ERR_FAILED", "412")).board()
    dialog = editing(page, job)

    def lose_the_response(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fetch()
            route.abort()
        else:
            route.fallback()

    page.route(f"**/api/jobs/{job['token']}", lose_the_response)
    dialog.get_by_label("Price in USD").fill("700")
    dialog.get_by_role("button", name="Save changes").click()
    expect(dialog.get_by_role("group", name="Problems with this job")).to_contain_text(
        "Not saved: There was no answer."
    )
    expect(dialog.get_by_role("status").filter(has_text="Not saved")).to_be_visible()
    page.unroute(f"**/api/jobs/{job['token']}")
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    assert dispatcher.call("GET", f"/api/jobs/{job['token']}")["rev"] == 2


def test_saving_is_shown_until_the_response_arrives(job: Job, dispatcher_page: Page) -> None:
    dialog = editing(dispatcher_page, job)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "PATCH":
            held.append(route)
        else:
            route.fallback()

    dispatcher_page.route(f"**/api/jobs/{job['token']}", hold)
    dialog.get_by_label("Price in USD").fill("700")
    dialog.get_by_role("button", name="Save changes").click()
    expect(dialog.get_by_role("status").filter(has_text="Saving\u2026")).to_be_visible()
    button = dialog.get_by_role("button", name="Saving\u2026")
    expect(button).to_have_attribute("aria-disabled", "true")
    dialog.get_by_label("Price in USD").press("Enter")  # no second request: the first one is in progress
    expect(button).to_be_visible()
    [route] = held
    route.continue_()
    expect(dialog.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def test_a_server_that_fails_loses_nothing(job: Job, visitor: Callable[..., Visitor]) -> None:
    page = visitor(may_fail=("503",)).board()
    dialog = editing(page, job)
    page.route(
        f"**/api/jobs/{job['token']}",
        lambda route: route.fulfill(status=503, body="{}") if route.request.method == "PATCH" else route.fallback(),
    )
    dialog.get_by_label("Price in USD").fill("700")
    dialog.get_by_role("button", name="Save changes").click()
    expect(dialog.get_by_role("group", name="Problems with this job")).to_be_focused()
    expect(dialog.get_by_label("Price in USD")).to_have_value("700")
    page.unroute(f"**/api/jobs/{job['token']}")
    dialog.get_by_role("button", name="Try again").click()
    expect(fact(dialog, "Price")).to_have_text("$700")


@pytest.mark.parametrize("way", ["Escape", "Close", "Cancel"])
def test_a_form_with_something_typed_asks_before_it_closes(way: str, job: Job, dispatcher_page: Page) -> None:
    dialog = editing(dispatcher_page, job)
    dialog.get_by_label("Price in USD").fill("700")
    for answer in ("Keep editing", "Discard"):
        if way == "Escape":
            dispatcher_page.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name=way, exact=True).click()
        question = dispatcher_page.get_by_role("dialog", name="Discard what you typed?")
        assert findings(dispatcher_page) == []
        question.get_by_role("button", name=answer).click()
        expect(question).to_have_count(0)
        if answer == "Keep editing":
            expect(dialog.get_by_label("Price in USD")).to_have_value("700")
    if way == "Cancel":
        expect(fact(dialog, "Price")).to_have_text("$600")
    else:
        expect(dialog).to_have_count(0)


def test_a_new_job_with_something_typed_asks_before_it_closes(dispatcher_page: Page) -> None:
    dispatcher_page.get_by_role("button", name="New job").click()
    dialog = dispatcher_page.get_by_role("dialog", name="New job")
    dialog.get_by_label("Customer").fill("Nora Newjob")
    dispatcher_page.keyboard.press("Escape")
    dispatcher_page.get_by_role("button", name="Keep editing").click()
    expect(dialog.get_by_label("Customer")).to_have_value("Nora Newjob")


def test_a_form_in_which_nothing_was_typed_closes_at_once(dispatcher_page: Page) -> None:
    dispatcher_page.get_by_role("button", name="New job").click()
    expect(dispatcher_page.get_by_role("dialog", name="New job")).to_be_visible()
    dispatcher_page.keyboard.press("Escape")
    expect(dispatcher_page.get_by_role("dialog")).to_have_count(0)


def test_a_browser_that_closes_a_dialog_without_asking_loses_nothing(job: Job, dispatcher_page: Page) -> None:
    editing(dispatcher_page, job).get_by_label("Price in USD").fill("700")
    dispatcher_page.evaluate("document.querySelector('dialog').close()")  # as on a second press of Back
    dialog = dispatcher_page.get_by_role("dialog", name="Edit job for Ada Moreno")
    expect(dialog.get_by_label("Price in USD")).to_have_value("700")
    dispatcher_page.keyboard.press("Escape")
    expect(dispatcher_page.get_by_role("dialog", name="Discard what you typed?")).to_be_visible()


def test_a_reload_brings_the_open_edit_back(job: Job, dispatcher_page: Page) -> None:
    editing(dispatcher_page, job).get_by_label("Price in USD").fill("700")
    dispatcher_page.reload()
    dialog = dispatcher_page.get_by_role("dialog", name="Edit job for Ada Moreno")
    expect(dialog.get_by_label("Price in USD")).to_have_value("700")
    expect(dialog.get_by_label("Phone")).to_have_value("(619) 555-0187")
