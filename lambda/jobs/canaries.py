"""Removing canaries: the jobs that the system makes to check itself, and the only ones that are ever deleted."""

from contextlib import suppress

from jobs.bucket import Bucket, ConditionalConflict, PreconditionFailed, StoreUnavailable
from jobs.public_view import PREFIX
from jobs.record_store import record_key
from jobs.tokens import is_canary

_ATTEMPTS = 8


class CanaryStore:
    """The records and views of canaries."""

    def __init__(self, records: Bucket, views: Bucket) -> None:
        self._records = records
        self._views = views

    def remove(self, token: str) -> None:
        """Remove a canary's record, then its view: without a record, nobody writes the view again.

        What is gone already is as good. A view that was on its way meanwhile is left to the bucket's lifecycle.
        Raises ValueError for any other job's token, StoreUnavailable.
        """
        if not is_canary(token):
            raise ValueError("only canaries are removed")
        _remove(self._records, record_key(token))
        _remove(self._views, PREFIX + token)


def _remove(bucket: Bucket, key: str) -> None:
    """Until it is seen to be gone."""
    for _ in range(_ATTEMPTS):
        stored = bucket.get(key)
        if stored is None:
            return
        with suppress(PreconditionFailed, ConditionalConflict):  # then it is another by now
            bucket.delete(key, stored.etag)
    raise StoreUnavailable("conflicting writes")
