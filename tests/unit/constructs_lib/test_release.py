"""A release is the fingerprint of the content: the same content is the same release, any change another."""

import re
from pathlib import Path

import pytest

from constructs_lib.release import fingerprint, release

FILES = (
    "app.py",
    "cdk.json",
    "requirements.txt",
    "constructs_lib/edge.py",
    "edge_functions/rewrite.js",
    "lambda/job_api/handler.py",
    "lambda/requirements.txt",
    "stacks/app.py",
    "site/dist/index.html",
    "site/dist/assets/board-1a2b.js",
)


def _repository(root: Path) -> Path:
    for name in FILES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root


def test_the_same_content_in_another_folder_is_the_same_release(tmp_path: Path) -> None:
    here, there = _repository(tmp_path / "here"), _repository(tmp_path / "there")
    assert fingerprint(here) == fingerprint(there)


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_is_another_release(tmp_path: Path, name: str) -> None:
    before = fingerprint(_repository(tmp_path))
    (tmp_path / name).write_text(f"{name}.")
    assert fingerprint(tmp_path) != before


def test_a_renamed_or_an_added_file_is_another_release(tmp_path: Path) -> None:
    before = fingerprint(_repository(tmp_path))
    page = tmp_path / "site/dist/index.html"
    (tmp_path / "site/dist/track.html").write_bytes(page.read_bytes())
    added = fingerprint(tmp_path)
    (tmp_path / "site/dist/track.html").rename(tmp_path / "site/dist/book.html")
    assert len({before, added, fingerprint(tmp_path)}) == 3


def test_files_that_are_not_deployed_do_not_change_the_release(tmp_path: Path) -> None:
    before = fingerprint(_repository(tmp_path))
    for name in ("lambda/job_api/__pycache__/handler.pyc", "lambda/requirements.in", "tests/test_it.py", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("something else")
    assert fingerprint(tmp_path) == before


def test_a_site_that_is_not_built_is_an_error(tmp_path: Path) -> None:
    (_repository(tmp_path) / "site/dist/index.html").unlink()
    with pytest.raises(FileNotFoundError, match="the site is not built: run"):
        fingerprint(tmp_path)


def test_this_repository_has_a_release() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", release())
