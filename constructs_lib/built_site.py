"""The directory of the built pages, and the error when there is none."""

from pathlib import Path

BUILT_SITE = Path(__file__).parent.parent / "site" / "dist"


def built_site(directory: Path = BUILT_SITE) -> Path:
    """The directory that `npm run build` fills. Raises `FileNotFoundError` when it has not."""
    if not (directory / "index.html").exists():
        raise FileNotFoundError("the site is not built: run `npm ci && npm run build` first")
    return directory
