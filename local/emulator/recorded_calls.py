"""Records each distinct AWS call of a role (a function's or the CDK's) once, in `recorded-calls.jsonl`.

A line is `{"role": …, "action": …, "resource": …, "allowed": …}`: the role's name, IAM's action, the resource's ARN
with `{hex}` in place of possible tokens, and the decision.
"""

import json
import re
from pathlib import Path
from typing import Any

from ministack.services import sts

from local.emulator import decisions
from tooling.paths import RECORDED_CALLS

# A tracking token has 16 hex digits, a hash more; calls that differ in them only are not distinct. A canary's token
# (jobs/tokens.py) is not a customer's; its prefix is kept, because policies refer to it.
_COULD_BE_A_TOKEN = re.compile(r"(?P<canary>ca9a0000)[0-9a-f]{8}|[0-9a-fA-F]{16,}")
_ASSUMED_ROLE = re.compile(r"arn:aws:sts::\d+:assumed-role/(?P<role>[^/]+)/.+")


class _Record:
    """The lines of the file, with a copy in memory to find duplicates."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = set(path.read_text().splitlines()) if path.exists() else set()

    def add(self, line: str) -> None:
        if line not in self._lines:
            self._lines.add(line)
            with self._path.open("a") as file:
                file.write(f"{line}\n")


_record = _Record(RECORDED_CALLS)


def install() -> None:
    """Record MiniStack's decision on each call."""
    decisions.around(_record_decision)


def _record_decision(
    decide: decisions.Decide, access_key: str, action: str, service: str, region: str, resource: str, context: Any
) -> Any:
    refusal = decide(access_key, action, service, region, resource, context)
    session = sts._sessions.get(access_key)
    caller = _ASSUMED_ROLE.fullmatch(session["Arn"]) if session else None
    if caller:
        call = caller.groupdict() | {
            "action": action,
            "resource": _COULD_BE_A_TOKEN.sub(lambda token: f"{token['canary'] or ''}{{hex}}", resource),
            "allowed": refusal is None,
        }
        _record.add(json.dumps(call))
    return refusal
