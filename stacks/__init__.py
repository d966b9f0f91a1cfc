"""The stacks: the units of deployment."""

import constructs_lib  # noqa: F401  puts lambda/ on the path (see there)
