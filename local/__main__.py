"""`python3 -m local up|down|clean`: checks Python's version before further imports."""

import sys

# Old syntax, so that an older Python prints this sentence instead of a traceback.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Python 3.11 or newer is needed, this is %d.%d. Install it, then: make up PYTHON=python3.11"  # noqa: UP031
        % sys.version_info[:2]
    )

from local.commands import main

main()
