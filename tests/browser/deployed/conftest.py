"""The pages of a deployed system: managed login, edge and publisher included."""

import pytest
from playwright.sync_api import Browser

from local.dispatcher import Dispatcher
from tests.testkit.browser.visitors import Visitor
from tests.testkit.system import System


@pytest.fixture(scope="package")
def site(system: System) -> System:
    return system


@pytest.fixture(scope="package")
def session(browser: Browser, system: System) -> str:
    """One sign-in through the managed login, for every board that is not about signing in."""
    page = browser.new_page()
    Visitor(page, system, "").sign_in()
    session: str = page.evaluate("sessionStorage.getItem('qdn.session')")
    page.close()
    return session


@pytest.fixture(scope="package")
def dispatcher(system: System) -> Dispatcher:
    return system.dispatcher()


@pytest.fixture(scope="package")
def colleague(system: System) -> Dispatcher:
    """A second person on the staff, signed in beside the first."""
    return system.colleague()
