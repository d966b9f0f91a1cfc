"""`python -m bench.pages`: measures the three pages with Lighthouse and writes their figures to docs/benchmarks.md.

Lighthouse's mobile profile (a simulated slow 4G and a processor four times slower), the installed Chromium, the edge of
a system of its own. It ends with 1 when a page misses a requirement.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.machine import describe
from bench.report import put_section
from tooling import chromium
from tooling.laptop_system import LaptopSystem

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "docs" / "benchmarks.md"
SECTION = "Pages"
TOOL = Path(__file__).parent / "lighthouse-tool"
RUNS = 3
RUN_DEADLINE_S = 180
INSTALL_DEADLINE_S = 300

PERFORMANCE = 98
FULL_MARKS = 100
TRACKING_LCP_MS = 1_500
TRACKING_BYTES = 25_000
"""The requirements; layout shift must be 0 on all pages."""


@dataclass(frozen=True)
class Figures:
    """A page's medians: scores of 100 (seo None where the page must not be indexed), ms, and bytes over the wire."""

    page: str
    performance: float
    accessibility: float
    best_practices: float
    seo: float | None
    first_paint_ms: float
    largest_paint_ms: float
    shift: float
    transferred: float

    def misses(self, tracking: bool) -> list[str]:
        """The requirements that the page misses."""
        scores = {"accessibility": self.accessibility, "best practices": self.best_practices, "SEO": self.seo}
        missed = [name for name, score in scores.items() if score is not None and score < FULL_MARKS]
        if self.performance < PERFORMANCE:
            missed.append("performance")
        if self.shift > 0:
            missed.append("layout shift")
        if tracking and self.largest_paint_ms > TRACKING_LCP_MS:
            missed.append("largest paint")
        if tracking and self.transferred > TRACKING_BYTES:
            missed.append("transfer")
        return missed


def main() -> None:
    """Measure, print the progress, write the report."""
    _install()
    with _system() as system:
        site, job = system.site_url, system.summary["demo_tracking_url"]
        pages = {"board": f"{site}/", "tracking": job, "booking": f"{site}/book/"}
        figures = [_measure(name, address) for name, address in pages.items()]
    version = json.loads((TOOL / "node_modules" / "lighthouse" / "package.json").read_text())["version"]
    put_section(REPORT, SECTION, _section(figures, version))
    missed = [f"{one.page}: {', '.join(found)}" for one in figures if (found := one.misses(one.page == "tracking"))]
    sys.exit("\n".join(missed) if missed else 0)


def _install() -> None:
    """Install Lighthouse at its pinned version unless it is installed."""
    if not (TOOL / "node_modules" / ".package-lock.json").exists():
        _log("installing Lighthouse (185 MB, once)")
        environment = os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"}
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=TOOL, env=environment, check=True, timeout=INSTALL_DEADLINE_S)


@contextmanager
def _system() -> Iterator[LaptopSystem]:
    """A new laptop system in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="qdn-bench-") as directory:
        system = LaptopSystem(Path(directory))
        try:
            _log("bringing a system up")
            up = system.run("up")
            if up.returncode:
                sys.exit(up.stdout + up.stderr)
            yield system
        finally:
            system.run("down")


def _measure(page: str, address: str) -> Figures:
    reports = []
    for number in range(RUNS):
        _log(f"{page}: run {number + 1} of {RUNS}")
        reports.append(_lighthouse(address))

    def score(category: str) -> float:
        return 100 * median(float(report["categories"][category]["score"]) for report in reports)

    def audit(name: str) -> float:
        return median(float(report["audits"][name]["numericValue"]) for report in reports)

    return Figures(
        page=page,
        performance=score("performance"),
        accessibility=score("accessibility"),
        best_practices=score("best-practices"),
        seo=None if page == "tracking" else score("seo"),
        first_paint_ms=audit("first-contentful-paint"),
        largest_paint_ms=audit("largest-contentful-paint"),
        shift=audit("cumulative-layout-shift"),
        transferred=audit("total-byte-weight"),
    )


def _lighthouse(address: str) -> Any:
    browser = chromium.executable() or sys.exit("No Chromium was found: run `make install`.")
    flags = " ".join(["--headless=new", *chromium.FLAGS])
    command = ["node_modules/.bin/lighthouse", address, "--output=json", "--quiet", "--no-enable-error-reporting"]
    done = subprocess.run(
        [*command, f"--chrome-flags={flags}"],
        cwd=TOOL,
        env=os.environ | {"CHROME_PATH": browser},
        capture_output=True,
        text=True,
        timeout=RUN_DEADLINE_S,
        check=False,
    )
    if done.returncode:
        sys.exit(f"Lighthouse could not measure {address}:\n{done.stderr}")
    return json.loads(done.stdout)


def _section(figures: list[Figures], version: str) -> str:
    lines = [
        "",
        f"## {SECTION}",
        "",
        f"{describe()}; Lighthouse {version}, its mobile profile (simulated slow 4G, a processor 4 times slower), the "
        f"installed Chromium, through the local edge; medians of {RUNS} runs. `make lighthouse` writes it.",
        "",
        "| page | performance | accessibility | best practices | SEO | first paint | largest paint | layout shift "
        "| transferred |",
        "|:--|--:|--:|--:|--:|--:|--:|--:|--:|",
        *[_row(one) for one in figures],
        "",
        f"Targets: performance {PERFORMANCE}, all other scores {FULL_MARKS}; for the tracking page, which must not be "
        f"indexed, also a largest paint within {TRACKING_LCP_MS / 1000} s and at most {TRACKING_BYTES // 1000} KB in "
        "total, headers included.",
        "",
    ]
    return "\n".join(lines)


def _row(one: Figures) -> str:
    seo = "not indexed" if one.seo is None else f"{one.seo:.0f}"
    scores = f"{one.performance:.0f} | {one.accessibility:.0f} | {one.best_practices:.0f} | {seo}"
    paints = f"{one.first_paint_ms / 1000:.1f} s | {one.largest_paint_ms / 1000:.1f} s"
    return f"| {one.page} | {scores} | {paints} | {one.shift:.2f} | {one.transferred / 1000:.1f} KB |"


def _log(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
