"""The environments: two for Python, one for Node, each installed again only when its pins have changed."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from local import packages, state
from local.steps import StepError, run, step

OLDEST_NODE = (20, 19)  # Vite's
INSTALL_TIMEOUT_S = 900
BUILD_TIMEOUT_S = 120

NODE_MODULES = state.REPOSITORY / "node_modules"
BUILT_SITE = state.REPOSITORY / "site" / "dist"


def everything() -> None:
    """Every package that `make up` and `make test` use. Raises `StepError` when a tool is missing or too old."""
    state.DIRECTORY.mkdir(parents=True, exist_ok=True)
    _check_node()
    _python_environment(
        "Python packages", state.VENV, "requirements-dev.txt", "requirements.txt", "lambda/requirements.txt"
    )
    _python_environment("Laptop's AWS", state.EMULATOR_VENV, "local/requirements.txt")
    _node_packages()


def build_site() -> None:
    """Build the pages, if what they are built from has changed."""
    sources = [
        *_files(state.REPOSITORY / "site", without=BUILT_SITE),
        *sorted((state.REPOSITORY / "lambda" / "jobs").glob("*.json")),
        *(state.REPOSITORY / name for name in ("package-lock.json", "vite.config.ts", "tsconfig.json")),
    ]
    if _is_done(BUILT_SITE, sources):
        return
    state.DIRECTORY.mkdir(parents=True, exist_ok=True)
    with step("Building the site"):
        run(
            ["npm", "run", "build"],
            log="build",
            timeout_s=BUILD_TIMEOUT_S,
            hint="The site does not build: mend what is named above.",
        )
        _mark_done(BUILT_SITE, sources)


def _check_node() -> None:
    wanted = "Node {}.{} or newer".format(*OLDEST_NODE)
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        raise StepError(f"{wanted} with npm is needed and was not found: install it from nodejs.org.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout.strip()
    if tuple(int(part) for part in version.lstrip("v").split(".")[:2]) < OLDEST_NODE:
        raise StepError(f"{wanted} is needed, this is {version}: install it from nodejs.org.")


def _python_environment(title: str, directory: Path, *requirements: str) -> None:
    pins = [state.REPOSITORY / name for name in requirements]
    if _is_done(directory, pins):
        return
    with step(f"Installing: {title}"):
        shutil.rmtree(directory, ignore_errors=True)
        packages.make_environment(directory, with_pip=directory == state.VENV)
        packages.install(directory, pins[0])
        _mark_done(directory, pins)


def _node_packages() -> None:
    pins = [state.REPOSITORY / "package-lock.json"]
    if _is_done(NODE_MODULES, pins):
        return
    with step("Installing: Node packages"):
        run(
            ["npm", "ci", "--no-audit", "--no-fund"],
            log="install",
            timeout_s=INSTALL_TIMEOUT_S,
            hint="The Node packages could not be installed: check the network, then run the same command again.",
        )
        _mark_done(NODE_MODULES, pins)


def _is_done(made: Path, sources: Sequence[Path]) -> bool:
    stamp = _stamp(made)
    return made.exists() and stamp.exists() and stamp.read_text() == _digest(sources)


def _mark_done(made: Path, sources: Sequence[Path]) -> None:
    _stamp(made).write_text(_digest(sources))


def _stamp(made: Path) -> Path:
    """Inside what was made, so that it goes with it. The built site is published whole, hence beside its tools."""
    return NODE_MODULES / ".site-built" if made == BUILT_SITE else made / ".installed"


def _digest(sources: Sequence[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sources:
        digest.update(str(path.relative_to(state.REPOSITORY)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(directory: Path, *, without: Path) -> list[Path]:
    return sorted(
        path
        for path in directory.rglob("*")
        if path.is_file() and without not in path.parents and not path.name.startswith(".")
    )
