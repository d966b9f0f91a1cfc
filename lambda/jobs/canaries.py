"""Canaries: jobs that the system creates to check itself; the only jobs that are ever deleted."""

from contract.names import VIEW_PREFIX
from jobs.bucket import Bucket
from jobs.record_store import record_key
from jobs.tokens import is_canary

CANARY_HEADER = "QDN-Canary"
"""Marks a booking as a canary. Its value is an origin key, so that nobody else can make one."""


class CanaryStore:
    """The records and views of canaries."""

    def __init__(self, records: Bucket, views: Bucket) -> None:
        self._records = records
        self._views = views

    def remove(self, token: str) -> None:
        """Delete a canary's record, then its view, in this order: without a record no writer writes the view again.

        Succeeds when they are gone already. A view that is written in between is deleted by the bucket's lifecycle.
        Raises ValueError for any other job's token, StoreUnavailableError.
        """
        if not is_canary(token):
            raise ValueError("only canaries are removed")
        self._records.discard(record_key(token))
        self._views.discard(VIEW_PREFIX + token)
