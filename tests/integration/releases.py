"""Another release of the system under test: one whose tracking page differs."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.conftest import REPOSITORY


@contextmanager
def another_release(name: str) -> Iterator[None]:
    """While the block runs, the built site is the release of that name."""
    built = REPOSITORY / "site" / "dist" / "track.html"
    before = built.read_text()
    try:
        built.write_text(before.replace("</body>", f"<!-- {name} --></body>"))
        yield
    finally:
        built.write_text(before)
