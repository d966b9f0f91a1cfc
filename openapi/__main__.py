"""`make api`: writes docs/openapi.json and docs/api.md."""

import json
from pathlib import Path

from openapi.document import document
from openapi.page import page

DOCS = Path(__file__).parent.parent / "docs"


def files() -> dict[Path, str]:
    """What the two files hold."""
    described = document()
    return {
        DOCS / "openapi.json": json.dumps(described, indent=2, ensure_ascii=False) + "\n",
        DOCS / "api.md": page(described),
    }


if __name__ == "__main__":
    for file, text in files().items():
        file.write_text(text, encoding="utf-8")
