"""A job's dialog on the board, for tests that open and edit jobs."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from local.dispatcher import Dispatcher

Job = dict[str, Any]
WINDOW = {"start": "2027-01-12T17:00:00Z", "end": "2027-01-12T19:00:00Z", "zone": "America/Los_Angeles"}
"""On a winter's day."""


def take_off(dispatcher: Dispatcher, token: str) -> None:
    """Cancel the job, unless it is cancelled."""
    current = dispatcher.call("GET", f"/api/jobs/{token}")
    if current["status"] != "cancelled":
        dispatcher.move(current, "cancelled", "The test is over")


def edited(by: Dispatcher, job: Job, patch: Job) -> Job:
    """The job after this person's change of it."""
    return by.call("PATCH", f"/api/jobs/{job['token']}", patch, headers={"If-Match": f'"{job["rev"]}"'})


def opened(page: Page, job: Job) -> Locator:
    """The job's dialog, with its history loaded."""
    page.locator(f'[data-token="{job["token"]}"]').get_by_role("button", name="Ada Moreno", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".history li").first).to_be_visible()
    return dialog


def editing(page: Page, job: Job) -> Locator:
    """The job's dialog, with its form open."""
    dialog = opened(page, job)
    dialog.get_by_role("button", name="Edit").click()
    expect(dialog.get_by_label("Customer")).to_be_focused()
    return dialog


def fact(dialog: Locator, term: str) -> Locator:
    """The value of the field with that label."""
    return dialog.locator(".fact").filter(has=dialog.page.get_by_text(term, exact=True)).locator("dd")
