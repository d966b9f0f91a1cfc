"""An assembly is identified by its content, refused after a change, and kept until five others were used."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qdn import assembly as module
from qdn.assembly import Assembly, NotPromotableError, UnknownAssemblyError, all_kept, keep, make, named
from tests.testkit.assemblies import COMMIT, RELEASE, cdk_out
from tooling import paths

Make = Callable[..., Assembly]


@pytest.fixture(autouse=True)
def kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "KEPT", tmp_path / "assemblies")
    module.KEPT.mkdir()
    return module.KEPT


@pytest.fixture
def kept(tmp_path: Path) -> Make:
    """Makes an assembly and keeps it."""
    return lambda asset="print(1)": keep(cdk_out(tmp_path / "cdk.out", asset=asset), COMMIT)


def test_it_is_named_after_its_release_and_its_content_and_found_by_that_name(kept: Make) -> None:
    made = kept()
    assert made.name == f"{RELEASE}-{made.identity()}"
    assert named(made.name) == made
    assert made.environments == ["production", "staging"]
    assert list(made.templates("staging")) == ["staging-App"]


def test_the_same_content_is_the_same_assembly_wherever_it_was_made(kept: Make) -> None:
    first = kept()
    (first.folder / "assembly-staging" / "App.metadata.json").write_text("made in another folder")
    assert kept() == first
    assert all_kept() == [first]


def test_it_has_its_commit_which_is_not_part_of_its_identity(kept: Make, tmp_path: Path) -> None:
    made = kept()
    assert made.commit == COMMIT
    assert keep(cdk_out(tmp_path / "cdk.out"), "another commit") == made


def test_other_content_of_one_release_is_another_assembly(kept: Make) -> None:
    assert kept("print(1)").name != kept("print(2)").name


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "asset.1" / "handler.py").write_text("print(2)"),
        lambda folder: (folder / "asset.1" / "handler.py").rename(folder / "asset.1" / "other.py"),
        lambda folder: (folder / "asset.1" / "handler.py").chmod(0o755),
        lambda folder: (folder / "asset.1" / "more.py").write_text(""),
        lambda folder: (folder / "assembly-production" / "App.template.json").write_text(
            '{"Resources": {"Gone": {"Type": "T"}}}'
        ),
    ],
    ids=["content", "name", "program", "one more", "template"],
)
def test_a_changed_assembly_is_refused_by_name(kept: Make, change: Callable[[Path], object]) -> None:
    made = kept()
    change(made.folder)
    with pytest.raises(NotPromotableError, match=f"{made.name} was changed since it was made"):
        named(made.name)


def test_the_cdk_gets_a_copy_and_cannot_change_the_kept_assembly(kept: Make) -> None:
    made = kept()
    with made.to_deploy() as folder:
        assert Assembly(folder).identity() == made.identity()
        (folder / "assembly-staging" / ".cache").mkdir()
        (folder / "assembly-staging" / ".cache" / "1.zip").write_text("packed")
    assert not folder.exists()
    made.check()
    assert all_kept() == [made]


def test_the_commit_is_that_of_the_work_tree(tmp_path: Path) -> None:
    git = ("git", "-c", "user.name=Dana", "-c", "user.email=dana@example.com", "-C", str(tmp_path))
    for command in (("init", "--quiet"), ("commit", "--quiet", "--allow-empty", "--message", "first")):
        subprocess.run([*git, *command], check=True, timeout=30)
    head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True, timeout=30).stdout
    (tmp_path / ".git" / "info" / "exclude").write_text("*\n")
    assert module._committed(tmp_path) == head.strip()


def test_the_five_assemblies_that_were_used_last_are_kept(kept: Make) -> None:
    made = [kept(f"print({number})") for number in range(5)]
    for age, assembly in enumerate(reversed(made), start=1):
        os.utime(assembly.folder, (1_700_000_000 - age, 1_700_000_000 - age))
    with made[0].to_deploy():  # production runs the oldest
        pass
    newest = kept("print(5)")
    assert all_kept() == [newest, made[0], made[4], made[3], made[2]]


def test_an_unknown_name_or_environment_is_refused_with_the_existing_ones(kept: Make) -> None:
    with pytest.raises(UnknownAssemblyError, match="No assembly moon is kept: qdn promote --list shows those that are"):
        named("moon")
    with pytest.raises(UnknownAssemblyError, match="has no local: it was made for production and staging"):
        kept().templates("local")


def test_uncommitted_changes_are_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = tmp_path / "checkout"
    repository.mkdir()
    monkeypatch.setattr(paths, "REPOSITORY", repository)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(NotPromotableError, match="this folder is no work tree of git"):
        make()
    subprocess.run(["git", "init", "--quiet"], cwd=repository, check=True, timeout=30)
    (repository / "app.py").write_text("")
    with pytest.raises(NotPromotableError, match=r"commit or stash these first\.\n\?\? app\.py"):
        make()
