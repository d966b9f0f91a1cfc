"""The keys of a release: its own and its predecessor's, each derived from the master key and from nothing else."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from contract.names import ORIGIN_KEY_RELEASE_PROPERTY


def keys_for(event: Mapping[str, Any], master: str) -> str:
    """The new release's key and the one before's, with a space between them, from CloudFormation's event.

    A rollback names the two releases the other way round, and so gets the same two keys. At first there is no release
    before: then both keys are the new one's.
    """
    release = event["ResourceProperties"][ORIGIN_KEY_RELEASE_PROPERTY]
    before = event.get("OldResourceProperties", {}).get(ORIGIN_KEY_RELEASE_PROPERTY, release)
    return f"{_key(master, release)} {_key(master, before)}"


def _key(master: str, release: str) -> str:
    return hmac.new(master.encode(), release.encode(), hashlib.sha256).hexdigest()
