"""docs/cli.md against the running system: every example has the output and the exit code on the page."""

from pathlib import Path

import pytest
from typer.main import get_command

from qdn.__main__ import app
from tests.testkit.cli_page import examples, file_of_a_job, ids, is_as_shown
from tests.testkit.operator import Operator
from tests.testkit.polling import until
from tests.testkit.system import System


def test_every_example_has_the_output_on_the_page(
    system: System, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mark.json").write_text(file_of_a_job())
    monkeypatch.chdir(tmp_path)
    until(lambda: any((system.directory / "edge-logs").rglob("*.gz")), deadline_s=10, what="the edge has written a log")
    operator = Operator(system.directory)
    real: dict[str, str] = {}
    for example in examples():
        arguments = [real.get(argument, argument) for argument in example.arguments]
        if arguments[:2] == ["job", "list"]:
            _wait_for_the_board(operator, arguments)
        result = operator.qdn(*arguments, stdin=example.stdin)
        command = " ".join(arguments)
        assert result.exit_code == example.exit_code, f"{command}\n{result.output}"
        assert is_as_shown(example.lines, result.output.splitlines()), f"{command}\n{result.output}"
        whole = "…" not in example.lines  # if lines are left out, the shown ones are the first
        for shown, came in zip(ids("\n".join(example.lines)), ids(result.output), strict=whole):
            real.setdefault(shown, came)


def _wait_for_the_board(operator: Operator, arguments: list[str]) -> None:
    """The write of the board may be left to the publisher if other tests write it at the same time."""

    def listed() -> str:
        return operator.qdn(*arguments).stdout.strip()

    until(listed, deadline_s=10, what="the job is on the board")


def test_the_page_shows_every_command() -> None:
    """All except `assemble`, which needs a commit: tests/integration/test_promotion.py."""
    shown = {" ".join(word for word in example.arguments[:2] if word.islower()) for example in examples()}
    commands: set[str] = set()
    for name, command in vars(get_command(app))["commands"].items():
        inner = vars(command).get("commands")
        commands |= {f"{name} {one}" for one in inner} if inner else {name}
    assert {command for command in commands if not any(one.startswith(command) for one in shown)} == {"assemble"}
