"""The folders of generated files."""

from tooling.paths import REPOSITORY

DOCS = REPOSITORY / "docs"
SITE = REPOSITORY / "site" / "src" / "generated"
