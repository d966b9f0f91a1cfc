"""The running system that integration and browser tests share: brought up as a person does, in a folder of its own."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import botocore.session
import pytest
from botocore.loaders import create_loader
from hypothesis import HealthCheck, settings

from local.dispatcher import Dispatcher
from tests.testkit.fixtures import (
    another_free_port,
    distribution,
    free_port,
    job_buckets,
    ministack,
    new_job_buckets,
    no_waits,
)
from tests.testkit.paths import REPOSITORY
from tests.testkit.system import System

__all__ = ["another_free_port", "distribution", "free_port", "job_buckets", "ministack", "new_job_buckets", "no_waits"]

INSTALLED = (".venv", ".venv-ministack", ".wheels", "node_modules")
"""Folders of installed packages, which no test changes."""


# Every session of boto3 has a loader of its own, which reads the services' models again: 0.2 s for each new client.
botocore.session.create_loader = cache(create_loader)

# The speed of the machine is not under test.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The permissions come last: they are compared with the calls that every other test has made."""
    items.sort(key=lambda item: item.path.name == "test_permissions.py")


def _left_out(folder: str, names: list[str]) -> set[str]:
    """Names that a copy of the checkout does not need. All of `site` is needed: a build compares its sources."""
    anywhere = shutil.ignore_patterns(*INSTALLED, ".*", "__pycache__", "cdk.out")(folder, names)
    return anywhere | ({"docs", "tests"} if Path(folder) == REPOSITORY else set())


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout, built: tests change its pages while others read the original."""
    subprocess.run([sys.executable, "-m", "local", "build"], cwd=REPOSITORY, check=True, capture_output=True)
    directory = tmp_path_factory.mktemp("system") / "checkout"
    shutil.copytree(REPOSITORY, directory, ignore=_left_out)
    for name in INSTALLED:
        (REPOSITORY / name).mkdir(exist_ok=True)
        (directory / name).symlink_to(REPOSITORY / name)
    return directory


@pytest.fixture(scope="session")
def system(checkout: Path) -> Iterator[System]:
    """A deployed system. Kept apart from the one that a developer may be running."""
    running = System(checkout / ".qdn", checkout)
    try:
        brought_up = running.run("up")
        assert brought_up.returncode == 0, brought_up.stdout + brought_up.stderr
        yield running
    finally:
        running.run("down")


@pytest.fixture(scope="session")
def colleague(system: System) -> Dispatcher:
    """A second person on the staff, signed in beside the first."""
    return system.colleague()


@pytest.fixture(scope="session")
def dispatcher(system: System) -> Dispatcher:
    return system.dispatcher()
