"""The job API's routes to one Lambda function: the staff's want a token, every one is throttled and logged."""

import json
from typing import cast

from aws_cdk import Acknowledgment, RemovalPolicy, Validations
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from constructs_lib.own_metrics import log_metric

GET, PATCH, POST = apigw.HttpMethod.GET, apigw.HttpMethod.PATCH, apigw.HttpMethod.POST

STAFF_ROUTES = (
    (GET, "/api/board"),
    (POST, "/api/jobs"),
    (GET, "/api/jobs/{token}"),
    (PATCH, "/api/jobs/{token}"),
    (GET, "/api/jobs/{token}/history"),
    (POST, "/api/jobs/{token}/transitions"),
)
CREATE_JOB, BOOK = "POST /api/jobs", "POST /api/bookings"
PUBLIC_ROUTES = ((POST, "/api/bookings"), (POST, "/api/jobs/{token}/confirmation"))

# A yard has a few dispatchers, each polling every 10 s and now and then moving a card; a booking is typed by a person.
REQUESTS_PER_S, REQUESTS_BURST = 50, 100
PUBLIC_REQUESTS_PER_S, PUBLIC_REQUESTS_BURST = 2, 10

# What is logged of a request, each value as a text. The route stands in for the path, which holds the tracking token.
ACCESS_LOG_FORMAT = json.dumps(
    {
        "time": "$context.requestTime",
        "request_id": "$context.requestId",
        "route": "$context.routeKey",
        "status": "$context.status",
        "latency_ms": "$context.responseLatency",
        "integration_latency_ms": "$context.integrationLatency",
        "integration_error": "$context.integrationErrorMessage",
        "authorizer_error": "$context.authorizer.error",
        "response_bytes": "$context.responseLength",
    }
)


class JobApi(Construct):
    """Serves `api` with `handler`; `authorizer` guards the staff's routes.

    `throttled` counts answers of 429, `failed_jobs` and `failed_bookings` those of 5xx to who makes a job.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        api: apigw.HttpApi,
        handler: lambda_.IFunction,
        authorizer: apigw.IHttpRouteAuthorizer,
    ) -> None:
        super().__init__(scope, id)
        self.api = api
        self._integration = integrations.HttpLambdaIntegration("Handler", handler)
        routes = [self._define_route(*route, authorizer) for route in STAFF_ROUTES]
        routes += [self._define_route(*route, apigw.HttpNoneAuthorizer()) for route in PUBLIC_ROUTES]
        access_log = self._define_access_log(prefix)
        self._define_stage(routes, access_log)
        # API Gateway counts a throttled request of an HTTP API among all of 4xx; its own log tells it apart.
        self.throttled = self._count("Throttled", "ApiThrottled", prefix, access_log, '$.status = "429"')
        # And only that log has what no code of ours lived to answer: time-outs, out of memory, a failed import.
        self.failed_jobs, self.failed_bookings = (
            self._count(name, name, prefix, access_log, f'$.route = "{route}" && $.status = "5*"')
            for name, route in (("JobCreationFailed", CREATE_JOB), ("BookingFailed", BOOK))
        )

    def _count(self, id: str, name: str, prefix: str, access_log: logs.LogGroup, condition: str) -> cloudwatch.IMetric:
        return log_metric(self, id, prefix=prefix, name=name, log_group=access_log, condition=condition)

    def _define_route(
        self, method: apigw.HttpMethod, path: str, authorizer: apigw.IHttpRouteAuthorizer
    ) -> apigw.HttpRoute:
        [route] = self.api.add_routes(path=path, methods=[method], integration=self._integration, authorizer=authorizer)
        if isinstance(authorizer, apigw.HttpNoneAuthorizer):
            Validations.of(route).acknowledge(
                Acknowledgment(
                    id="AwsSolutions-APIG4",
                    reason="Customers book and confirm without an account: throttled, and good for nothing else.",
                )
            )
        return route

    def _define_access_log(self, prefix: str) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "AccessLog",
            # The vended-logs prefix keeps the account's one resource policy for log delivery from outgrowing its limit.
            log_group_name=f"/aws/vendedlogs/apigateway/{prefix}-jobs",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _define_stage(self, routes: list[apigw.HttpRoute], access_log: logs.LogGroup) -> None:
        stage = apigw.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            auto_deploy=True,
            throttle=apigw.ThrottleSettings(rate_limit=REQUESTS_PER_S, burst_limit=REQUESTS_BURST),
        )
        # A route can be named in the stage's settings once it exists.
        stage.node.add_dependency(*routes)
        resource = cast(apigw.CfnStage, stage.node.default_child)
        resource.access_log_settings = apigw.CfnStage.AccessLogSettingsProperty(
            destination_arn=access_log.log_group_arn, format=ACCESS_LOG_FORMAT
        )
        resource.route_settings = {
            f"{method.value} {path}": {
                "ThrottlingRateLimit": PUBLIC_REQUESTS_PER_S,
                "ThrottlingBurstLimit": PUBLIC_REQUESTS_BURST,
            }
            for method, path in PUBLIC_ROUTES
        }
