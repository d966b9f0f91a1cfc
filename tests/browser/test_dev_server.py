"""`make dev`: the pages from source in front of a running system, with an edited file on the page at once.

It works on a copy of the sources, and on a system that is a small server of this test.
"""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.testkit.paths import REPOSITORY
from tooling.ports import unused_port

TOKEN = "fcdc1c82cb284dbe"
CONFIG = {
    "environment": "local",
    "login_url": "http://127.0.0.1:9",
    "client_id": "board",
    "company": {"name": "Dev Hauling", "phone": "+16195550142", "time_zone": "America/Los_Angeles", "service_area": []},
}
VIEW = {
    "rev": 1,
    "status": "ready_for_pickup",
    "can_confirm": False,
    "timeline": [{"status": "ready_for_pickup", "at": "2026-11-24T18:00:00Z"}],
    "company": {name: CONFIG["company"][name] for name in ("name", "phone", "time_zone")},  # type: ignore[index]
}
COPIED = ("site", "edge_functions", "lambda/words", "lambda/jobs", "vite.config.ts", "package.json", "tsconfig.json")


class System(BaseHTTPRequestHandler):
    """A substitute for the running system, with the responses that the pages need here."""

    def do_GET(self) -> None:
        found = {"/config.json": CONFIG, f"/api/track/{TOKEN}": VIEW}.get(self.path)
        body = json.dumps(found or {"status": 404, "title": "Not found"}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def system_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), System)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the pages are made of, to be edited. Its packages are links: Vite keeps its cache beside them."""
    copy = tmp_path_factory.mktemp("sources")
    for name in COPIED:
        source, target = REPOSITORY / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("dist", "node_modules", "__pycache__"))
        else:
            shutil.copy(source, target)
    packages = copy / "node_modules"
    packages.mkdir()
    for package in (REPOSITORY / "node_modules").iterdir():
        if package.name not in {".vite", ".vite-temp"}:
            (packages / package.name).symlink_to(package)
    return copy


def dev(sources: Path, state: Path, port: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        ["node", "site/dev.mjs"],
        cwd=sources,
        env={**os.environ, "QDN_STATE_DIR": str(state), "DEV_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def dev_url(sources: Path, system_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    state, port = tmp_path_factory.mktemp("state"), unused_port()
    (state / "local.json").write_text(json.dumps({"site_url": system_url}), encoding="utf-8")
    with dev(sources, state, port) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        assert f"http://127.0.0.1:{port}/ (system: {system_url})" in first, first + server.stdout.read()
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_address_leads_to_its_page_and_the_data_comes_from_the_system(page: Page, dev_url: str) -> None:
    page.goto(f"{dev_url}/track/{TOKEN.upper()}")
    expect(page.locator("#status")).to_have_text("You are on the schedule")
    expect(page.locator("#call")).to_contain_text("(619) 555-0142")
    page.goto(f"{dev_url}/book/")
    expect(page.get_by_role("button", name="Send request")).to_be_enabled()
    expect(page.locator("#call")).to_contain_text("(619) 555-0142")
    page.goto(f"{dev_url}/dashboard")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    # The edge function's own responses: a redirect, and the page for an address that does not exist.
    page.goto(f"{dev_url}/book")
    assert page.url == f"{dev_url}/book/"
    page.goto(f"{dev_url}/nowhere")
    expect(page.get_by_role("heading")).to_have_text("There is no page here")


def test_an_edited_file_is_on_the_page_at_once(page: Page, dev_url: str, sources: Path) -> None:
    page.goto(f"{dev_url}/track/{TOKEN}")
    heading = page.locator("#status")
    expect(heading).to_have_text("You are on the schedule")

    edit(sources / "lambda/words/en.json", "You are on the schedule", "You are in the book")
    expect(heading).to_have_text("You are in the book")

    edit(sources / "site/src/track/job_view.ts", "put('status', label);", "put('status', `${label}!`);")
    expect(heading).to_have_text("You are in the book!")

    page.evaluate("window.notReloaded = true")
    with (sources / "site/src/track/track.css").open("a", encoding="utf-8") as styles:
        styles.write("\n#status { letter-spacing: 7px; }\n")
    expect(heading).to_have_css("letter-spacing", "7px")
    assert page.evaluate("window.notReloaded") is True


def test_without_a_running_system_it_says_how_to_start_one(sources: Path, tmp_path: Path) -> None:
    with dev(sources, tmp_path, unused_port()) as server:
        output, _ = server.communicate(timeout=60)
    assert server.returncode == 1
    assert output == "No system runs on this machine: start one with `make up`, then run `make dev` again.\n"
