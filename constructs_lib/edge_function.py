"""The CloudFront Function in front of the cache, deployed byte for byte as the tests run it."""

from pathlib import Path

from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

SOURCE = Path(__file__).parent.parent / "edge_functions" / "qdn-track-rewrite.js"


def rewrite_function_name(prefix: str) -> str:
    """Its name, by which CloudFront's metrics know it as well."""
    return f"{prefix}-track-rewrite"


class RewriteFunction(cloudfront.Function):
    """`/track/<token>`, `/book/…` and `/dashboard` to the pages that answer them.

    The name is fixed per environment: a generated one collides (aws-cdk #21507) and a changed one breaks the deploy
    (aws-cdk #19014).
    """

    def __init__(self, scope: Construct, id: str, *, prefix: str) -> None:
        super().__init__(
            scope,
            id,
            function_name=rewrite_function_name(prefix),
            comment="Rewrites /track/<token>, /book/ and /dashboard to their pages",
            code=cloudfront.FunctionCode.from_inline(SOURCE.read_text(encoding="utf-8")),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )
