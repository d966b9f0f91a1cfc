"""`python -m review [environment …]`: what a deploy of this working tree would change, as a comment for a pull request.

With `--assembly FOLDER`, what a deploy of that assembly would change. It reads the deployed templates with the caller's
credentials; docs/review.md says what they need.
"""

import argparse
import sys
from pathlib import Path

from review.changes import UnreadableDiffError
from review.comment import compose
from review.diff import DiffFailedError, diff
from tooling.environments import DEPLOYED


def main() -> None:
    """Print the comment on standard output and the whole output of `cdk diff` on standard error."""
    parser = argparse.ArgumentParser(prog="python -m review", description=__doc__)
    parser.add_argument("environments", nargs="*", default=DEPLOYED)
    parser.add_argument("--assembly", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    try:
        print(
            compose({environment: diff(environment, arguments.assembly) for environment in arguments.environments}),
            end="",
        )
    except (DiffFailedError, UnreadableDiffError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
