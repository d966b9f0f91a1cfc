"""The CloudFront Function in front of the cache, deployed byte for byte as the tests run it."""

from pathlib import Path

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from constructs_lib.alarms.definition import AlarmDefinition, MissingData
from constructs_lib.alarms.severity import Severity
from constructs_lib.metrics import edge_function_metric, total

SOURCE = Path(__file__).parent.parent / "edge_functions" / "qdn-track-rewrite.js"

FAILURES = ("FunctionExecutionErrors", "FunctionValidationErrors", "FunctionThrottles")
# CloudFront ends a function that takes its whole millisecond (developer guide, "Restrictions on CloudFront Functions").
COMPUTE_PERCENT, COMPUTE_PERIODS = 80, 3


class RewriteFunction(cloudfront.Function):
    """Rewrites `/track/<token>`, `/book/…` and `/dashboard` to their pages.

    The name is fixed per environment: a generated one collides (aws-cdk #21507) and a changed one breaks the deploy
    (aws-cdk #19014).
    """

    def __init__(self, scope: Construct, id: str, *, prefix: str) -> None:
        name = f"{prefix}-track-rewrite"
        super().__init__(
            scope,
            id,
            function_name=name,
            comment="Rewrites /track/<token>, /book/ and /dashboard to their pages",
            code=cloudfront.FunctionCode.from_inline(SOURCE.read_text(encoding="utf-8")),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )
        self.name = name

    def alarms(self) -> list[AlarmDefinition]:
        """On failures, each of which is a 503 for a page, and on the time that it takes."""
        return [
            AlarmDefinition(
                name="edge-function-errors",
                severity=Severity.PAGE,
                sentence="The rewrite function at the edge fails: those requests got a 503 response.",
                metric=total(
                    "Failures of the rewrite function", [self._metric(name, cloudwatch.Stats.SUM) for name in FAILURES]
                ),
                threshold=1,  # it is the same code for everybody
                missing_data=MissingData.NORMAL,
            ),
            AlarmDefinition(
                name="edge-function-compute",
                severity=Severity.TICKET,
                sentence="The rewrite function needs most of the time that CloudFront gives it.",
                metric=self._metric("FunctionComputeUtilization", cloudwatch.Stats.AVERAGE),
                threshold=COMPUTE_PERCENT,
                periods=COMPUTE_PERIODS,
                missing_data=MissingData.NORMAL,
            ),
        ]

    def _metric(self, name: str, statistic: str) -> cloudwatch.Metric:
        return edge_function_metric(name, statistic=statistic, function_name=self.name)
