"""Where a running system keeps what it knows: one directory, `.qdn/` unless QDN_STATE_DIR names another."""

import json
import os
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
DIRECTORY = Path(os.environ.get("QDN_STATE_DIR", REPOSITORY / ".qdn")).resolve()

VENV = REPOSITORY / ".venv"
EMULATOR_VENV = REPOSITORY / ".venv-ministack"

# What scripts read to find the running system.
SUMMARY = DIRECTORY / "local.json"
# The ports that were listened on last, also by a deploy that came to nothing: the emulator's state holds its own.
PORTS = DIRECTORY / "ports.json"
OUTPUTS = DIRECTORY / "outputs.json"
# What `qdn promote` goes back to: not of the running system, hence kept when that is forgotten.
ASSEMBLIES = DIRECTORY / "assemblies"
SEEDED = DIRECTORY / "seed.json"
EDGE_LOGS = DIRECTORY / "edge-logs"
RECORDED_CALLS = DIRECTORY / "recorded-calls.jsonl"


def outputs() -> dict[str, str]:
    """The deployed App stack's SiteUrl, DistributionId, UserPoolId, JobsBucket and ViewsBucket."""
    return dict(json.loads(OUTPUTS.read_text())["local-App"])


def summary() -> dict[str, Any]:
    """The last `make up`: site_url, aws_endpoint_url, sign_in. Empty before the first one."""
    return dict(json.loads(SUMMARY.read_text())) if SUMMARY.exists() else {}
