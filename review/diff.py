"""The real `cdk diff` of one environment against what is deployed, with the caller's credentials."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tooling.cdk import CDK
from tooling.paths import REPOSITORY

TIMEOUT_S = 600


class DiffFailedError(Exception):
    """`cdk diff` failed. Its output is on standard error."""


def diff(environment: str, assembly: Path | None = None, variables: Mapping[str, str] = os.environ) -> str:
    """What `cdk diff` prints of the assembly, or of this working tree; all of it is on standard error, too.

    Raises `DiffFailedError`.
    """
    what = ["--context", f"environment={environment}"] if assembly is None else ["--app", str(assembly)]
    result = subprocess.run(
        [
            *(str(CDK), "diff", f"{environment}/*", *what),
            # The default makes a change set, which wants the deploy role and so the right to write (aws-cdk #29650).
            *("--method", "template", "--no-color", "--no-notices"),
        ],
        cwd=REPOSITORY,
        env={**variables, "CI": "true"},  # or the differences go to standard error, among the warnings
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    sys.stderr.write(result.stdout + result.stderr)
    if result.returncode != 0:
        raise DiffFailedError(f"cdk diff of {environment} failed: its output is above.")
    return result.stdout
