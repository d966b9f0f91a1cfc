"""mypy checks every module of the CDK library that this code depends on, and none of the others (pyproject.toml).

A module that mypy skips has the type Any: a wrong argument or attribute would pass unnoticed.
"""

import ast
import importlib
import inspect
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from tests.testkit.paths import REPOSITORY

SKIPPED = "aws_cdk.*"


def _mypy() -> dict[str, Any]:
    return dict(tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["mypy"])


def _followed() -> set[str]:
    """The modules of aws_cdk that mypy follows."""
    [skipped] = [each for each in _mypy()["overrides"] if SKIPPED in each["module"]]
    [followed] = [each for each in _mypy()["overrides"] if each.get("follow_imports") == "normal"]
    assert skipped == {"module": [SKIPPED], "follow_imports": "skip"}
    return set(followed["module"])


def _imported() -> Iterator[str]:
    """The modules of aws_cdk that the checked code imports."""
    checked = [REPOSITORY / name for name in _mypy()["files"]]
    files = [file for path in checked for file in ([path] if path.is_file() else sorted(path.rglob("*.py")))]
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text()))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "aws_cdk":
            yield node.module
            yield from (name for alias in node.names if _is_module(name := f"{node.module}.{alias.name}"))
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "aws_cdk")


def _is_module(name: str) -> bool:
    return name.rpartition(".")[2].islower() and find_spec(name) is not None


def _modules_of_base_classes(name: str) -> set[str]:
    """The modules of aws_cdk from which the classes of a module inherit."""
    own = [one for one in vars(importlib.import_module(name)).values() if inspect.isclass(one)]
    return {
        base.__module__
        for one in own
        if one.__module__ == name
        for base in one.__mro__
        if base.__module__.split(".")[0] == "aws_cdk"
    }


def test_mypy_follows_each_module_that_is_imported_and_those_of_its_base_classes() -> None:
    needed: set[str] = set()
    waiting = {"aws_cdk", *_imported()}
    while waiting:
        needed |= waiting
        waiting = {base for name in waiting for base in _modules_of_base_classes(name)} - needed
    assert _followed() == needed | {"aws_cdk.interfaces"}
