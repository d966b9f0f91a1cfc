"""Other releases of the system under test: those with additional text at the end of a page."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.testkit.system import System


def another_release(system: System, name: str) -> AbstractContextManager[None]:
    """While the block runs, the system's built site is the release of that name: its tracking page differs."""
    return page_with(system, "track.html", f"<!-- {name} -->")


@contextmanager
def page_with(system: System, page: str, more: str) -> Iterator[None]:
    """While the block runs, that page of the system's built site has this at the end of its body."""
    built = system.checkout / "site" / "dist" / page
    before = built.read_text()
    try:
        built.write_text(before.replace("</body>", f"{more}</body>"))
        yield
    finally:
        built.write_text(before)
