"""How far a rebuild is, kept in S3: whoever runs it again, from wherever, goes on from there."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from contract.names import MAINTENANCE_PREFIX
from jobs.bucket import Bucket, PreconditionFailedError
from jobs.times import format_utc, parse_utc

KEY = f"{MAINTENANCE_PREFIX}rebuild.json"
_GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Checkpoint:
    """Jobs up to `cursor` are done; `on_board` are those of them that belong on the board. `etag`: as it is stored."""

    cursor: str
    on_board: tuple[str, ...]
    etag: str | None


class CheckpointStore:
    """The one checkpoint, in the jobs bucket."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def load(self, now: datetime) -> Checkpoint:
        """Where to go on; from the beginning when no run was left unfinished within the last day.

        Raises StoreUnavailableError.
        """
        stored = self._bucket.get(KEY)
        if stored is None:
            return Checkpoint("", (), None)
        try:
            kept = json.loads(stored.body)
            if now - parse_utc(kept["at"]) <= _GOOD_FOR:
                return Checkpoint(str(kept["cursor"]), tuple(map(str, kept["on_board"])), stored.etag)
        except (ValueError, TypeError, KeyError):
            pass  # no checkpoint of this program: the work is done again, which harms nothing
        return Checkpoint("", (), stored.etag)

    def save(self, before: Checkpoint, cursor: str, on_board: Iterable[str], now: datetime) -> Checkpoint:
        """Keep that the jobs up to `cursor` are done.

        Raises PreconditionFailedError when another run has taken over, ConditionalConflictError, StoreUnavailableError.
        """
        tokens = sorted(on_board)
        body = json.dumps({"at": format_utc(now), "cursor": cursor, "on_board": tokens}).encode()
        try:
            etag = self._bucket.put(KEY, body, before.etag)
        except PreconditionFailedError:
            stored = self._bucket.get(KEY)
            if stored is None or stored.body != body:
                raise
            etag = stored.etag  # a try of ours whose answer was lost
        return Checkpoint(cursor, tuple(tokens), etag)

    def clear(self, last: Checkpoint) -> None:
        """Forget it: the rebuild is done. Raises as `save`."""
        if last.etag:
            self._bucket.delete(KEY, last.etag)
