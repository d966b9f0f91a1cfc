"""Invalidating the edge: the cached views of jobs that have changed, in one call a batch."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from contract.names import VIEW_PREFIX
from jobs.tokens import new_write_id

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient

MAX_PATHS = 3000
"""CloudFront's quota of paths without a wildcard in progress (developer guide, "Quotas on invalidations")."""


class EdgeBusyError(Exception):
    """CloudFront did not take the invalidation, for now as for throttling or for a reason in the message."""


class Edge:
    """One distribution, through a client that the caller made."""

    def __init__(self, cloudfront: "CloudFrontClient", distribution_id: str) -> None:
        self._cloudfront = cloudfront
        self._distribution_id = distribution_id

    def invalidate_views(self, tokens: Sequence[str]) -> None:
        """Have the edge fetch the views of these jobs anew: 1 to MAX_PATHS tokens. Raises EdgeBusyError."""
        self.invalidate([f"/{VIEW_PREFIX}{token}" for token in tokens])

    def invalidate(self, paths: Sequence[str]) -> str:
        """Have the edge fetch anew what is at these 1 to MAX_PATHS paths. The invalidation's id. Raises EdgeBusyError.

        The caller reference is drawn anew: CloudFront takes two calls with one reference for the same.
        """
        try:
            answer = self._cloudfront.create_invalidation(
                DistributionId=self._distribution_id,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": list(paths)},
                    "CallerReference": new_write_id(),
                },
            )
            return answer["Invalidation"]["Id"]
        except ClientError as error:
            raise EdgeBusyError(error.response["Error"]["Code"]) from None
        except BotoCoreError as error:
            raise EdgeBusyError(type(error).__name__) from None
