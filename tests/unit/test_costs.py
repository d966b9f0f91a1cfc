"""docs/costs.md: written from the prices and the committed CloudFormation as they are."""

from bench.costs import LARGE, PAGE, SMALL, bill, page


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == page(), "out of date: make costs"


def test_both_yards_are_billed_for_the_same_items() -> None:
    assert [item.name for item in bill(SMALL)] == [item.name for item in bill(LARGE)]
