"""`python3 -m local up|down|clean`: checks the interpreter before it imports what an old one could not read."""

import sys

# An older interpreter must get a sentence, not a traceback: hence the old syntax.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Python 3.11 or newer is needed, this is %d.%d. Install it, then: make up PYTHON=python3.11"  # noqa: UP031
        % sys.version_info[:2]
    )

from local.commands import main

main()
