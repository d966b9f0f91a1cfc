"""Installs the environments: two for Python, one for Node, each again only when its pins have changed."""

import shutil
import subprocess
from pathlib import Path

from local import packages
from tooling import paths, stamps
from tooling.steps import StepError, run, step

OLDEST_NODE = (20, 19)  # Vite's
INSTALL_TIMEOUT_S = 900

NODE_MODULES = paths.REPOSITORY / "node_modules"
STAMP = ".installed"
"""The file in an environment with the digest of the pins that it was installed from."""


def everything() -> None:
    """Install all packages of `make up` and `make test`. Raises `StepError` when a tool is missing or too old."""
    paths.DIRECTORY.mkdir(parents=True, exist_ok=True)
    _check_node()
    _python_environment(
        "Python packages", paths.VENV, "requirements-dev.txt", "requirements.txt", "lambda/requirements.txt"
    )
    _python_environment("Laptop's AWS", paths.EMULATOR_VENV, "local/requirements.txt")
    _node_packages()


def _check_node() -> None:
    wanted = "Node {}.{} or newer".format(*OLDEST_NODE)
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        raise StepError(f"{wanted} with npm is needed and was not found: install it from nodejs.org.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout.strip()
    if tuple(int(part) for part in version.lstrip("v").split(".")[:2]) < OLDEST_NODE:
        raise StepError(f"{wanted} is needed, this is {version}: install it from nodejs.org.")


def _python_environment(title: str, directory: Path, *requirements: str) -> None:
    pins = [paths.REPOSITORY / name for name in requirements]
    stamp = directory / STAMP
    if stamps.is_done(directory, stamp, pins):
        return
    with step(f"Installing: {title}"):
        shutil.rmtree(directory, ignore_errors=True)
        packages.make_environment(directory, with_pip=directory == paths.VENV)
        packages.install(directory, pins[0])
        stamps.mark_done(stamp, pins)


def _node_packages() -> None:
    pins = [paths.REPOSITORY / "package-lock.json"]
    stamp = NODE_MODULES / STAMP
    if stamps.is_done(NODE_MODULES, stamp, pins):
        return
    with step("Installing: Node packages"):
        run(
            ["npm", "ci", "--no-audit", "--no-fund"],
            log="install",
            timeout_s=INSTALL_TIMEOUT_S,
            hint="The Node packages could not be installed: check the network, then run the same command again.",
        )
        stamps.mark_done(stamp, pins)
