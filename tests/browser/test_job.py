"""One job in its dialog: read, edited by several, shared, found by its link; a new one from a customer's message."""

import json
import re
import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from local.dispatcher import Dispatcher
from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.job_dialog import Job, edited, editing, fact, opened, take_off
from tests.testkit.browser.visitors import DESKTOP, MOSTLY_ON_A_DESKTOP, PHONE, Visitor
from tests.testkit.paths import REPOSITORY

UNKNOWN_TOKEN = "0123456789abcdef"
MESSAGE = "Mark (619) 555-0123 3512 soderblom ave san diego 92122 $600 couch and fridge"


# ---- reading ----


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
def test_a_history_that_does_not_come_is_said_and_can_be_asked_for_again(
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
    page.route("**/api/board", lambda route: route.fulfill(status=304))  # the board does not hear of it
    edited(colleague, job, {"customer": {"phone": "619 555 0999"}})
    expect(fact(opened(page, job), "Phone")).to_contain_text("(619) 555-0999")


# ---- editing ----


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
def test_the_second_to_save_is_told_who_changed_what_and_keeps_what_they_typed(
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
    assert save["x"] - (discard["x"] + discard["width"]) > 48  # a thumb meets one of them only

    dialog.get_by_role("button", name="Save mine").click()
    expect(dialog.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    stored = dispatcher.call("GET", f"/api/jobs/{job['token']}")
    assert stored["customer"]["phone"] == "+16195550100"
    assert stored["price"]["amount_cents"] == 70000
    assert stored["service"]["notes"] == "Two flights of stairs."
    assert stored["status"] == "ready_for_pickup"


def test_a_conflict_with_oneself_is_put_down_to_another_tab(
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


def test_an_edit_whose_answer_was_lost_is_recognised_as_saved(
    job: Job, visitor: Callable[..., Visitor], dispatcher: Dispatcher
) -> None:
    page = visitor(may_fail=("ERR_FAILED", "412")).board()
    dialog = editing(page, job)

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fetch()
            route.abort()
        else:
            route.fallback()

    page.route(f"**/api/jobs/{job['token']}", lose_the_answer)
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


def test_saving_is_shown_until_the_answer_is_there(job: Job, dispatcher_page: Page) -> None:
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
    dialog.get_by_label("Price in USD").press("Enter")  # changes nothing: it is on its way
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


# ---- nothing typed is lost ----


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


# ---- reaching the customer ----


def test_the_customer_is_called_texted_and_found_by_links(
    job: Job, dispatcher_page: Page, dispatcher: Dispatcher
) -> None:
    dialog = opened(dispatcher_page, job)
    origin = dispatcher_page.evaluate("location.origin")
    expect(dialog.get_by_role("link", name="Call")).to_have_attribute("href", "tel:+16195550187")
    expect(dialog.get_by_role("link", name="Map")).to_have_attribute(
        "href",
        "https://www.google.com/maps/search/?api=1&query=42%20Harbor%20Dr%2C%20Apt%207%2C%20San%20Diego%2092101",
    )
    number, body = dialog.get_by_role("link", name="Text").evaluate(
        "link => [new URL(link.href).pathname, new URLSearchParams(new URL(link.href).search).get('body')]"
    )
    assert number == "+16195550187"
    assert body == (
        "QuickDumpNow: We have your request, Tue, Jan 12, 2027, 9\u201311 AM PST. "
        f"Follow your job here: {origin}/track/{job['token']}"
    )
    expect(dialog.get_by_role("link", name="Customer\u2019s page")).to_have_attribute("href", f"/track/{job['token']}")


def test_the_tracking_link_is_copied(job: Job, visitor: Callable[..., Visitor]) -> None:
    page = visitor(**DESKTOP, permissions=["clipboard-read", "clipboard-write"]).board()
    dialog = opened(page, job)
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.get_by_role("status").filter(has_text="Tracking link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{page.evaluate('location.origin')}/track/{job['token']}"


def test_a_phone_shares_the_link_with_its_own_programs(job: Job, visitor: Callable[..., Visitor]) -> None:
    somebody = visitor(**PHONE)
    somebody.page.add_init_script("navigator.share = async (data) => { window.shared = data; }")
    page = somebody.board()
    dialog = opened(page, job)
    dialog.get_by_role("button", name="Share").click()
    page.wait_for_function("window.shared")
    shared = page.evaluate("window.shared")
    assert shared["url"] == f"{page.evaluate('location.origin')}/track/{job['token']}"
    assert shared["text"].startswith("QuickDumpNow: We have your request")
    assert findings(page) == []


@MOSTLY_ON_A_DESKTOP
def test_a_qr_code_of_the_tracking_link_is_loaded_when_it_is_opened(
    job: Job, visitor: Callable[..., Visitor], device: dict[str, object]
) -> None:
    page = visitor(**device).board()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    dialog = opened(page, job)
    assert not [url for url in loaded if "/qr-" in url]
    button = dialog.get_by_role("button", name="QR code")
    button.click()
    code = dialog.get_by_role("img", name="QR code of the tracking link")
    expect(code).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    link = f"{page.evaluate('location.origin')}/track/{job['token']}"
    assert code.locator("path").get_attribute("d") == _outline(link)
    assert findings(page) == []
    button.click()
    expect(code).to_have_count(0)


def _outline(text: str) -> str:
    """The outline of the text's QR code, as the library draws it in Node."""
    script = (
        "import { generate } from 'lean-qr'; import { toSvgPath } from 'lean-qr/extras/svg';"
        "process.stdout.write(toSvgPath(generate(process.argv[1])));"
    )
    drawn = subprocess.run(
        ["node", "--input-type=module", "-e", script, text],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return drawn.stdout


# ---- jobs that are not on the board ----


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
def test_a_link_of_no_job_is_said_in_words(visitor: Callable[..., Visitor], device: dict[str, object]) -> None:
    page = visitor(may_fail=("404",), **device).board()
    page.get_by_role("searchbox").fill(UNKNOWN_TOKEN)
    page.get_by_role("button", name="Open job").click()
    expect(page.get_by_role("dialog", name="No job has this link")).to_be_visible()
    assert findings(page) == []


# ---- a new job ----


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_customers_message_is_filled_in_marked_and_saved_only_when_the_person_says_so(
    visitor: Callable[..., Visitor], device: dict[str, object], dispatcher: Dispatcher
) -> None:
    page = visitor(**device).board()
    page.get_by_role("button", name="New job").click()
    dialog = page.get_by_role("dialog", name="New job")
    dialog.get_by_text("Paste a customer\u2019s message").click()
    expect(dialog.get_by_label("Message")).to_be_focused()
    dialog.get_by_label("City").fill("La Jolla")
    dialog.get_by_label("Message").fill(MESSAGE)
    dialog.get_by_role("button", name="Fill in the form").click()
    for label, value in {
        "Customer": "Mark",
        "Phone": "(619) 555-0123",
        "Street": "3512 soderblom ave",
        "ZIP": "92122",
        "Price in USD": "600",
    }.items():
        expect(dialog.get_by_label(label)).to_have_value(value)
        expect(dialog.get_by_label(label)).to_have_accessible_description("From the message")
    expect(dialog.get_by_label("City")).to_have_value("La Jolla")
    expect(dialog.get_by_label("City")).to_have_accessible_description("")
    expect(dialog.get_by_label("Notes")).to_have_value("")
    result = dialog.get_by_role("status")
    expect(result).to_contain_text("Kept as you typed: city.")
    expect(result).to_contain_text("Left over: “couch and fridge”")
    assert findings(page) == []

    dialog.get_by_label("Street").fill("3512 Soderblom Ave")
    expect(dialog.get_by_label("Street")).to_have_accessible_description("")
    dialog.get_by_role("button", name="Add this to the notes").click()
    expect(dialog.get_by_label("Notes")).to_have_value("couch and fridge")
    dialog.get_by_role("button", name="Create job").click()
    expect(dialog).to_have_count(0)
    [made] = [
        card
        for card in dispatcher.call("GET", "/api/board")["jobs"].values()
        if card["service"]["notes"] == "couch and fridge" and card["service"]["address"]["city"] == "La Jolla"
    ][-1:]
    assert made["customer"] == {"name": "Mark", "phone": "+16195550123", "email": None}
    assert made["price"]["amount_cents"] == 60000
    assert made["service"]["address"]["street"] == "3512 Soderblom Ave"
    take_off(dispatcher, made["token"])


def test_pasting_fills_the_form_at_once_and_another_message_takes_its_place(
    visitor: Callable[..., Visitor],
) -> None:
    page = visitor(**DESKTOP, permissions=["clipboard-read", "clipboard-write"]).board()
    page.get_by_role("button", name="New job").click()
    dialog = page.get_by_role("dialog", name="New job")
    dialog.get_by_text("Paste a customer\u2019s message").click()
    for message, name in ((MESSAGE, "Mark"), ("Priya Raman 619-555-0144", "Priya Raman")):
        page.evaluate("text => navigator.clipboard.writeText(text)", message)
        dialog.get_by_label("Message").select_text()
        page.keyboard.press("Control+V")
        expect(dialog.get_by_label("Customer")).to_have_value(name)


def test_fields_take_their_stored_form_when_they_are_left(dispatcher_page: Page) -> None:
    dispatcher_page.get_by_role("button", name="New job").click()
    dialog = dispatcher_page.get_by_role("dialog", name="New job")
    for label, typed, shown in (
        ("Phone", "1 619.555 0123", "(619) 555-0123"),
        ("ZIP", "92122 1234", "92122-1234"),
        ("Street", "  3512   soderblom ave ", "3512 soderblom ave"),
        ("Customer", " Mark   Lee", "Mark Lee"),
    ):
        dialog.get_by_label(label).fill(typed)
        dialog.get_by_label(label).blur()
        expect(dialog.get_by_label(label)).to_have_value(shown)
    dialog.get_by_label("Phone").fill("555-01")
    dialog.get_by_label("Phone").blur()
    expect(dialog.get_by_label("Phone")).to_have_value("555-01")


def test_dialogs_whose_code_does_not_come_are_said_and_come_after_a_reload(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor(may_fail=("ERR_FAILED",))
    somebody.page.route("**/job_dialogs-*.js", lambda route: route.abort())
    page = somebody.board()
    page.get_by_role("button", name="New job").click()
    expect(page.get_by_role("group", name="Last change")).to_contain_text("Not opened: there was no answer.")
    page.unroute("**/job_dialogs-*.js")
    page.reload()
    page.get_by_role("button", name="New job").click()
    expect(page.get_by_role("dialog", name="New job")).to_be_visible()
