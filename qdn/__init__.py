"""`qdn`, the operator's command line."""

from tooling.source_root import add_source_root

add_source_root()
