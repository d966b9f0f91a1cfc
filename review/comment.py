"""The comment on a pull request: resources that would be lost, changes by stack, the whole output of `cdk diff`."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import get_args

from review.changes import Change, Fate, read
from review.stateful import LOSSES

# GitHub refuses a comment of more than 65,536 characters; the rest is for the text that the workflow adds.
MOST_CHARACTERS = 60_000
COLUMNS: tuple[Fate, ...] = get_args(Fate)


def compose(outputs: Mapping[str, str]) -> str:
    """The comment as Markdown. `outputs`: the output of `cdk diff` by environment. Raises `UnreadableDiffError`."""
    changes = [change for output in outputs.values() for change in read(output)]
    head = ["## What this changes in AWS", *_warning(changes), *_table(changes)]
    room = (MOST_CHARACTERS - sum(len(part) for part in head)) // max(len(outputs), 1)
    return "\n\n".join([*head, *(_whole(name, output, room) for name, output in outputs.items())]) + "\n"


def _warning(changes: list[Change]) -> list[str]:
    lost = [change for change in changes if change.loses_state]
    if not lost:
        return []
    title = f"**{len(lost)} stateful resource{'s' if len(lost) > 1 else ''} would be lost.**"
    lines = [
        f"- `{change.stack}` `{change.logical_id}` ({change.type}) is **{change.fate}**: {LOSSES[change.type]}"
        for change in lost
    ]
    text = ["[!CAUTION]", f"{title} Merge this only if that is what it is for, and what they hold is safe.", "", *lines]
    return ["\n".join(f"> {line}".rstrip() for line in text)]


def _table(changes: list[Change]) -> list[str]:
    if not changes:
        return ["No resource changes."]
    rows = []
    for stack in dict.fromkeys(change.stack for change in changes):
        counts = Counter(change.fate for change in changes if change.stack == stack)
        rows.append(f"| `{stack}` | {' | '.join(str(counts[column] or '') for column in COLUMNS)} |")
    head = f"| stack | {' | '.join(COLUMNS)} |"
    return ["\n".join([head, "|---" * (len(COLUMNS) + 1) + "|", *rows])]


def _whole(environment: str, output: str, room: int) -> str:
    """The output, collapsed. The fence is longer than any sequence of backticks in the output."""
    fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall("`+", output)), default=0))
    text = output.strip()
    if len(text) > room:
        text = text[:room].rpartition("\n")[0] + "\n… The rest is in the log of the workflow."
    title = f"<details><summary><code>cdk diff</code> of {environment}</summary>"
    return f"{title}\n\n{fence}\n{text}\n{fence}\n\n</details>"
