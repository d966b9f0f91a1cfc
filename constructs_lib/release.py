"""The release: the fingerprint of all deployed content, the same for the same content on every machine."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from constructs_lib.built_site import BUILT_SITE, built_site

REPOSITORY = Path(__file__).parent.parent
SOURCES = ("app.py", "cdk.json", "requirements.txt", "constructs_lib", "edge_functions", "lambda", "stacks")
HEX_DIGITS = 12


@cache
def release() -> str:
    """Twelve hex digits, read once a process. Raises `FileNotFoundError` when the site is not built."""
    return fingerprint(REPOSITORY)


def fingerprint(repository: Path) -> str:
    """The release of the sources and the built site in `repository`, over each file's path and content."""
    built_site(repository / BUILT_SITE.relative_to(REPOSITORY))
    digest = hashlib.sha256()
    for path in sorted(_files(repository), key=lambda path: path.relative_to(repository).as_posix()):
        digest.update(path.relative_to(repository).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:HEX_DIGITS]


def _files(repository: Path) -> Iterator[Path]:
    """The files of a deploy, without compiled Python and without inputs of the pins."""
    for name in (*SOURCES, BUILT_SITE.relative_to(REPOSITORY).as_posix()):
        source = repository / name
        for path in source.rglob("*") if source.is_dir() else [source]:
            if path.is_file() and "__pycache__" not in path.parts and path.name != "requirements.in":
                yield path
