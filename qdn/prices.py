"""What the edge and its origins cost, in US dollars: the one table that the report and the TTL advisor count with.

List prices without free tiers (CloudFront's alone are 10 million requests and 1 TB a month), us-east-1 and the North
American edge, as of November 2026:

- CloudFront: aws.amazon.com/cloudfront/pricing/pay-as-you-go (HTTPS requests, first 10 TB out, Functions)
- S3 Standard GET: aws.amazon.com/s3/pricing
- API Gateway HTTP API, first 300 million: aws.amazon.com/api-gateway/pricing
- Lambda, arm64: aws.amazon.com/lambda/pricing
"""

from dataclasses import astuple, dataclass

FREE_INVALIDATION_PATHS, INVALIDATION_PATH = 1_000, 0.005
"""Paths a month and account without a charge, and what each path beyond them costs (the first page, "Invalidation
requests"). One that ends in `*` counts as one.
"""
API = "/api/*"
"""The one path whose origin is the API; every other asks S3."""


@dataclass(frozen=True)
class Prices:
    """In the order in which edge_report.sql takes them."""

    edge_request: float = 0.010 / 10_000
    edge_gib: float = 0.085
    edge_function: float = 0.10 / 1_000_000
    s3_get: float = 0.0004 / 1_000
    api_request: float = 1.00 / 1_000_000
    lambda_request: float = 0.20 / 1_000_000
    lambda_gib_second: float = 0.0000133334

    def parameters(self) -> list[str]:
        """As a query takes them: plain decimals, no exponents."""
        return [f"{price:.10f}" for price in astuple(self)]

    def origin_request(self, path: str) -> float:
        """One request to the origin of a path; of the API's without the seconds that the function runs."""
        return self.api_request + self.lambda_request if path == API else self.s3_get


PRICES = Prices()
