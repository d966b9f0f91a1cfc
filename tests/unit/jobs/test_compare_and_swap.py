"""Compare-and-swap: the handling of each response of S3, its requests and waits, and that no change is lost.

The bucket is in memory. The stores' tests in tests/functional/jobs do the same with S3 of the emulator.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import md5
from threading import Lock

import pytest

from jobs.bucket import (
    Bucket,
    ConditionalConflictError,
    PreconditionFailedError,
    StoredObject,
    StoreUnavailableError,
)
from jobs.compare_and_swap import (
    ContentionError,
    Decision,
    FirstAttempt,
    Keep,
    Remove,
    Swapped,
    Write,
    compare_and_swap,
)
from jobs.retry import BACKOFF_CAP_S, SwapLimits

KEY = "object"
THREE = SwapLimits(attempts=3)


@dataclass(frozen=True)
class Fault:
    """The response to one write. `applied`: the write takes effect although the response is the error."""

    error: Exception
    applied: bool = False
    meanwhile: bytes | None = None


CHANGED = Fault(PreconditionFailedError("PreconditionFailed"))
CONFLICT = Fault(ConditionalConflictError("ConditionalRequestConflict"))
UNAVAILABLE = Fault(StoreUnavailableError("SlowDown"))


@dataclass
class MemoryBucket(Bucket):
    """One object in memory. The first writes get the faults, in their order; all requests are listed."""

    body: bytes | None = None
    faults: list[Fault] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: str, unless_etag: str | None = None) -> StoredObject | None:
        with self._lock:
            self.requests.append("GET")
            return StoredObject(self.body, etag(self.body)) if self.body is not None else None

    def put(self, key: str, body: bytes, replaces: str | None) -> str:
        self._write("PUT", body, replaces)
        return etag(body)

    def delete(self, key: str, etag: str) -> None:
        self._write("DELETE", None, etag)

    def _write(self, method: str, body: bytes | None, replaces: str | None) -> None:
        with self._lock:
            self.requests.append(method)
            fault = self.faults.pop(0) if self.faults else None
            if fault and fault.meanwhile is not None:
                self.body = fault.meanwhile
            if fault and not fault.applied:
                raise fault.error
            if replaces != (etag(self.body) if self.body is not None else None):
                raise PreconditionFailedError("PreconditionFailed")
            self.body = body
            if fault:
                raise fault.error


def etag(body: bytes) -> str:
    return f'"{md5(body, usedforsecurity=False).hexdigest()}"'


def append(stored: StoredObject | None) -> Decision[int]:
    """One more byte; the value is the length before."""
    body = stored.body if stored else b""
    return Write(body + b"x", len(body))


def swap(
    bucket: MemoryBucket,
    decide: Callable[[StoredObject | None], Decision[int]] = append,
    limits: SwapLimits = THREE,
    first: FirstAttempt[int] | None = None,
) -> tuple[Swapped[int], list[float]]:
    """The outcome, and the waits in seconds."""
    waits: list[float] = []
    return compare_and_swap(bucket, KEY, decide, limits, first=first, sleep=waits.append), waits


def test_an_object_is_created_and_changed_in_a_read_and_a_write() -> None:
    bucket = MemoryBucket()
    assert swap(bucket) == (Swapped(0, True, etag(b"x"), 2), [])
    assert swap(bucket) == (Swapped(1, True, etag(b"xx"), 2), [])
    assert bucket.body == b"xx"


def test_a_first_attempt_with_the_right_etag_costs_the_write_alone() -> None:
    bucket = MemoryBucket()
    swap(bucket, first=FirstAttempt(None, Write(b"new", 7)))
    outcome, _ = swap(bucket, first=FirstAttempt(etag(b"new"), Write(b"newer", 8)))
    assert outcome == Swapped(8, True, etag(b"newer"), 1)
    assert bucket.requests == ["PUT", "PUT"]


@pytest.mark.parametrize("expected", [None, etag(b"other")])
def test_a_first_attempt_with_a_wrong_etag_costs_one_refused_write(expected: str | None) -> None:
    bucket = MemoryBucket(b"x")
    assert swap(bucket, first=FirstAttempt(expected, Write(b"new", 7))) == (Swapped(1, True, etag(b"xx"), 3), [])
    assert bucket.requests == ["PUT", "GET", "PUT"]


def test_no_change_is_no_write() -> None:
    bucket = MemoryBucket(b"x")
    assert swap(bucket, lambda stored: Keep(5))[0] == Swapped(5, False, etag(b"x"), 1)
    assert swap(bucket, lambda stored: Write(b"x", 6))[0] == Swapped(6, False, etag(b"x"), 1)
    assert swap(MemoryBucket(), lambda stored: Remove(7))[0] == Swapped(7, False, None, 1)
    assert bucket.requests == ["GET", "GET"]


def test_an_object_is_removed_if_it_is_the_one_that_was_read() -> None:
    bucket = MemoryBucket(b"x", [Fault(PreconditionFailedError(), meanwhile=b"xx")])
    seen: list[bytes | None] = []

    def remove(stored: StoredObject | None) -> Decision[int]:
        seen.append(stored.body if stored else None)
        return Remove(0)

    assert swap(bucket, remove)[0] == Swapped(0, True, None, 4)
    assert (bucket.body, seen) == (None, [b"x", b"xx"])


def test_412_is_read_again_at_once_and_409_after_a_wait() -> None:
    for fault, waits in ((Fault(CHANGED.error, meanwhile=b"yy"), 0), (Fault(CONFLICT.error, meanwhile=b"yy"), 1)):
        bucket = MemoryBucket(b"x", [fault])
        outcome, waited = swap(bucket)
        assert (outcome.value, outcome.requests, bucket.body) == (2, 4, b"yyx")
        assert len(waited) == waits
        assert all(0 <= wait <= BACKOFF_CAP_S for wait in waited)


def test_412_on_an_object_with_many_writers_waits_too() -> None:
    _, waited = swap(MemoryBucket(b"x", [CHANGED]), limits=SwapLimits(3, wait_after_412=True))
    assert len(waited) == 1


def test_409_on_a_create_repeats_the_write_without_a_read() -> None:
    bucket = MemoryBucket(faults=[CONFLICT])
    outcome, waited = swap(bucket, first=FirstAttempt(None, Write(b"new", 7)))
    assert (outcome.value, bucket.requests, len(waited)) == (7, ["PUT", "PUT"], 1)


@pytest.mark.parametrize("error", [CHANGED.error, CONFLICT.error])
def test_a_write_whose_response_was_lost_is_not_made_twice(error: Exception) -> None:
    """The AWS client's own retry of an applied write gets 412, or 409 while the first try is in progress."""
    bucket = MemoryBucket(b"x", [Fault(error, applied=True)])
    assert swap(bucket)[0] == Swapped(1, True, etag(b"xx"), 3)
    assert bucket.body == b"xx"


