"""A real Chromium on the built pages. Every page is watched: a console error or a CSP report fails the test."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from local.dispatcher import Dispatcher
from tests.testkit.browser.job_dialog import WINDOW, Job, take_off
from tests.testkit.browser.loopback_site import LoopbackSite, loopback_site
from tests.testkit.browser.loopback_site import session as signed_in
from tests.testkit.browser.visitors import DESKTOP, TIMEOUT_MS, Site, Visitor
from tests.testkit.job_buckets import new_buckets
from tests.testkit.ministack import MiniStack
from tests.testkit.paths import REPOSITORY
from tests.testkit.request_bodies import JOB
from tests.testkit.system import COLLEAGUE
from tooling import chromium
from tooling.prepared_board import Card, PreparedBoard

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
def site(pages: None, ministack: MiniStack) -> Iterator[LoopbackSite]:
    """The site that visitors see: the built pages and the API's code in this process; in `deployed`, a whole system."""
    with loopback_site(new_buckets(ministack)) as running:
        yield running


@pytest.fixture(scope="package")
def session() -> str:
    """The sign-in of the first dispatcher, as the board keeps it."""
    return signed_in()


@pytest.fixture(scope="package")
def dispatcher(site: LoopbackSite) -> Dispatcher:
    return site.dispatcher()


@pytest.fixture(scope="package")
def colleague(site: LoopbackSite) -> Dispatcher:
    """A second person on the staff."""
    return site.dispatcher(COLLEAGUE[0], "Lee Colleague")


@pytest.fixture
def job(dispatcher: Dispatcher) -> Iterator[Job]:
    """A new job of Ada Moreno's, at its first revision, with a window on a winter's day; off the board afterwards."""
    made = dispatcher.call("POST", "/api/jobs", JOB | {"window": WINDOW})
    yield made
    take_off(dispatcher, str(made["token"]))


@pytest.fixture
def visitor(browser: Browser, site: Site, session: str) -> Iterator[Callable[..., Visitor]]:
    """`visitor()` or `visitor(**PHONE)`: a new person each time. `may_fail=` names console texts that are expected."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def arrive(may_fail: tuple[str, ...] = (), **options: Any) -> Visitor:
        context = browser.new_context(**(options or DESKTOP))
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()

        def on_console(message: ConsoleMessage) -> None:
            # The login page belongs to Cognito (here: to the emulator), which has no favicon.
            foreign = message.location["url"].startswith(site.summary["aws_endpoint_url"])
            expected = any(text in message.text for text in may_fail)
            if message.type == "error" and not foreign and not expected:
                problems.append(f"{message.text} at {message.location['url']}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return Visitor(page, site, session)

    yield arrive
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def pages() -> None:
    """The pages as they are in this work tree, built."""
    subprocess.run([sys.executable, "-m", "local", "build"], cwd=REPOSITORY, check=True, capture_output=True)


@pytest.fixture
def prepared_board(browser: Browser, pages: None) -> Iterator[Callable[..., PreparedBoard]]:
    """`prepared_board(cards)` or `prepared_board(cards, **PHONE)`: a board with prepared responses."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def set_up(cards: Iterable[Card] = (), **options: Any) -> PreparedBoard:
        context = browser.new_context(**(options or DESKTOP))
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        made = PreparedBoard(context, cards)
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
