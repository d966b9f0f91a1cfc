"""`python -m review [environment …]`: what a deploy of this working tree would change, as a comment for a pull request.

It reads the deployed templates with the caller's credentials; docs/review.md says what they need.
"""

import os
import subprocess
import sys
from pathlib import Path

from review.changes import Unreadable
from review.comment import compose

CDK = Path(__file__).parent.parent / "node_modules" / ".bin" / "cdk"
DEPLOYED = ("staging", "production")
TIMEOUT_S = 600


class Failed(Exception):
    """`cdk diff` could not compare. The message ends with what it said."""


def main(environments: list[str]) -> None:
    """The comment on standard output, the whole of `cdk diff` on standard error."""
    try:
        print(compose({environment: _diff(environment) for environment in environments}), end="")
    except (Failed, Unreadable) as error:
        sys.exit(str(error))


def _diff(environment: str) -> str:
    result = subprocess.run(
        [
            *(str(CDK), "diff", f"{environment}/*", "--context", f"environment={environment}"),
            # The default makes a change set, which wants the deploy role and so the right to write (aws-cdk #29650).
            *("--method", "template", "--no-color", "--no-notices"),
        ],
        cwd=CDK.parents[2],
        env=os.environ | {"CI": "true"},  # or the differences go to standard error, among the warnings
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    sys.stderr.write(result.stdout + result.stderr)
    if result.returncode != 0:
        raise Failed(f"cdk diff of {environment} failed: its output is above.")
    return result.stdout


if __name__ == "__main__":
    main(sys.argv[1:] or list(DEPLOYED))
