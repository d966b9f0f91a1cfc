"""The names in the edge's access log that writers and readers share: kinds of files, fields, values."""

REQUESTS, INVALIDATIONS = "edge", "invalidations"
"""The folders of the two kinds of log files: one line per request, one line per invalidation."""
OBJECT, LIFETIME = "x-qdn-object", "x-qdn-lifetime"
"""Fields that only the laptop's edge writes: a name for the cached object, and its freshness lifetime in seconds."""
NOTHING = "-"
"""A field without a value."""
EVERYTHING = frozenset({"/*", "*"})
"""The paths of an invalidation that name every object."""
