"""Two boards at once, in two real browsers: the second dispatcher sees the conflict, and nothing is overwritten."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from local.dispatcher import Dispatcher
from tests.testkit.browser.accessibility import findings
from tests.testkit.browser.visitors import Visitor
from tests.testkit.request_bodies import JOB
from tests.testkit.system import COLLEAGUE

# The toast about the last move is shown for nine seconds, at the bottom of the board, where it may cover a card.
TOAST_MS = 9_000
AT = r"at \d+:\d\d [AP]M"


@pytest.fixture
def token(dispatcher: Dispatcher) -> str:
    """A new job that waits for its pickup."""
    return str(dispatcher.call("POST", "/api/jobs", JOB)["token"])


def _card(page: Page, token: str, status: str) -> Locator:
    return page.locator(f'[data-status="{status}"] [data-token="{token}"]')


def _move(page: Page, token: str, label: str) -> None:
    page.locator(f'[data-token="{token}"]').get_by_role("button", name="Move to…").click()
    page.get_by_role("menuitem", name=label).click()


def _stale(page: Page, token: str) -> None:
    """Respond to all further polls with 304, so that this board keeps its state."""
    expect(_card(page, token, "pending_pickup")).to_be_visible()
    page.route("**/api/board", lambda route: route.fulfill(status=304))


def test_the_second_dispatcher_sees_name_and_time_and_can_move_anyway(
    token: str, visitor: Callable[..., Visitor], dispatcher: Dispatcher, colleague: Dispatcher
) -> None:
    somebody = visitor()
    somebody.page.clock.install()
    first = somebody.board()
    second = visitor(may_fail=("412",)).sign_in(*COLLEAGUE)
    _stale(second, token)
    for rev, (label, status) in enumerate(
        (("Ready for pickup", "ready_for_pickup"), ("In progress", "in_progress")), 2
    ):
        _move(first, token, label)
        expect(_card(first, token, status)).to_have_attribute("data-rev", str(rev))
        first.clock.run_for(TOAST_MS)

    _move(second, token, "Ready for pickup")

    card = _card(second, token, "in_progress")  # where it really is
    conflict = card.get_by_role("group", name="Conflict")
    expect(conflict).to_contain_text(
        re.compile(rf"Not moved to Ready for pickup\. Dispatcher moved it to In progress {AT}\.")
    )
    expect(second.locator("#announcer")).to_contain_text("Dispatcher moved it to In progress")
    expect(card.get_by_role("button", name="Move to…")).to_be_focused()
    assert findings(second) == []
    job = dispatcher.call("GET", f"/api/jobs/{token}")
    assert (job["status"], job["rev"]) == ("in_progress", 3)

    conflict.get_by_role("button", name="Move anyway").click()
    expect(_card(second, token, "ready_for_pickup")).to_have_attribute("data-rev", "4")
    history = dispatcher.call("GET", f"/api/jobs/{token}")["history"]
    assert [change["to"] for change in history][1:] == ["ready_for_pickup", "in_progress", "ready_for_pickup"]
    assert history[-1]["by"] == COLLEAGUE[0]
    first.evaluate("dispatchEvent(new Event('online'))")
    expect(_card(first, token, "ready_for_pickup")).to_have_attribute("data-rev", "4")


def test_without_a_decision_the_job_stays_as_the_first_dispatcher_moved_it(
    token: str, visitor: Callable[..., Visitor], dispatcher: Dispatcher, colleague: Dispatcher
) -> None:
    first = visitor().sign_in(*COLLEAGUE)
    second = visitor(may_fail=("412",)).board()
    _stale(second, token)
    _move(first, token, "Ready for pickup")
    expect(_card(first, token, "ready_for_pickup")).to_have_attribute("data-rev", "2")
    _move(second, token, "Cancel job…")
    second.get_by_role("dialog").get_by_label("Reason").fill("Entered twice")
    second.get_by_role("button", name="Cancel job").click()
    conflict = _card(second, token, "ready_for_pickup").get_by_role("group", name="Conflict")
    expect(conflict).to_contain_text(re.compile(rf"Not cancelled\. Lee moved it to Ready for pickup {AT}\."))
    conflict.get_by_role("button", name="Dismiss").click()
    expect(conflict).to_have_count(0)
    assert dispatcher.call("GET", f"/api/jobs/{token}")["status"] == "ready_for_pickup"


def test_a_conflict_between_two_tabs_of_one_person_names_the_other_tab(
    token: str, visitor: Callable[..., Visitor], dispatcher: Dispatcher
) -> None:
    person = visitor(may_fail=("412",))
    person.page.clock.install()
    page = person.board()
    _stale(page, token)
    other = page.context.new_page()
    other.goto(f"{person.system.site_url}/")
    _move(other, token, "Ready for pickup")
    expect(_card(other, token, "ready_for_pickup")).to_have_attribute("data-rev", "2")
    other.clock.run_for(TOAST_MS)
    _move(other, token, "In progress")
    expect(_card(other, token, "in_progress")).to_have_attribute("data-rev", "3")

    _move(page, token, "Ready for pickup")
    conflict = _card(page, token, "in_progress").get_by_role("group", name="Conflict")
    expect(conflict).to_contain_text(
        re.compile(rf"You moved it to In progress {AT}, in another tab or on another device\.")
    )
