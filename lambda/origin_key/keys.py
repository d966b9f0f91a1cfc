"""The origin keys of a release: its own and its predecessor's, each an HMAC of the release under the master key."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from contract.names import ORIGIN_KEY_RELEASE_PROPERTY


def keys_for(event: Mapping[str, Any], master: str) -> str:
    """The keys of the new and of the previous release, separated by a space, for an event of CloudFormation.

    A rollback swaps the two releases and so gets the same two keys. The first release has no predecessor: both keys
    are its own.
    """
    release = event["ResourceProperties"][ORIGIN_KEY_RELEASE_PROPERTY]
    previous = event.get("OldResourceProperties", {}).get(ORIGIN_KEY_RELEASE_PROPERTY, release)
    return f"{_key(master, release)} {_key(master, previous)}"


def _key(master: str, release: str) -> str:
    return hmac.new(master.encode(), release.encode(), hashlib.sha256).hexdigest()
