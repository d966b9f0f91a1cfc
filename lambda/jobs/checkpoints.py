"""The checkpoint of a rebuild, in S3: the next run continues from it, on whatever machine."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from contract.names import MAINTENANCE_PREFIX
from jobs.bucket import Bucket, PreconditionFailedError, StoredObject
from jobs.compare_and_swap import Decision, FirstAttempt, Write, compare_and_swap
from jobs.retry import CHECKPOINT_SWAP
from jobs.times import format_utc, parse_utc

KEY = f"{MAINTENANCE_PREFIX}rebuild.json"
_MAX_AGE = timedelta(days=1)


@dataclass(frozen=True)
class Checkpoint:
    """The jobs up to `cursor` are done; `on_board` are those of them that belong on the board. `etag` is that of the
    stored checkpoint, None when there is none.
    """

    cursor: str
    on_board: tuple[str, ...]
    etag: str | None


class CheckpointStore:
    """The one checkpoint, in the jobs bucket. `sleep` takes seconds."""

    def __init__(self, bucket: Bucket, sleep: Callable[[float], None] = time.sleep) -> None:
        self._bucket = bucket
        self._sleep = sleep

    def load(self, now: datetime) -> Checkpoint:
        """The stored checkpoint; the beginning when there is none that is less than a day old.

        Raises StoreUnavailableError.
        """
        stored = self._bucket.get(KEY)
        if stored is None:
            return Checkpoint("", (), None)
        try:
            kept = json.loads(stored.body)
            if now - parse_utc(kept["at"]) <= _MAX_AGE:
                return Checkpoint(str(kept["cursor"]), tuple(map(str, kept["on_board"])), stored.etag)
        except (ValueError, TypeError, KeyError):
            pass  # not a checkpoint of this program: starting at the beginning is correct, only slower
        return Checkpoint("", (), stored.etag)

    def save(self, before: Checkpoint, cursor: str, on_board: Iterable[str], now: datetime) -> Checkpoint:
        """Replace the checkpoint `before`: the jobs up to `cursor` are done.

        Raises PreconditionFailedError when another run has replaced it meanwhile, StoreUnavailableError.
        """
        tokens = sorted(on_board)
        write = Write(json.dumps({"at": format_utc(now), "cursor": cursor, "on_board": tokens}).encode(), None)

        def decide(stored: StoredObject | None) -> Decision[None]:
            if (stored.etag if stored else None) != before.etag:
                raise PreconditionFailedError("another run has replaced the checkpoint")
            return write

        first = FirstAttempt(before.etag, write)
        swapped = compare_and_swap(self._bucket, KEY, decide, CHECKPOINT_SWAP, first=first, sleep=self._sleep)
        return Checkpoint(cursor, tuple(tokens), swapped.etag)

    def clear(self, last: Checkpoint) -> None:
        """Delete the checkpoint: the rebuild is complete.

        Raises PreconditionFailedError when another run has replaced it meanwhile, ConditionalConflictError,
        StoreUnavailableError.
        """
        if last.etag:
            self._bucket.delete(KEY, last.etag)
