"""Builds the pages, when their sources have changed."""

from pathlib import Path

from tooling import paths, stamps
from tooling.steps import run, step

BUILD_TIMEOUT_S = 120
BUILT_SITE = paths.REPOSITORY / "site" / "dist"
# Not in the built site, which is published whole.
STAMP = paths.REPOSITORY / "node_modules" / ".site-built"


def build_site() -> None:
    """Build the pages if their sources have changed. Raises `StepError` when the build fails."""
    sources = [
        *_files(paths.REPOSITORY / "site", without=BUILT_SITE),
        *sorted((paths.REPOSITORY / "lambda").rglob("*.json")),
        *(paths.REPOSITORY / name for name in ("package-lock.json", "vite.config.ts", "tsconfig.json")),
    ]
    if stamps.is_done(BUILT_SITE, STAMP, sources):
        return
    paths.DIRECTORY.mkdir(parents=True, exist_ok=True)
    with step("Building the site"):
        run(
            ["npm", "run", "build"],
            log="build",
            timeout_s=BUILD_TIMEOUT_S,
            hint="The site does not build: fix the error above.",
        )
        stamps.mark_done(STAMP, sources)


def _files(directory: Path, *, without: Path) -> list[Path]:
    return sorted(
        path
        for path in directory.rglob("*")
        if path.is_file() and without not in path.parents and not path.name.startswith(".")
    )
