"""A new job: from a customer's message or typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from local.dispatcher import Dispatcher
from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.job_dialog import take_off
from tests.testkit.browser.visitors import DESKTOP, PHONE, Visitor

MESSAGE = "Mark (619) 555-0123 3512 soderblom ave san diego 92122 $600 couch and fridge"


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


def test_a_dialog_whose_code_fails_to_load_shows_a_message_and_works_after_a_reload(
    visitor: Callable[..., Visitor],
) -> None:
    somebody = visitor(may_fail=("ERR_FAILED",))
    somebody.page.route("**/job_dialogs-*.js", lambda route: route.abort())
    page = somebody.board()
    page.get_by_role("button", name="New job").click()
    expect(page.get_by_role("group", name="Last change")).to_contain_text("Not opened: there was no answer.")
    page.unroute("**/job_dialogs-*.js")
    page.reload()
    page.get_by_role("button", name="New job").click()
    expect(page.get_by_role("dialog", name="New job")).to_be_visible()
