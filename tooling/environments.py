"""The names of the environments."""

from enum import StrEnum


class Environment(StrEnum):
    """The names in app.py, which is not imported, because that takes seconds; a test compares the two lists."""

    LOCAL = "local"
    STAGING = "staging"
    PRODUCTION = "production"


DEPLOYED = (Environment.STAGING.value, Environment.PRODUCTION.value)
"""The environments on AWS, in the order in which an assembly is promoted through them."""
