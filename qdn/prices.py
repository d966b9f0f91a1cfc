"""The prices of the edge and its origins in US dollars, for the report, the TTL advisor and docs/costs.md.

List prices without free tiers (CloudFront's alone are 10 million requests and 1 TB a month), us-east-1 and the North
American edge, as of November 2026:

- CloudFront: aws.amazon.com/cloudfront/pricing/pay-as-you-go (HTTPS requests, first 10 TB out, Functions)
- S3 Standard GET: aws.amazon.com/s3/pricing
- API Gateway HTTP API, first 300 million: aws.amazon.com/api-gateway/pricing
- Lambda, arm64: aws.amazon.com/lambda/pricing
"""

from dataclasses import astuple, dataclass

FREE_INVALIDATION_PATHS, INVALIDATION_PATH = 1_000, 0.005
"""Free paths per month and account, and the price of each further path (the first page, "Invalidation requests"). A
path that ends in `*` counts as one.
"""
API = "/api/*"
"""The one path whose origin is the API; the origin of all others is S3."""


@dataclass(frozen=True)
class Prices:
    """The prices, in the order of edge_report.sql's parameters."""

    edge_request: float = 0.010 / 10_000
    edge_gib: float = 0.085
    edge_function: float = 0.10 / 1_000_000
    s3_get: float = 0.0004 / 1_000
    api_request: float = 1.00 / 1_000_000
    lambda_request: float = 0.20 / 1_000_000
    lambda_gib_second: float = 0.0000133334

    def parameters(self) -> list[str]:
        """The parameters of the query, as decimals without exponents."""
        return [f"{price:.10f}" for price in astuple(self)]

    def origin_request(self, path: str) -> float:
        """The price of one request to the origin of a path; for the API without the function's duration."""
        return self.api_request + self.lambda_request if path == API else self.s3_get


PRICES = Prices()
