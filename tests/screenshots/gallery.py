"""Pictures of a customer's page in every state, from the built site: on a phone and a desktop, light and dark."""

import mimetypes
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from tooling import chromium

ROOT = Path(__file__).parents[2]
SITE, PICTURES = ROOT / "site" / "dist", ROOT / "docs" / "screenshots"
# `localhost` is a secure context, as the real site is; no server listens there.
ORIGIN = "http://localhost:1"
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}

Options = dict[str, Any]


def take(
    states: Iterable[str],
    sizes: Mapping[str, Options],
    spanish: Iterable[str],
    picture: Callable[[Page, str, str], None],
) -> None:
    """Each state in each size and scheme, and some in Spanish on a narrow phone.

    `picture` gets a new page, the state and the picture's name. On the command line words choose: only the pictures are
    taken whose names contain one.
    """
    wanted = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.FLAGS)
        for name, state, options in _shots(states, sizes, spanish):
            if wanted and not any(word in name for word in wanted):
                continue
            context = browser.new_context(reduced_motion="reduce", service_workers="block", **options)
            picture(context.new_page(), state, name)
            context.close()
        browser.close()


def _shots(
    states: Iterable[str], sizes: Mapping[str, Options], spanish: Iterable[str]
) -> Iterator[tuple[str, str, Options]]:
    for state in states:
        for size, options in sizes.items():
            for scheme in ("light", "dark"):
                yield f"{state}-{size}-{scheme}", state, {**options, "color_scheme": scheme}
    for state in spanish:
        yield f"{state}-spanish", state, {**NARROW, "locale": "es-MX"}


def serve(route: Route, file: str) -> None:
    """Respond with a file of the built site."""
    route.fulfill(body=(SITE / file).read_bytes(), content_type=mimetypes.guess_type(file)[0] or "text/plain")
