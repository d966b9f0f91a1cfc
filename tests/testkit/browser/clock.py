"""A page's clock in a test's hands: what the page does after a while is not waited for."""

from playwright.sync_api import Locator, Page

from tests.testkit.polling import until

DEADLINE_S = 30
STEP_MS = 1_000


def advance_until_shown(page: Page, awaited: Locator) -> None:
    """Let the page's time pass, a second at a time, until it shows that. Its clock must be installed before it opens.

    In steps, since what the page asks for in between is answered at the machine's own speed.
    """

    def shown() -> bool:
        if awaited.first.is_visible():
            return True
        page.clock.run_for(STEP_MS)
        return False

    until(shown, deadline_s=DEADLINE_S, what=f"{awaited} is shown")
