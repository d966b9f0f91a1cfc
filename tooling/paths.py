"""Paths of the repository and of a laptop system's state files: `.qdn/`, or the folder that QDN_STATE_DIR names."""

import json
import os
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
DIRECTORY = Path(os.environ.get("QDN_STATE_DIR", REPOSITORY / ".qdn")).resolve()

VENV = REPOSITORY / ".venv"
EMULATOR_VENV = REPOSITORY / ".venv-ministack"

# Addresses and sign-in of the running system, for scripts.
SUMMARY = DIRECTORY / "local.json"
# The ports that were used last, also by a deploy that failed: the emulator's saved state contains its port.
PORTS = DIRECTORY / "ports.json"
OUTPUTS = DIRECTORY / "outputs.json"
# The assemblies of `qdn promote`. They do not belong to the running system, so `make clean` keeps them.
ASSEMBLIES = DIRECTORY / "assemblies"
SEEDED = DIRECTORY / "seed.json"
EDGE_LOGS = DIRECTORY / "edge-logs"
RECORDED_CALLS = DIRECTORY / "recorded-calls.jsonl"


def outputs() -> dict[str, str]:
    """The deployed App stack's SiteUrl, DistributionId, UserPoolId, JobsBucket and ViewsBucket."""
    return dict(json.loads(OUTPUTS.read_text())["local-App"])


def summary() -> dict[str, Any]:
    """The summary of the last `make up`: site_url, aws_endpoint_url, sign_in. Empty before the first one."""
    return dict(json.loads(SUMMARY.read_text())) if SUMMARY.exists() else {}
