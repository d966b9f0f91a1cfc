"""Generated files: everything that is written from the models and from the table of operations.

`make generate` writes them; `python -m codegen --check`, part of `make lint`, fails when one is out of date.
"""

from tooling.source_root import add_source_root

add_source_root()
