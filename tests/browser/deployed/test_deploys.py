"""Two deploys while the pages are in use: no request fails, no page contains parts of two releases."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import urllib3
from playwright.sync_api import expect

from tests.testkit.browser.visitors import PHONE, Visitor
from tests.testkit.polling import until
from tests.testkit.system import System

PAGES = ("/", "/dashboard", "/book/", "/track/0123456789abcdef")
MOST_ROUNDS, PAUSE_S = 5_000, 0.05


@dataclass
class Viewers:
    """Requests every page and the assets that it names, in a loop."""

    system: System
    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    releases: set[str] = field(default_factory=set)
    rounds: int = 0

    def run(self, stop: threading.Event) -> None:
        http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=20), retries=False)
        while not stop.wait(PAUSE_S) and self.rounds < MOST_ROUNDS:
            self.rounds += 1
            for page in PAGES:
                self._visit(http, page)

    def go_on(self) -> None:
        """Wait for three more rounds of requests."""
        enough = self.rounds + 3
        until(lambda: self.rounds >= enough, deadline_s=30, what="further rounds of requests")

    def _get(self, http: urllib3.PoolManager, path: str) -> bytes:
        """The body of the response; empty if the request failed. Failures and other statuses than 200 are recorded."""
        try:
            response = http.request("GET", f"{self.system.site_url}{path}")
        except urllib3.exceptions.HTTPError as error:
            self.failed.append(f"{path}: {error}")
            return b""
        if response.status != 200:
            self.failed.append(f"{path}: {response.status}")
        return response.data

    def _visit(self, http: urllib3.PoolManager, path: str) -> None:
        page = self._get(http, path).decode()
        assets = sorted(set(re.findall(r'"(/assets/[^"]+)"', page)))
        releases = {"next" if "-next" in asset else "first" for asset in assets if asset.endswith(".js")}
        self.releases |= releases
        if len(releases) > 1:
            self.mixed.append(f"{path}: {assets}")
        for asset in assets:
            self._get(http, asset)


@contextmanager
def _viewers(system: System) -> Iterator[Viewers]:
    viewers, stop = Viewers(system), threading.Event()
    thread = threading.Thread(target=viewers.run, args=(stop,))
    thread.start()
    try:
        yield viewers
    finally:
        stop.set()
        thread.join(60)


@contextmanager
def _next_release(system: System) -> Iterator[None]:
    """The system's built site with every script under another name, as a build of changed sources makes it."""
    built = system.checkout / "site" / "dist"
    before = {path: path.read_bytes() for path in built.rglob("*") if path.suffix in (".html", ".js")}
    scripts = {path.name: _renamed(path) for path in before if path.suffix == ".js"}
    try:
        for path, content in before.items():
            text = content.decode()
            for old, new in scripts.items():
                text = text.replace(old, new)
            path.unlink()
            (path.with_name(scripts.get(path.name, path.name))).write_text(text)
        yield
    finally:
        for new in scripts.values():
            (built / "assets" / new).unlink(missing_ok=True)
        for path, content in before.items():
            path.write_bytes(content)


def _renamed(script: Path) -> str:
    """`board-zzRh9jZ8.js` -> `board-nextRh9j.js`: eight characters, as a hash has."""
    stem, _, digest = script.stem.rpartition("-")
    return f"{stem}-next{digest[:4]}.js"


@pytest.mark.nightly
def test_people_work_through_two_deploys(visitor: Callable[..., Visitor], system: System) -> None:
    board = visitor().board()
    customer = visitor(**PHONE).goto(system.summary["demo_tracking_url"].removeprefix(system.site_url))
    expect(customer.get_by_role("heading", level=1)).to_be_visible()

    with _viewers(system) as viewers:
        with _next_release(system):
            assert system.run("up").returncode == 0
            viewers.go_on()
            # A board that was open all the time opens what it has not used yet.
            board.get_by_role("button", name="New job").click()
            expect(board.get_by_role("dialog")).to_be_visible()
            board.keyboard.press("Escape")
        assert system.run("up").returncode == 0
        viewers.go_on()

    assert viewers.failed == []
    assert viewers.mixed == []
    assert viewers.releases == {"first", "next"}
    expect(customer.get_by_role("heading", level=1)).to_be_visible()
