"""CloudFront invalidations: one call removes the cached views of all jobs of a batch."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from contract.names import VIEW_PREFIX
from jobs.tokens import new_write_id

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient

MAX_PATHS = 3000
"""CloudFront's quota of paths without a wildcard in progress (developer guide, "Quotas on invalidations")."""


class InvalidationRefusedError(Exception):
    """CloudFront did not accept the invalidation; the message is its error code, such as `Throttling`."""


class Invalidator:
    """Creates invalidations of one distribution, through the given client."""

    def __init__(self, cloudfront: "CloudFrontClient", distribution_id: str) -> None:
        self._cloudfront = cloudfront
        self._distribution_id = distribution_id

    def invalidate_views(self, tokens: Sequence[str]) -> None:
        """Invalidate the views of 1 to MAX_PATHS jobs. Raises InvalidationRefusedError."""
        self.invalidate([f"/{VIEW_PREFIX}{token}" for token in tokens])

    def invalidate(self, paths: Sequence[str]) -> str:
        """Invalidate 1 to MAX_PATHS paths; returns the invalidation's id. Raises InvalidationRefusedError.

        Each call has a caller reference of its own: CloudFront treats two calls with the same one as one call.
        """
        try:
            response = self._cloudfront.create_invalidation(
                DistributionId=self._distribution_id,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": list(paths)},
                    "CallerReference": new_write_id(),
                },
            )
            return response["Invalidation"]["Id"]
        except ClientError as error:
            raise InvalidationRefusedError(error.response["Error"]["Code"]) from None
        except BotoCoreError as error:
            raise InvalidationRefusedError(type(error).__name__) from None
