"""Generated files: up to date, and a difference fails the check by name."""

from pathlib import Path

import pytest

from codegen import __main__ as command
from codegen.files import generated_files
from tests.testkit.paths import REPOSITORY


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["codegen", *arguments])
    return command.main()


def test_the_generated_files_are_up_to_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--check") == 0, capsys.readouterr().err


def test_a_file_that_differs_or_is_missing_is_named_and_only_written_without_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    old, missing, current = tmp_path / "old", tmp_path / "new" / "missing", tmp_path / "current"
    old.write_text("a")
    current.write_text("c")
    monkeypatch.setattr(command, "generated_files", lambda: {old: "b", missing: "m", current: "c"})
    monkeypatch.setattr(command, "REPOSITORY", tmp_path)
    assert run(monkeypatch, "--check") == 1
    reported = capsys.readouterr().err
    assert [line.split()[0] for line in reported.splitlines()] == ["old", "new/missing"]
    assert (old.read_text(), missing.exists()) == ("a", False)
    assert run(monkeypatch) == 0
    assert (old.read_text(), missing.read_text()) == ("b", "m")


def test_the_generated_folder_has_generated_files_alone() -> None:
    folder = REPOSITORY / "site" / "src" / "generated"
    assert set(folder.iterdir()) <= generated_files().keys()
