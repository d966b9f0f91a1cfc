"""`python -m codegen` writes the generated files; with `--check` it writes nothing and names those that differ."""

import argparse
import sys

from codegen.files import generated_files
from tooling.paths import REPOSITORY


def main() -> int:
    """The exit code: 1 when `--check` finds a file that differs, else 0."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    check = parser.parse_args().check
    differing = {
        path: text
        for path, text in generated_files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    for path, text in differing.items():
        if check:
            print(f"{path.relative_to(REPOSITORY)} is out of date: make generate", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(REPOSITORY)} written")
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
