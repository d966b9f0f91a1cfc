"""Tests share code through tests/testkit alone: any suite can be moved, and none runs another's tests."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.testkit.paths import REPOSITORY

TESTS = REPOSITORY / "tests"
SHARED = ("tests.testkit", "tests.screenshots", "tests.__main__")


def _imports_from_tests(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "tests" else [f"tests.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] == "tests")


def test_no_test_module_and_no_conftest_is_imported() -> None:
    found = {str(file.relative_to(TESTS)): list(_imports_from_tests(file)) for file in TESTS.rglob("*.py")}
    assert any(found.values())
    strays = {file: [name for name in names if not name.startswith(SHARED)] for file, names in found.items()}
    assert {file: names for file, names in strays.items() if names} == {}
