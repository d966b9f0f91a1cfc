"""The Chromium that tests and measurements use: the system's, else the one of Playwright."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The headless shell first: the same engine without the browser's windows and services. Three suites of the pages take
# 59 s of processor time with it, and 94 s with the whole browser.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A test machine often runs as root, has no GPU, and may have no network but the loopback interface.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """The path of a Chromium, or `None`. QDN_CHROMIUM names one explicitly."""
    for name in [os.environ.get("QDN_CHROMIUM"), *NAMES]:
        if name and (path := shutil.which(name)):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


if __name__ == "__main__":
    found = executable()
    print(found or "no Chromium found: run `make install`")
    sys.exit(0 if found else 1)
