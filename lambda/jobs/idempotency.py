"""Idempotency: a client's key, claimed in S3 before its job is written: repeated requests make one job."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from contract.names import IDEMPOTENCY_PREFIX
from jobs.bucket import Bucket, ConditionalConflictError, PreconditionFailedError, StoreUnavailableError
from jobs.retry import full_jitter
from jobs.times import format_utc, parse_utc

_ATTEMPTS = 5


class IdempotencyKeyReusedError(Exception):
    """The key was used before, with another request."""


@dataclass(frozen=True)
class NewJobIds:
    """What is drawn once for a new job. Kept in the claim: a repeated request makes the very same record."""

    token: str
    write_id: str
    at: datetime


@dataclass(frozen=True)
class IdempotentRequest:
    """A client's key, whose it is (keys of different people do not meet), and the request it stands for."""

    owner: str
    key: str
    body: str

    def object_key(self) -> str:
        """Where the claim is kept. Hashed: a key may hold anything."""
        return IDEMPOTENCY_PREFIX + _sha256(json.dumps([self.owner, self.key]))

    def fingerprint(self) -> str:
        """The same for the same request only."""
        return _sha256(self.body)


class IdempotencyStore:
    """Claims under `idempotency/`; S3's lifecycle forgets them after a day."""

    def __init__(self, bucket: Bucket, sleep: Callable[[float], None] = time.sleep) -> None:
        self._bucket = bucket
        self._sleep = sleep

    def claim(self, request: IdempotentRequest, birth: NewJobIds) -> NewJobIds:
        """`birth`, now kept for this request, or what an earlier try of the request has kept.

        Raises IdempotencyKeyReusedError, StoreUnavailableError.
        """
        for attempt in range(_ATTEMPTS):
            try:
                self._bucket.put(request.object_key(), _to_bytes(request, birth), replaces=None)
                return birth
            except PreconditionFailedError:
                if kept := self._read(request):
                    return kept[0]
            except ConditionalConflictError:
                self._sleep(full_jitter(attempt))
        raise StoreUnavailableError("conflicting writes")

    def redraw(self, request: IdempotentRequest, taken: NewJobIds, birth: NewJobIds) -> NewJobIds:
        """`birth` in place of one whose token was taken, or what another try of the request has kept."""
        for attempt in range(_ATTEMPTS):
            kept = self._read(request)
            if kept and kept[0] != taken:
                return kept[0]
            try:
                self._bucket.put(request.object_key(), _to_bytes(request, birth), replaces=kept and kept[1])
                return birth
            except PreconditionFailedError:
                continue
            except ConditionalConflictError:
                self._sleep(full_jitter(attempt))
        raise StoreUnavailableError("conflicting writes")

    def _read(self, request: IdempotentRequest) -> tuple[NewJobIds, str] | None:
        stored = self._bucket.get(request.object_key())
        if stored is None:
            return None
        claim = json.loads(stored.body)
        if claim["fingerprint"] != request.fingerprint():
            raise IdempotencyKeyReusedError
        return NewJobIds(claim["token"], claim["write_id"], parse_utc(claim["at"])), stored.etag


def _to_bytes(request: IdempotentRequest, birth: NewJobIds) -> bytes:
    claim = {
        "fingerprint": request.fingerprint(),
        "token": birth.token,
        "write_id": birth.write_id,
        "at": format_utc(birth.at),
    }
    return json.dumps(claim).encode()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
