"""`python -m tests.screenshots.board`: the pictures of docs/board.md, with the same jobs and time in every run."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.testkit.browser.busy_day import busy_day
from tooling import chromium
from tooling.prepared_board import COLLEAGUE, NOW, PreparedBoard, record, utc

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
LIMIT_BYTES = 150_000
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1100}, "is_mobile": True, "has_touch": True}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}

Act = Callable[[PreparedBoard, Page], None]


def _nothing(prepared_board: PreparedBoard, page: Page) -> None:
    """The board as it opens."""


def _conflict(prepared_board: PreparedBoard, page: Page) -> None:
    """Two conflicts with a colleague's moves."""
    job = next(job for job in busy_day() if job["customer"]["name"] == "Luis Ortega")
    change = {"from": "ready_for_pickup", "to": "in_progress", "at": utc(NOW), "by": COLLEAGUE, "why": None}
    now = job | {"rev": 5, "status": "in_progress", "last_change": change, "updated_at": utc(NOW)}
    problem = {"status": 412, "title": "The job has changed", "detail": "", "current": record(now)}
    prepared_board.transition = {"status": 412, "body": json.dumps(problem), "content_type": "application/problem+json"}
    prepared_board.card(job).get_by_role("button", name="Move to…").click()
    page.get_by_role("menuitem", name="Ready for pickup").click()
    page.get_by_role("group", name="Conflict").wait_for()


def _offline(prepared_board: PreparedBoard, page: Page) -> None:
    """Offline, with a move that could not be saved."""
    job = next(job for job in busy_day() if job["customer"]["name"] == "Priya Raman")
    page.route("**/api/**", lambda route: route.abort())
    prepared_board.card(job).get_by_role("button", name="Move to…").click()
    page.get_by_role("menuitem", name="In progress").click()
    page.get_by_role("group", name="Not saved").wait_for()
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.get_by_text("Offline, last updated").wait_for()


def _moved(prepared_board: PreparedBoard, page: Page) -> None:
    """A move that was just saved, and can be undone."""
    job = next(job for job in busy_day() if job["customer"]["name"] == "Harbor Deli")
    prepared_board.card(job).get_by_role("button", name="Move to…").click()
    page.get_by_role("menuitem", name="In progress").click()
    page.get_by_role("button", name="Undo").wait_for()


def _drag(prepared_board: PreparedBoard, page: Page) -> None:
    """In the middle of a drag, over a column that allows it."""
    page.locator(".card").filter(has_text="Harbor Deli").hover()
    page.mouse.down()
    page.mouse.move(760, 500, steps=5)
    page.locator("[data-over]").wait_for()


def _search(prepared_board: PreparedBoard, page: Page) -> None:
    page.get_by_role("searchbox").fill("619 555-01")
    page.get_by_role("button", name="Today").click()


def _dialog(prepared_board: PreparedBoard, page: Page) -> None:
    page.get_by_role("button", name="New job").click()
    page.get_by_label("Customer").fill("Nora Bell")
    page.get_by_label("Phone").fill("(619) 555-0155")


def _keys(prepared_board: PreparedBoard, page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()


def _phone(prepared_board: PreparedBoard, page: Page) -> None:
    page.get_by_role("navigation", name="Columns").get_by_role("button", name="Ready for pickup").tap()


def _paper(prepared_board: PreparedBoard, page: Page) -> None:
    page.emulate_media(media="print")
    page.locator(".paper h1").wait_for()


PICTURES: dict[str, tuple[dict[str, Any], Act]] = {
    "busy": (DESKTOP, _nothing),
    "empty": (DESKTOP, _nothing),
    "moved": (DESKTOP, _moved),
    "drag": (DESKTOP, _drag),
    "conflict": (DESKTOP, _conflict),
    "offline": (DESKTOP, _offline),
    "search": (DESKTOP, _search),
    "dialog": (DESKTOP, _dialog),
    "keys": (DESKTOP, _keys),
    "dark": (DESKTOP | {"color_scheme": "dark"}, _nothing),
    "tablet": (TABLET, _nothing),
    "phone": (PHONE, _phone),
    "paper": (DESKTOP, _paper),
}


def _save(picture: bytes, file: Path) -> None:
    """Save it with its 256 most frequent colours, at a third of the file size; flat areas and accents stay exact."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    counted = image.getcolors(image.width * image.height) or []

    def weight(found: tuple[int, Any]) -> float:
        count, colour = found
        spread: int = max(colour) - min(colour)
        return count * (1 + spread / 16)

    commonest = [colour for _, colour in sorted(counted, reverse=True, key=weight)[:256]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in commonest for part in cast(tuple[int, int, int], colour)])
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> None:
    """Take every picture. The exit code is 1 if one exceeds the maximum file size."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    large = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.FLAGS)
        for name, (options, act) in PICTURES.items():
            context = browser.new_context(**options)
            prepared_board = PreparedBoard(context, [] if name == "empty" else busy_day())
            page = prepared_board.open()
            act(prepared_board, page)
            file = FOLDER / f"board-{name}.png"
            if act is not _drag:
                page.mouse.move(0, 0)
            _save(page.screenshot(animations="disabled"), file)
            print(f"{file.name}: {file.stat().st_size // 1000} KB")
            if file.stat().st_size > LIMIT_BYTES:
                large.append(file.name)
            context.close()
        browser.close()
    if large:
        sys.exit(f"over {LIMIT_BYTES // 1000} KB: {', '.join(large)}")


if __name__ == "__main__":
    main()
