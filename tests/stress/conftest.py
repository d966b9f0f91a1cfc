"""The slow suites, which only `pytest -m stress` runs: the quick ones of tests/unit, for longer."""

import pytest

from tests.ministack import ministack
from tests.unit.jobs.fixtures import new_stage, no_waits, stage
from tests.unit.publisher.distribution import distribution

__all__ = ["distribution", "ministack", "new_stage", "no_waits", "stage"]

MARKER = "stress"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{MARKER}: takes minutes; runs only when it is asked for")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave these out where nobody asked for a marker."""
    if config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker(MARKER)]
    items[:] = [item for item in items if item not in slow]
    config.hook.pytest_deselected(items=slow)
