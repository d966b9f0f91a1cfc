"""The stacks: what is deployed together."""

import constructs_lib  # noqa: F401  puts lambda/ on the path (see there)
