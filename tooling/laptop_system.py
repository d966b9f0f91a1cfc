"""A laptop's system in a folder of its own, beside the one that a developer may be running: started and read.

It runs `python -m local` in a process of its own, because bench and tooling may not import local.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tooling.paths import REPOSITORY, SUMMARY

COMMAND_TIMEOUT_S = 240


@dataclass
class LaptopSystem:
    """The system whose state is in `directory` and which is deployed from `checkout`."""

    directory: Path
    checkout: Path = REPOSITORY

    @property
    def summary(self) -> dict[str, Any]:
        """The file that `make up` writes for scripts."""
        return dict(json.loads((self.directory / SUMMARY.name).read_text()))

    @property
    def site_url(self) -> str:
        return str(self.summary["site_url"])

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of this system's commands: its folder, without the caller's AWS credentials."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "QDN_"))}
        return kept | {"QDN_STATE_DIR": str(self.directory)}

    def run(self, command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run `python -m local <command>`. Raises `subprocess.TimeoutExpired` after four minutes."""
        return subprocess.run(
            [sys.executable, "-m", "local", command],
            cwd=self.checkout,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
