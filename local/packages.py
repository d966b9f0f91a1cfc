"""Installs pinned Python packages into an environment: with uv, which takes seconds, or with pip where uv cannot."""

import ast
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tooling import paths
from tooling.steps import StepError, run

TIMEOUT_S = 900
UV_REQUIREMENTS = paths.REPOSITORY / "requirements-uv.txt"
UV = paths.VENV / "bin" / "uv"
PIP = (paths.VENV / "bin" / "python", "-m", "pip")
NO_NETWORK_HINT = "The packages could not be installed: check the network, then run the same command again."

# pip's settings and uv's environment variables with the same meaning. uv does not read pip's configuration, which on
# many machines names the package index.
UV_VARIABLES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}
# Sections of pip's configuration in ascending precedence.
PIP_SECTIONS = ("global", "install", ":env:")


def make_environment(directory: Path, *, with_pip: bool) -> None:
    """Make an empty environment in `directory`. Raises `StepError` when Python cannot."""
    run(
        [sys.executable, "-m", "venv", *(() if with_pip else ("--without-pip",)), directory],
        log="install-venv",
        timeout_s=TIMEOUT_S,
        hint="Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv",
    )


def install(directory: Path, requirements: Path) -> None:
    """Install `requirements` into the environment in `directory`; hashes are required.

    Uses the uv and the pip of the project's own environment, which must exist. Raises `StepError` when both fail.
    """
    python = directory / "bin" / "python"
    try:
        if not UV.exists():
            _with_pip(paths.VENV / "bin" / "python", UV_REQUIREMENTS, log="install-uv")
        run(
            [UV, "pip", "install", "--python", python, "--require-hashes", "--requirement", requirements],
            log="install-uv",
            timeout_s=TIMEOUT_S,
            environment=uv_environment(_pip_configuration(), os.environ),
            hint=NO_NETWORK_HINT,
        )
    except StepError:
        why = paths.DIRECTORY / "install-uv.log"
        print(f" uv failed (see {why}); pip installs them, which takes minutes …", end="", flush=True)
        _with_pip(python, requirements, log="install")


def uv_environment(pip_configuration: str, environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` with pip's settings as uv's variables; uv's variables that are already set take precedence.

    `pip_configuration`: the output of `pip config list`, lines such as `global.index-url='https://…'`.
    """
    settings: dict[str, str] = {}
    for section in PIP_SECTIONS:
        for line in pip_configuration.splitlines():
            name, _, value = line.partition("=")
            option = name.removeprefix(f"{section}.")
            if option in UV_VARIABLES and option != name:
                settings[UV_VARIABLES[option]] = " ".join(str(ast.literal_eval(value)).split())
    if "UV_FIND_LINKS" in settings:  # uv separates these by commas, pip by blanks
        settings["UV_FIND_LINKS"] = settings["UV_FIND_LINKS"].replace(" ", ",")
    # As pip: the best version of all indexes, not only of the first one with that name. Every file's hash is checked.
    return {"UV_INDEX_STRATEGY": "unsafe-best-match"} | settings | dict(environment)


def _pip_configuration() -> str:
    return subprocess.run([*PIP, "config", "list"], capture_output=True, text=True, timeout=60, check=False).stdout


def _with_pip(python: Path, requirements: Path, *, log: str) -> None:
    run(
        [
            *(*PIP, "--python", python, "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--requirement", requirements),
        ],
        log=log,
        timeout_s=TIMEOUT_S,
        hint=NO_NETWORK_HINT,
    )
