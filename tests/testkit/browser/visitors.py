"""People with a browser of their own, and the devices that they use."""

from dataclasses import dataclass
from typing import Any, Protocol

import pytest
import urllib3
from playwright.sync_api import Page


class Site(Protocol):
    """The part of a site that visitors use: of a deployed system, or of a `LoopbackSite`."""

    @property
    def site_url(self) -> str: ...

    @property
    def summary(self) -> dict[str, Any]:
        """As `make up` writes it."""

    def get(self, path: str) -> urllib3.BaseHTTPResponse: ...


TIMEOUT_MS = 15_000

DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
# A test that does not depend on the device runs on the usual one; the nightly run repeats it on the other.
MOSTLY_ON_A_DESKTOP = pytest.mark.parametrize(
    "device", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone", marks=pytest.mark.nightly)]
)
MOSTLY_ON_A_PHONE = pytest.mark.parametrize(
    "device", [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desktop", marks=pytest.mark.nightly)]
)
# Both devices and both colour schemes in two cases; the nightly run has all four.
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
"""A page without further requests, not even for an icon."""


@dataclass
class Visitor:
    """A person with a browser of their own."""

    page: Page
    system: Site
    session: str
    """A completed sign-in, as the board stores it."""

    def goto(self, path: str) -> Page:
        self.page.goto(f"{self.system.site_url}{path}")
        return self.page

    def board(self) -> Page:
        """The board, signed in as the first dispatcher by a stored session. Before a sign-out, use `sign_in`."""
        blank = f"{self.system.site_url}/blank"
        self.page.route(blank, lambda route: route.fulfill(body=BLANK, content_type="text/html"), times=1)
        page = self.goto("/blank")
        page.evaluate("(session) => sessionStorage.setItem('qdn.session', session)", self.session)
        self.goto("/").get_by_role("heading", name="Dispatch board").wait_for(state="attached")
        return page

    def book(self) -> Page:
        """The booking page, with a clock that the test controls."""
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
