"""The examples of docs/cli.md: commands, their documented output, and the comparison with the actual output."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from tests.testkit.paths import REPOSITORY

PAGE = REPOSITORY / "docs" / "cli.md"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT = "$ "
_ECHO = re.compile(r'echo "(.*)" \| ')
_DEFERRED = "The board shows it in a few seconds."
"""The line that a command adds when another writer was changing the board at the same time."""
_EXIT = re.compile(r"exit ([1-9])")
_ID = re.compile(r"\b(?:[0-9a-f]{16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")
# What differs from run to run, or with the width of a column.
_VARIES = [
    (_ID, "ID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "TIME"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "SITE"),
    (re.compile(r"[ ─]+"), " "),
]


@dataclass(frozen=True)
class Example:
    """A command with what it reads from stdin, and the lines and exit code that the page shows."""

    arguments: list[str]
    stdin: str
    lines: list[str]
    exit_code: int


def examples() -> Iterator[Example]:
    """Every example, in the page's order."""
    for kind, text in _blocks():
        if kind == "console":
            for block in text.replace("\\\n", " ").removeprefix(_PROMPT).split(f"\n{_PROMPT}"):
                yield _example(*block.splitlines())


def file_of_a_job() -> str:
    """The file that the page shows."""
    return next(text for kind, text in _blocks() if kind == "json")


def ids(text: str) -> list[str]:
    """Tokens and versions, in the order of the text."""
    return _ID.findall(text)


def is_as_shown(documented: list[str], actual: list[str]) -> bool:
    """Whether the actual lines match the documented ones; `…` matches any text, and alone on a line any lines."""
    pattern = "".join("(?:.*\n)*" if line == "…" else _line(line) for line in _comparable(documented))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _comparable(actual))) is not None


def _blocks() -> list[tuple[str, str]]:
    return _FENCE.findall(PAGE.read_text(encoding="utf-8"))


def _example(command: str, *lines: str) -> Example:
    echoed = _ECHO.match(command)
    program, *arguments = shlex.split(_ECHO.sub("", command))
    assert program == "bin/qdn", command
    ends = _EXIT.fullmatch(lines[-1]) if lines else None
    shown = list(lines[:-1] if ends else lines)
    return Example(arguments, f"{echoed[1]}\n" if echoed else "", shown, int(ends[1]) if ends else 0)


def _comparable(lines: list[str]) -> list[str]:
    """The lines without empty ones, varying parts masked."""
    text = "\n".join(lines)
    for pattern, name in _VARIES:
        text = pattern.sub(name, text)
    return [line for line in map(str.strip, text.splitlines()) if line not in ("", _DEFERRED)]


def _line(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("…")) + "\n"
