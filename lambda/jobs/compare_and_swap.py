"""Compare-and-swap: the one way in which an object of a bucket is created, changed or removed.

An attempt reads the object, decides on its new bytes and writes them with a condition on the ETag that was read. What
happens next depends on S3's response to the write:

| response                       | meaning                                  | next                                    |
|--------------------------------|------------------------------------------|-----------------------------------------|
| 200                            | written                                  | done                                    |
| 412 PreconditionFailed         | another writer, or an earlier try of     | read again at once, or after a wait     |
|                                | this write, was successful               | (`wait_after_412`)                      |
| 409 ConditionalRequestConflict | another conditional write is in progress | wait; read again, or repeat a write     |
|                                |                                          | without a read that creates the object  |
| 5xx, SlowDown, no response     | not known whether the write was applied  | StoreUnavailableError, or wait and read |
|                                |                                          | again (`retry_unavailable`)             |

If a read finds the bytes that were sent, then the response to an earlier try was lost (a retry of the AWS client or of
this loop): the write was applied, and the call is done. Records contain a write id, so their bytes are equal only to
those of the same write; for views and the board it does not matter who wrote the same bytes.

Waits are `full_jitter`; the limits of each caller are in jobs/retry.py.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from jobs.bucket import (
    Bucket,
    ConditionalConflictError,
    PreconditionFailedError,
    StoredObject,
    StoreUnavailableError,
)
from jobs.retry import SwapLimits, full_jitter

Value = TypeVar("Value")


class ContentionError(StoreUnavailableError):
    """Other writers changed the object during every attempt; nothing was written."""


@dataclass(frozen=True)
class Write(Generic[Value]):
    """Store these bytes. Nothing is written when they are stored already. `value` is for the caller."""

    body: bytes
    value: Value


@dataclass(frozen=True)
class Remove(Generic[Value]):
    """Delete the object, if there is one. `value` is for the caller."""

    value: Value


@dataclass(frozen=True)
class Keep(Generic[Value]):
    """Leave the object as it is. `value` is for the caller."""

    value: Value


Decision = Write[Value] | Remove[Value] | Keep[Value]


@dataclass(frozen=True)
class FirstAttempt(Generic[Value]):
    """A first attempt without a read, for a caller that expects the stored object to have that ETag (None: no object).

    A wrong expectation costs one refused write.
    """

    etag: str | None
    write: Write[Value]


@dataclass(frozen=True)
class Swapped(Generic[Value]):
    """The outcome: the value of the last decision, whether this call changed the object, its ETag now (None: no
    object), and the number of reads and writes.
    """

    value: Value
    changed: bool
    etag: str | None
    requests: int


def compare_and_swap(
    bucket: Bucket,
    key: str,
    decide: Callable[[StoredObject | None], Decision[Value]],
    limits: SwapLimits,
    *,
    first: FirstAttempt[Value] | None = None,
    read: Callable[[], StoredObject | None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Swapped[Value]:
    """Apply the decision that `decide` makes about the stored object (None: there is none).

    `decide` is called once per read. Its exceptions and those of a read go to the caller. `read` replaces the plain
    read of the object; `sleep` takes seconds.
    Raises ContentionError when the attempts are used up, StoreUnavailableError.
    """
    sent: Write[Value] | Remove[Value] | None = None
    requests = 0
    for attempt in range(limits.attempts):
        decision: Write[Value] | Remove[Value]
        if first:
            etag, decision = first.etag, first.write
        else:
            stored = read() if read else bucket.get(key)
            requests += 1
            etag = stored.etag if stored else None
            if sent and _already_stored(stored, sent):
                return Swapped(sent.value, True, etag, requests)
            decided = decide(stored)
            if isinstance(decided, Keep) or _already_stored(stored, decided):
                return Swapped(decided.value, False, etag, requests)
            decision = decided
        wait, last = True, attempt + 1 == limits.attempts
        sent = decision
        requests += 1
        try:
            return Swapped(decision.value, True, _send(bucket, key, decision, etag), requests)
        except PreconditionFailedError:
            first, wait = None, limits.wait_after_412
        except ConditionalConflictError:
            first = first if etag is None else None
        except StoreUnavailableError:
            if last or not limits.retry_unavailable:
                raise
            first = None
        if wait and not last:
            sleep(full_jitter(attempt))
    raise ContentionError(f"conflicting writes, {limits.attempts} attempts")


def _already_stored(stored: StoredObject | None, decision: Write[Value] | Remove[Value]) -> bool:
    if isinstance(decision, Remove):
        return stored is None
    return stored is not None and stored.body == decision.body


def _send(bucket: Bucket, key: str, decision: Write[Value] | Remove[Value], etag: str | None) -> str | None:
    """The object's new ETag; None when it was removed."""
    if isinstance(decision, Write):
        return bucket.put(key, decision.body, replaces=etag)
    if etag:
        bucket.delete(key, etag)
    return None
