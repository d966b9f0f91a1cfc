"""`python -m tests.screenshots.booking`: pictures of every state of the booking page, from the built site.

On a phone and a desktop, light and dark, into docs/screenshots/booking. It needs the built pages and no system.
"""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Route

from tests.screenshots.gallery import ORIGIN, PICTURES, serve, take

FOLDER = PICTURES / "booking"
NOW = "2026-11-24T18:20:00Z"
LIMIT_BYTES = 60_000
COLOURS = 48
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1024, "height": 768}},
}
COMPANY = {
    "name": "QuickDumpNow",
    "phone": "+16195550142",
    "time_zone": "America/Los_Angeles",
    "service_area": ["919", "920", "921"],
}
BOOKED = {"token": "fcdc1c82cb284dbe", "tracking_path": "/track/fcdc1c82cb284dbe", "view": {"company": COMPANY}}


def _empty(page: Page) -> None:
    """As it opens."""


def _mistakes(page: Page) -> None:
    page.locator("#phone").fill("555")
    page.locator("#send").click()
    page.locator(".problems").wait_for()


def _outside(page: Page) -> None:
    _fill(page)
    page.locator("#zip").fill("90210")
    page.locator("#city").focus()
    page.locator("#zip-error").wait_for()


def _filled(page: Page) -> None:
    _fill(page)
    page.mouse.click(1, 1)


def _no_answer(page: Page) -> None:
    page.route("**/api/bookings", lambda route: route.abort())
    _fill(page)
    page.locator("#send").click()
    page.locator(".problems").wait_for()


def _unanswered(page: Page) -> None:
    _no_answer(page)
    page.reload()
    page.locator("#unanswered").wait_for()
    page.locator("#day-any").wait_for()


def _no_settings(page: Page) -> None:
    page.route("**/config.json", lambda route: route.abort())
    page.reload()
    page.locator("#no-windows").wait_for()


def _received(page: Page) -> None:
    _fill(page)
    page.locator("#send").click()
    page.locator("#done").wait_for()


STATES: dict[str, Callable[[Page], None]] = {
    "empty": _empty,
    "filled": _filled,
    "mistakes": _mistakes,
    "outside": _outside,
    "no-answer": _no_answer,
    "unanswered": _unanswered,
    "no-settings": _no_settings,
    "received": _received,
}


def main() -> None:
    """Take every picture, or those whose names contain one of the words on the command line.

    Ends with a sentence when one is larger than a page of documentation should carry.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    large: list[str] = []

    def picture(page: Page, state: str, name: str) -> None:
        page.clock.set_fixed_time(NOW)
        page.add_init_script("navigator.share = () => Promise.resolve()")
        page.route(f"{ORIGIN}/**", _serve)
        page.goto(f"{ORIGIN}/book/")
        page.locator("#day-any").wait_for()
        STATES[state](page)
        file = FOLDER / f"{name}.png"
        _save(page.screenshot(animations="disabled", full_page=True), file)
        if file.stat().st_size > LIMIT_BYTES:
            large.append(f"{file.name} ({file.stat().st_size // 1000} KB)")

    take(STATES, SIZES, ("filled", "received"), picture)
    if large:
        sys.exit(f"over {LIMIT_BYTES // 1000} KB: {', '.join(large)}")


def _fill(page: Page) -> None:
    kinds = {"en": "Dumpster rental", "es": "Renta de contenedor"}
    page.get_by_label(kinds[page.evaluate("document.documentElement.lang")]).check()
    texts = {
        "notes": "Old roof tiles. Please leave it on the drive.",
        "street": "1860 Garnet Ave",
        "city": "San Diego",
        "zip": "92109",
        "name": "Priya Raman",
        "phone": "619 555 0144",
    }
    for id, text in texts.items():
        page.locator(f"#{id}").fill(text)
    page.locator("#day-2026-11-26").check()
    page.locator("#part-afternoon").check()


def _serve(route: Route) -> None:
    """Respond with a file of the built site, the company's settings, or the response to a booking."""
    path = route.request.url.removeprefix(ORIGIN)
    responses = {"/config.json": (200, {"company": COMPANY}), "/api/bookings": (201, BOOKED)}
    if path in responses:
        status, document = responses[path]
        route.fulfill(status=status, body=json.dumps(document), content_type="application/json")
        return
    serve(route, "book/index.html" if path == "/book/" else path.removeprefix("/"))


def _save(picture: bytes, file: Path) -> None:
    """Save it with few colours, which are sufficient for flat pages and anti-aliased letters."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
