"""The running system that integration and browser tests share: brought up as a person does, in a folder of its own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from local.dispatcher import Dispatcher
from local.seed import make_user
from tests.testkit.fixtures import another_free_port, distribution, free_port, ministack, new_stage, no_waits, stage
from tests.testkit.paths import REPOSITORY
from tests.testkit.system import COLLEAGUE, System
from tooling import aws

__all__ = ["another_free_port", "distribution", "free_port", "ministack", "new_stage", "no_waits", "stage"]

INSTALLED = (".venv", ".venv-ministack", ".wheels", "node_modules")
"""What a checkout has beside its sources, and nobody changes."""


# How fast the machine is says nothing about what is tested.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The permissions come last: they are held against the calls that every other test has made.

    What needs a deployed system is marked so, hence `make test` can give it a process of its own.
    """
    items.sort(key=lambda item: item.path.name == "test_permissions.py")
    for item in items:
        if "system" in getattr(item, "fixturenames", ()):
            item.add_marker("system")


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout once more, built: its pages can be changed while other tests read those of this one."""
    subprocess.run([sys.executable, "-m", "local", "build"], cwd=REPOSITORY, check=True, capture_output=True)
    directory = tmp_path_factory.mktemp("system") / "checkout"
    left_out = shutil.ignore_patterns(*INSTALLED, ".*", "__pycache__", "cdk.out", "docs", "tests")
    shutil.copytree(REPOSITORY, directory, ignore=left_out)
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
    email, password = COLLEAGUE
    outputs = json.loads((system.directory / "outputs.json").read_text())["local-App"]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(system.summary["aws_endpoint_url"]).items():
            patch.setenv(name, value)
        make_user(outputs["UserPoolId"], email, "Lee Colleague", password)
    return Dispatcher(system.site_url, email, password)


@pytest.fixture(scope="session")
def dispatcher(system: System) -> Dispatcher:
    return system.dispatcher()
