"""Runs `cdk diff` of one environment against the deployed stacks, with the caller's credentials."""

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
    """The output of `cdk diff` for the assembly or for this working tree; it is also printed on standard error.

    Raises `DiffFailedError`.
    """
    source = ["--context", f"environment={environment}"] if assembly is None else ["--app", str(assembly)]
    result = subprocess.run(
        [
            *(str(CDK), "diff", f"{environment}/*", *source),
            # The default method creates a change set, for which it assumes the deploy role (aws-cdk #29650).
            *("--method", "template", "--no-color", "--no-notices"),
        ],
        cwd=REPOSITORY,
        env={**variables, "CI": "true"},  # otherwise the differences are printed on standard error, among the warnings
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    sys.stderr.write(result.stdout + result.stderr)
    if result.returncode != 0:
        raise DiffFailedError(f"cdk diff of {environment} failed: its output is above.")
    return result.stdout
