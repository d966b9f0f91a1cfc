"""`python -m tests.browser.tracking_gallery`: pictures of every state of the tracking page, from the built site.

On a phone and a desktop, light and dark, into docs/screenshots/tracking. It needs the built pages and no system.
"""

import mimetypes
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, sync_playwright

from tests.browser import chromium
from tests.browser.tracking_states import STATES, TOKEN

ROOT = Path(__file__).parents[2]
SITE, PICTURES = ROOT / "site" / "dist", ROOT / "docs" / "screenshots" / "tracking"
ORIGIN = "http://localhost:1"
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True},
    # Three quarters of the size: the document shows it smaller still.
    "desktop": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 0.75},
}
SPANISH = ("awaiting-confirmation", "in-progress", "not-found")
NARROW = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}


def main() -> None:
    """Take every picture, or those whose names contain one of the words on the command line."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:]
    shots = [
        (f"{state}-{size}-{scheme}", state, {**options, "color_scheme": scheme})
        for state in STATES
        for size, options in SIZES.items()
        for scheme in ("light", "dark")
    ]
    shots += [(f"{state}-spanish", state, {**NARROW, "locale": "es-MX"}) for state in SPANISH]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.FLAGS)
        for name, state, options in shots:
            if wanted and not any(word in name for word in wanted):
                continue
            context = browser.new_context(reduced_motion="reduce", service_workers="block", **options)
            page = context.new_page()
            page.route(f"{ORIGIN}/**", _serve)
            STATES[state].enter(page, f"{ORIGIN}/track/{TOKEN}")
            page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
            context.close()
        browser.close()


def _serve(route: Route) -> None:
    """A file of the built site; the edge's rewrite in short."""
    path = route.request.url.removeprefix(ORIGIN)
    file = SITE / ("track.html" if path.startswith("/track/") else path.removeprefix("/"))
    kind = mimetypes.guess_type(file)[0] or "text/plain"
    route.fulfill(body=file.read_bytes(), content_type=kind)


if __name__ == "__main__":
    main()
