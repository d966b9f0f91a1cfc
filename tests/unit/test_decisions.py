"""The index of decisions has every decision under its title, and says which one replaces which."""

import re
from collections.abc import Iterator

import pytest

from tests.testkit.paths import REPOSITORY

DECISIONS = REPOSITORY / "docs" / "decisions"
PAGES = {page.name[:4]: page.read_text() for page in sorted(DECISIONS.glob("[0-9]*.md"))}
REPLACES = re.compile(r"^Replaces (.*)$", re.M)
REPLACED = re.compile(r"^Replaced(?: in part)? by (.*)$", re.M)
NUMBER = re.compile(r"\[(\d{4})\]")


def test_the_index_has_every_decision_under_its_title() -> None:
    titles = re.findall(r"^\| \[(\d{4})\]\(\1-[a-z0-9-]+\.md\) \| (.*?)(?: \(replace.*\))? \|$", _index(), re.M)
    assert titles == [_title(number) for number in PAGES]


def test_each_number_is_used_once() -> None:
    assert len(list(DECISIONS.glob("[0-9]*.md"))) == len(PAGES)


def test_the_index_shows_which_decisions_are_replaced() -> None:
    shown = re.findall(r"^\| \[(\d{4})\].*replaced(?: in part)? by (\d{4})", _index(), re.M)
    assert set(shown) == set(_replacements(REPLACED))


def test_both_pages_name_each_other_where_one_replaces_the_other() -> None:
    assert {(old, new) for new, old in _replacements(REPLACES)} == set(_replacements(REPLACED))


@pytest.mark.parametrize("number", PAGES)
def test_a_decision_has_context_decision_and_consequence(number: str) -> None:
    assert re.findall(r"^\*\*(Context|Decision|Consequence)\.\*\*", PAGES[number], re.M) == [
        "Context",
        "Decision",
        "Consequence",
    ]


def _index() -> str:
    return (DECISIONS / "README.md").read_text()


def _title(number: str) -> tuple[str, str]:
    first_line = PAGES[number].partition("\n")[0]
    return number, first_line.removeprefix(f"# {number}: ")


def _replacements(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for number, text in PAGES.items():
        for line in pattern.findall(text):
            yield from ((number, other) for other in NUMBER.findall(line))
