"""The booking page as a person uses it."""

from typing import Any

from playwright.sync_api import Locator, Page

from jobs.requests import MIN_FORM_MS

SOUND: dict[str, str] = {
    "Street address": "5 Kite Rd",
    "City": "San Diego",
    "ZIP code": "92103",
    "Your name": "Ada Moreno",
    "Mobile phone": "619 555 0133",
}


def fill(page: Page, kind: str = "Dumpster rental", **fields: str) -> None:
    """Fill in every required field; keyword arguments replace values by the field's id (`name`, `zip`)."""
    page.get_by_label(kind).check()
    for label, text in SOUND.items():
        page.get_by_label(label).fill(text)
    for id, text in fields.items():
        page.locator(f"#{id}").fill(text)


def take_a_persons_time(page: Page) -> None:
    """Advance the clock by the time that a person needs for the form: faster requests count as automated."""
    page.clock.fast_forward(MIN_FORM_MS + 1)


def press_send(page: Page) -> None:
    """Send the form, after the time that a person needs for it."""
    take_a_persons_time(page)
    page.get_by_role("button", name="Send request").click()


def posted(page: Page) -> list[dict[str, Any]]:
    """The bookings that the page sends from now on, with their idempotency keys."""
    sent: list[dict[str, Any]] = []

    def record(request: Any) -> None:
        if request.url.endswith("/api/bookings"):
            sent.append({"key": request.headers["idempotency-key"], "body": request.post_data_json})

    page.on("request", record)
    return sent


def problems(page: Page) -> Locator:
    return page.get_by_role("group", name="Problems with your request")


def received(page: Page) -> Locator:
    return page.get_by_role("heading", name="Request received")


def cards(dispatcher_page: Page, name: str) -> Locator:
    dispatcher_page.reload()
    dispatcher_page.get_by_role("heading", name="Dispatch board").wait_for(state="attached")
    return dispatcher_page.get_by_role("listitem").filter(has_text=name)
