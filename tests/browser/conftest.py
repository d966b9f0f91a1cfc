"""A real Chromium on the deployed system. Every page is watched: a console error or a CSP report fails the test."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.testkit.browser.visitors import DESKTOP, TIMEOUT_MS, Visitor
from tests.testkit.paths import REPOSITORY
from tests.testkit.system import System
from tooling import chromium
from tooling.board_stage import Card, Stage

# The pages poll every five seconds at the least, so an expected change may take longer than that.
expect.set_options(timeout=TIMEOUT_MS)


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
