"""Runs axe-core, which finds violations of accessibility rules, on the current state of a page."""

from functools import cache

from playwright.sync_api import Page

from tests.testkit.paths import REPOSITORY

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"


def findings(page: Page) -> list[str]:
    """One line for each violated rule, with the elements; empty when there is none."""
    page.evaluate(_axe())
    violations = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{violation['id']}: {violation['help']} {[node['target'] for node in violation['nodes']]}"
        for violation in violations
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
