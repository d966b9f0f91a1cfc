"""Output: results on stdout, everything else on stderr."""

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

# In a pipe or a file lines are not wrapped; in a terminal they fit its width, or COLUMNS if that is set.
_WIDE = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 1_000

out, err = Console(soft_wrap=True, width=_WIDE), Console(stderr=True, soft_wrap=True)


def print_json(document: Any) -> None:
    """Print the document as JSON on stdout."""
    print(json.dumps(document, indent=2, ensure_ascii=False))


def say(text: str) -> None:
    """Print a line on stderr, without markup."""
    err.print(text, markup=False, highlight=False)


def plain_table(*columns: str, numbers: Sequence[str] = (), title: str | None = None) -> Table:
    """A table with a line under its head. `numbers`: the names of further columns, which are aligned to the right."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for column in columns:
        table.add_column(column, overflow="fold")
    for number in numbers:
        table.add_column(number, justify="right", no_wrap=True)
    return table
