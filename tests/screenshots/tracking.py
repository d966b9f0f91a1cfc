"""`python -m tests.screenshots.tracking`: pictures of every state of the tracking page, from the built site.

On a phone and a desktop, light and dark, into docs/screenshots/tracking. It needs the built pages and no system.
"""

from typing import Any

from playwright.sync_api import Page, Route

from tests.screenshots.gallery import ORIGIN, PICTURES, serve, take
from tests.testkit.browser.tracking_states import STATES, TOKEN

FOLDER = PICTURES / "tracking"
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True},
    # Three quarters of the size, which is more than the document shows.
    "desktop": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 0.75},
}
SPANISH = ("awaiting-confirmation", "in-progress", "not-found")


def main() -> None:
    """Take every picture, or those whose names contain one of the words on the command line."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    take(STATES, SIZES, SPANISH, _picture)


def _picture(page: Page, state: str, name: str) -> None:
    page.route(f"{ORIGIN}/**", _serve)
    STATES[state].enter(page, f"{ORIGIN}/track/{TOKEN}")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def _serve(route: Route) -> None:
    """Respond with a file of the built site; a simplified rewrite of the edge."""
    path = route.request.url.removeprefix(ORIGIN)
    serve(route, "track.html" if path.startswith("/track/") else path.removeprefix("/"))


if __name__ == "__main__":
    main()
