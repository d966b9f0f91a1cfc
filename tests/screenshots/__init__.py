"""`make screenshots`: the pictures in docs/screenshots."""

from tooling.source_root import add_source_root

add_source_root()
