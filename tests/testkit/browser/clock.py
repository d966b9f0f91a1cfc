"""Control of a page's clock, so that a test does not wait for the page's timers."""

from playwright.sync_api import Locator, Page

from tests.testkit.polling import until

DEADLINE_S = 30
STEP_MS = 1_000


def advance_until_shown(page: Page, awaited: Locator) -> None:
    """Advance the page's clock in steps of one second until `awaited` is visible. The clock must be installed first.

    In steps, because the responses to the page's requests in between arrive in real time.
    """

    def shown() -> bool:
        if awaited.first.is_visible():
            return True
        page.clock.run_for(STEP_MS)
        return False

    until(shown, deadline_s=DEADLINE_S, what=f"{awaited} is shown")
