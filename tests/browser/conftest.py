"""A real Chromium on the deployed system. Every page is watched: a console error or a CSP report fails the test."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.stage import Card, Stage
from tests.conftest import REPOSITORY, System

TIMEOUT_MS = 15_000
# The pages ask every five seconds at the least, so what they are expected to show may take longer than that.
expect.set_options(timeout=TIMEOUT_MS)

DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
# What is the same on both is tested on the one that most people have it on, and every night on the other.
MOSTLY_ON_A_DESKTOP = pytest.mark.parametrize(
    "device", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone", marks=pytest.mark.nightly)]
)
MOSTLY_ON_A_PHONE = pytest.mark.parametrize(
    "device", [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desktop", marks=pytest.mark.nightly)]
)
# Each of the two, and each of the two schemes of colours; every night all four.
EVERY_LOOK = pytest.mark.parametrize(
    ("device", "scheme"),
    [
        pytest.param(DESKTOP, "light", id="desktop-light"),
        pytest.param(PHONE, "dark", id="phone-dark"),
        pytest.param(DESKTOP, "dark", id="desktop-dark", marks=pytest.mark.nightly),
        pytest.param(PHONE, "light", id="phone-light", marks=pytest.mark.nightly),
    ],
)
BLANK = '<link rel="icon" href="data:,">'
"""A page that asks for nothing more, not even an icon."""


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    page: Page
    system: System
    session: str
    """A sign-in that came back already, as the board keeps it."""

    def goto(self, path: str) -> Page:
        self.page.goto(f"{self.system.site_url}{path}")
        return self.page

    def board(self) -> Page:
        """The board of the first dispatcher, who has signed in before. Whoever signs out again, signs in first."""
        blank = f"{self.system.site_url}/blank"
        self.page.route(blank, lambda route: route.fulfill(body=BLANK, content_type="text/html"), times=1)
        page = self.goto("/blank")
        page.evaluate("(session) => sessionStorage.setItem('qdn.session', session)", self.session)
        self.goto("/").get_by_role("heading", name="Dispatch board").wait_for(state="attached")
        return page

    def book(self) -> Page:
        """The booking page, whose clock is the test's."""
        self.page.clock.install()
        return self.goto("/book/")

    def sign_in(self, email: str | None = None, password: str | None = None) -> Page:
        """Open the board and sign in through the managed login; as the first dispatcher if nobody is named."""
        page = self.goto("/")
        page.get_by_role("button", name="Sign in").click()
        self.log_in(email, password)
        page.get_by_role("heading", name="Dispatch board").wait_for(state="attached")
        return page

    def log_in(self, email: str | None = None, password: str | None = None) -> None:
        """Fill in the managed login's form and send it."""
        sign_in = self.system.summary["sign_in"]
        self.page.get_by_label("Username").fill(email or sign_in["email"])
        self.page.get_by_label("Password").fill(password or sign_in["password"])
        self.page.get_by_role("button", name="Sign in").click()


# For this package alone: Playwright keeps an event loop running, in which no other test could start its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def session(browser: Browser, system: System) -> str:
    """One sign-in through the managed login, for every board that is not about signing in."""
    page = browser.new_page()
    Visitor(page, system, "").sign_in()
    session: str = page.evaluate("sessionStorage.getItem('qdn.session')")
    page.close()
    return session


@pytest.fixture
def visitor(browser: Browser, system: System, session: str) -> Iterator[Callable[..., Visitor]]:
    """`visitor()` or `visitor(**PHONE)`: a new person each time. `may_fail=` names console texts that are expected."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def arrive(may_fail: tuple[str, ...] = (), **options: Any) -> Visitor:
        context = browser.new_context(**(options or DESKTOP))
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()

        def heard(message: ConsoleMessage) -> None:
            # The login page belongs to Cognito (here: to the emulator), which has no favicon.
            foreign = message.location["url"].startswith(system.summary["aws_endpoint_url"])
            expected = any(text in message.text for text in may_fail)
            if message.type == "error" and not foreign and not expected:
                problems.append(f"{message.text} at {message.location['url']}")

        page.on("console", heard)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return Visitor(page, system, session)

    yield arrive
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def pages() -> None:
    """The pages as they are in this work tree, built."""
    subprocess.run([sys.executable, "-m", "local", "build"], cwd=REPOSITORY, check=True, capture_output=True)


@pytest.fixture
def stage(browser: Browser, pages: None) -> Iterator[Callable[..., Stage]]:
    """`stage(cards)` or `stage(cards, **PHONE)`: a board in front of made-up answers."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def set_up(cards: Iterable[Card] = (), **options: Any) -> Stage:
        context = browser.new_context(**(options or DESKTOP))
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        made = Stage(context, cards)
        made.page.on("pageerror", lambda error: problems.append(str(error)))
        return made

    yield set_up
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def dispatcher_page(visitor: Callable[..., Visitor]) -> Page:
    """The board, as a dispatcher sees it after signing in."""
    return visitor().board()
