"""The customer's page, on a phone: the truth at once, a retry before "not found", and nothing that scares."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from local.dispatcher import Dispatcher
from tests.browser.accessibility import findings
from tests.browser.conftest import PHONE, Visitor
from tests.integration.jobs import JOB

NOBODY = "0123456789abcdef"
NOT_FOUND = "Job not found, or this tracking link is no longer valid"


@pytest.fixture
def token(dispatcher: Dispatcher) -> str:
    return str(dispatcher.call("POST", "/api/jobs", JOB)["token"])


@pytest.mark.parametrize("spelling", ["{}", "{}/", "{}."])
def test_a_link_works_however_a_messaging_app_spells_it(
    visitor: Callable[..., Visitor], token: str, spelling: str
) -> None:
    page = visitor(**PHONE).goto(f"/track/{spelling.format(token)}")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()
    expect(page.get_by_text("Harbor Dr")).to_be_visible()


def test_a_link_in_capitals_works(visitor: Callable[..., Visitor], token: str) -> None:
    page = visitor(**PHONE).goto(f"/track/{token.upper()}")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()


def test_a_job_that_appears_a_moment_later_is_shown_and_never_called_missing(
    visitor: Callable[..., Visitor], token: str
) -> None:
    customer = visitor(may_fail=("404",), **PHONE)
    asked = 0

    def late(route: Route) -> None:
        nonlocal asked
        asked += 1
        route.fulfill(status=404, body="") if asked <= 2 else route.continue_()

    customer.page.route("**/api/track/*", late)
    page = customer.goto(f"/track/{token}")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()
    assert asked == 3


@pytest.mark.parametrize("address", [NOBODY, "not-a-token", "<script>"])
def test_unknown_and_malformed_links_look_the_same_and_offer_the_phone(
    visitor: Callable[..., Visitor], address: str
) -> None:
    page = visitor(may_fail=("404",), **PHONE).goto(f"/track/{address}")
    expect(page.get_by_text(NOT_FOUND)).to_be_visible(timeout=12_000)
    expect(page.get_by_role("link", name="Call").first).to_have_attribute("href", "tel:+16195550142")
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visitor: Callable[..., Visitor], token: str, scheme: str) -> None:
    page = visitor(**PHONE, color_scheme=scheme).goto(f"/track/{token}")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()
    assert findings(page) == []


def test_the_page_loads_nothing_from_anybody_else(visitor: Callable[..., Visitor], token: str) -> None:
    customer = visitor(**PHONE)
    asked: list[str] = []
    customer.page.on("request", lambda request: asked.append(request.url))
    page = customer.goto(f"/track/{token}")
    expect(page.get_by_role("heading", name="We have your request", level=1)).to_be_visible()
    assert all(url.startswith(customer.system.site_url) for url in asked)
