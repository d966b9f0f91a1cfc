"""Measurements of this system, each against a reference that runs in the same process on the same S3."""

from tooling.source_root import add_source_root

add_source_root()
