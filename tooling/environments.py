"""The names of the environments."""

from enum import StrEnum


class Environment(StrEnum):
    """Those of app.py, whose import takes as long as a whole command; a test compares the two lists."""

    LOCAL = "local"
    STAGING = "staging"
    PRODUCTION = "production"


DEPLOYED = (Environment.STAGING.value, Environment.PRODUCTION.value)
"""The environments on AWS, in the order in which an assembly is promoted through them."""
