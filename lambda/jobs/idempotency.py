"""Idempotency entries (`idempotency/<hash>`): written before the job, so that repeated requests create one job."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from contract.names import IDEMPOTENCY_PREFIX
from jobs.bucket import Bucket, StoredObject
from jobs.compare_and_swap import Decision, FirstAttempt, Keep, Write, compare_and_swap
from jobs.retry import IDEMPOTENCY_SWAP
from jobs.times import format_utc, parse_utc


class IdempotencyKeyReusedError(Exception):
    """The idempotency key was used before, with another request."""


@dataclass(frozen=True)
class NewJobIds:
    """Token, write id and time of a new job, generated once per request. The idempotency entry keeps them, so that a
    repeated request builds the same record.
    """

    token: str
    write_id: str
    at: datetime


@dataclass(frozen=True)
class IdempotentRequest:
    """An idempotency key, its owner (keys of different owners are different keys), and the body of the request."""

    owner: str
    key: str
    body: str

    def object_key(self) -> str:
        """The key of the entry's object: a hash, since an idempotency key may contain any characters."""
        return IDEMPOTENCY_PREFIX + _sha256(json.dumps([self.owner, self.key]))

    def fingerprint(self) -> str:
        """A hash of the request's body."""
        return _sha256(self.body)


class IdempotencyStore:
    """Idempotency entries in the jobs bucket. S3's lifecycle deletes them (IDEMPOTENCY_ENTRIES in
    constructs_lib/retention.py). `sleep` takes seconds."""

    def __init__(self, bucket: Bucket, sleep: Callable[[float], None] = time.sleep) -> None:
        self._bucket = bucket
        self._sleep = sleep

    def keep(self, request: IdempotentRequest, ids: NewJobIds) -> NewJobIds:
        """Store these ids for the request; returns the stored ids, which are those of an earlier try if there was one.

        Raises IdempotencyKeyReusedError, StoreUnavailableError.
        """
        write = Write(_to_bytes(request, ids), ids)

        def decide(stored: StoredObject | None) -> Decision[NewJobIds]:
            return Keep(_kept(request, stored)) if stored else write

        return self._swap(request, decide, FirstAttempt(None, write))

    def replace(self, request: IdempotentRequest, taken: NewJobIds, ids: NewJobIds) -> NewJobIds:
        """Replace ids whose token is taken by another job; returns the stored ids, which may be those of another try.

        Raises IdempotencyKeyReusedError, StoreUnavailableError.
        """

        def decide(stored: StoredObject | None) -> Decision[NewJobIds]:
            kept = _kept(request, stored) if stored else taken
            return Write(_to_bytes(request, ids), ids) if kept == taken else Keep(kept)

        return self._swap(request, decide)

    def _swap(
        self,
        request: IdempotentRequest,
        decide: Callable[[StoredObject | None], Decision[NewJobIds]],
        first: FirstAttempt[NewJobIds] | None = None,
    ) -> NewJobIds:
        key = request.object_key()
        return compare_and_swap(self._bucket, key, decide, IDEMPOTENCY_SWAP, first=first, sleep=self._sleep).value


def _kept(request: IdempotentRequest, stored: StoredObject) -> NewJobIds:
    """Raises IdempotencyKeyReusedError."""
    entry = json.loads(stored.body)
    if entry["fingerprint"] != request.fingerprint():
        raise IdempotencyKeyReusedError
    return NewJobIds(entry["token"], entry["write_id"], parse_utc(entry["at"]))


def _to_bytes(request: IdempotentRequest, ids: NewJobIds) -> bytes:
    entry = {
        "fingerprint": request.fingerprint(),
        "token": ids.token,
        "write_id": ids.write_id,
        "at": format_utc(ids.at),
    }
    return json.dumps(entry).encode()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
