"""Canaries, the jobs that the system makes to check itself: how one is asked for, and how it is removed.

They are the only jobs that are ever deleted.
"""

from contract.names import VIEW_PREFIX
from jobs.bucket import Bucket
from jobs.record_store import record_key
from jobs.tokens import is_canary


class CanaryStore:
    """The records and views of canaries."""

    def __init__(self, records: Bucket, views: Bucket) -> None:
        self._records = records
        self._views = views

    def remove(self, token: str) -> None:
        """Remove a canary's record, then its view: without a record, nobody writes the view again.

        What is gone already is as good. A view that was on its way meanwhile is left to the bucket's lifecycle.
        Raises ValueError for any other job's token, StoreUnavailableError.
        """
        if not is_canary(token):
            raise ValueError("only canaries are removed")
        self._records.discard(record_key(token))
        self._views.discard(VIEW_PREFIX + token)
