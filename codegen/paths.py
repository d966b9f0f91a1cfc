"""Where generated files and their sources are."""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
DOCS = REPOSITORY / "docs"
SITE = REPOSITORY / "site" / "src" / "generated"


def add_source_root() -> None:
    """Put the source root of the runtime code on the path, for a run without pytest."""
    source_root = str(REPOSITORY / "lambda")
    if source_root not in sys.path:
        sys.path.append(source_root)
