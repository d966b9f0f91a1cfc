"""Where generated files are."""

from tooling.paths import REPOSITORY

DOCS = REPOSITORY / "docs"
SITE = REPOSITORY / "site" / "src" / "generated"
