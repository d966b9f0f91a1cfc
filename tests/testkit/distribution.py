"""A distribution in MiniStack's CloudFront for tests of invalidations."""

from uuid import uuid4

import boto3
from botocore.config import Config
from mypy_boto3_cloudfront import CloudFrontClient

from publisher.invalidation import Invalidator
from tests.testkit.ministack import MiniStack
from tests.testkit.s3_wire import Wire


class Distribution:
    """A distribution in MiniStack's CloudFront, with a hook into the client's requests."""

    def __init__(self, ministack: MiniStack) -> None:
        self.wire = Wire()
        self._client: CloudFrontClient = boto3.client(
            "cloudfront",
            endpoint_url=ministack.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
        )
        response = self._client.create_distribution(
            DistributionConfig={
                "CallerReference": uuid4().hex,
                "Comment": "",
                "Enabled": True,
                "Origins": {
                    "Quantity": 1,
                    "Items": [
                        {
                            "Id": "views",
                            "DomainName": "views.s3.amazonaws.com",
                            "S3OriginConfig": {"OriginAccessIdentity": ""},
                        }
                    ],
                },
                "DefaultCacheBehavior": {
                    "TargetOriginId": "views",
                    "ViewerProtocolPolicy": "redirect-to-https",
                    "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
                },
            }
        )
        self.id = response["Distribution"]["Id"]
        self.wire.attach(self._client)
        self.invalidator = Invalidator(self._client, self.id)

    def invalidations(self) -> list[list[str]]:
        """The paths of each invalidation that was taken, sorted."""
        self.wire.disarm()
        listed = self._client.list_invalidations(DistributionId=self.id)["InvalidationList"]
        batches = [
            self._client.get_invalidation(DistributionId=self.id, Id=entry["Id"])["Invalidation"]["InvalidationBatch"]
            for entry in listed.get("Items", [])
        ]
        references = {batch["CallerReference"] for batch in batches}
        assert len(references) == len(batches)
        return sorted(sorted(batch["Paths"]["Items"]) for batch in batches)
