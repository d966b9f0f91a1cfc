"""Whether something that was made from files (an environment, the built site) is up to date with those files."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from tooling import paths


def is_done(made: Path, stamp: Path, sources: Sequence[Path]) -> bool:
    """Whether `made` exists and `stamp` holds the digest of `sources` as they are now."""
    return made.exists() and stamp.exists() and stamp.read_text() == _digest(sources)


def mark_done(stamp: Path, sources: Sequence[Path]) -> None:
    """Write the digest of `sources` to `stamp`."""
    stamp.write_text(_digest(sources))


def _digest(sources: Sequence[Path]) -> str:
    """Over the version of Python and over each file's path and content."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sources:
        digest.update(str(path.relative_to(paths.REPOSITORY)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