def test_a_create_and_a_removal_whose_responses_were_lost_are_recognised() -> None:
    created = MemoryBucket(faults=[Fault(CHANGED.error, applied=True)])
    assert swap(created, first=FirstAttempt(None, Write(b"new", 7)))[0] == Swapped(7, True, etag(b"new"), 2)
    removed = MemoryBucket(b"x", [Fault(UNAVAILABLE.error, applied=True)])
    limits = SwapLimits(3, retry_unavailable=True)
    assert swap(removed, lambda stored: Remove(0), limits)[0] == Swapped(0, True, None, 3)


def test_an_unavailable_store_is_an_error_unless_no_client_waits() -> None:
    bucket = MemoryBucket(b"x", [UNAVAILABLE])
    with pytest.raises(StoreUnavailableError, match="SlowDown"):
        swap(bucket)
    assert bucket.requests == ["GET", "PUT"]
    bucket = MemoryBucket(b"x", [UNAVAILABLE, UNAVAILABLE])
    outcome, waited = swap(bucket, limits=SwapLimits(3, retry_unavailable=True))
    assert (outcome.changed, outcome.requests, len(waited)) == (True, 6, 2)
    with pytest.raises(StoreUnavailableError, match="SlowDown"):
        swap(MemoryBucket(b"x", [UNAVAILABLE] * 3), limits=SwapLimits(3, retry_unavailable=True))


@pytest.mark.parametrize(("fault", "waits"), [(CHANGED, 0), (CONFLICT, 2)])
def test_the_attempts_are_bounded_and_the_last_one_is_not_followed_by_a_wait(fault: Fault, waits: int) -> None:
    bucket, waited = MemoryBucket(b"x", [fault] * 9), list[float]()
    with pytest.raises(ContentionError, match="3 attempts"):
        compare_and_swap(bucket, KEY, append, THREE, sleep=waited.append)
    assert (bucket.requests, bucket.body, len(waited)) == (["GET", "PUT"] * 3, b"x", waits)


def test_no_attempts_are_no_requests() -> None:
    bucket = MemoryBucket(b"x")
    with pytest.raises(ContentionError):
        swap(bucket, limits=SwapLimits(attempts=0))
    assert bucket.requests == []


def test_an_exception_of_the_decision_goes_to_the_caller() -> None:
    def refuse(stored: StoredObject | None) -> Decision[int]:
        raise LookupError

    bucket = MemoryBucket(b"x")
    with pytest.raises(LookupError):
        swap(bucket, refuse)
    assert bucket.requests == ["GET"]


def test_each_change_of_many_concurrent_writers_is_kept_exactly_once() -> None:
    """Each write's bytes are its own, as a record's are by its write id."""
    bucket = MemoryBucket()

    def write(writer: int) -> None:
        for step in range(50):

            def add(stored: StoredObject | None, mark: bytes = b"%d.%d " % (writer, step)) -> Decision[int]:
                return Write((stored.body if stored else b"") + mark, 0)

            swap(bucket, add, SwapLimits(attempts=1000))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert bucket.body
    assert sorted(bucket.body.split()) == sorted(b"%d.%d" % (w, step) for w in range(8) for step in range(50))
