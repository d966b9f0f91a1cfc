"""The JobApi: the function that serves `/api/*`, its HTTP API with routes, throttles and access log."""

import json
from collections.abc import Sequence
from typing import cast

from aws_cdk import Acknowledgment, Duration, RemovalPolicy, Validations
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct, IDependable

from constructs_lib.alarms.definition import AlarmDefinition, MissingData
from constructs_lib.alarms.severity import Severity
from constructs_lib.component import ComponentProps, component_function
from constructs_lib.grants import READ, READ_VERSION, WRITE, grant_keys, grant_list
from constructs_lib.metrics import PERIOD, emitted_metric, log_metric
from constructs_lib.retention import FUNCTION_LOGS
from contract.names import (
    BOARD_KEY,
    IDEMPOTENCY_PREFIX,
    RECORD_PREFIX,
    VIEW_PREFIX,
    FunctionName,
    MetricName,
    Variable,
)
from job_api.operations import BOOK, CREATE_JOB, OPERATIONS, STAFF_THROTTLE, Access, Operation
from job_api.request_log import ACCESS_LOG_FIELDS

# An S3 request that fails takes 9 s (S3_CLIENT in lambda/jobs/retry.py: three attempts of 3 s); the response is then a
# 503. CloudFront waits 30 s. The pages wait for less (REQUEST_DEADLINE_MS in site/src/shared/timings.ts).
TIMEOUT = Duration.seconds(20)

ACCESS_LOG_FORMAT = json.dumps(ACCESS_LOG_FIELDS)

# The canary books every five minutes and tries again 3 s after a 503, as people do: a transient failure is one failure
# and raises no alarm, a lasting one is followed by a second at once.
FAILED_BOOKINGS = 2
# One board sends thirty requests in five minutes (BOARD_POLL_MS in site/src/shared/timings.ts): five failures are more
# than a transient disturbance of S3.
SERVER_ERRORS = 5
# A cold start takes about a second. After three seconds without a reaction people think that a button is broken.
SLOW_MS, SLOW_PERIODS = 3_000, 3
# The pages retry by themselves; with ten 429 responses in five minutes the limits are too small for the load.
THROTTLED_REQUESTS = 10
# Two dispatchers' boards send some sixty requests in five minutes; a stranger who finds the address sends fewer.
REQUESTS_PAST_THE_EDGE = 30


class JobApi(Construct):
    """Owns the function `<prefix>-job-api`, its routes, access log, metrics and alarms.

    `api` is the empty HTTP API. It is created before this component, since the edge's origin names it and this function
    is deployed after the edge (`after`). `authorizer` guards the staff's routes; `origin_keys` and `service_area` are
    settings of the function.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        props: ComponentProps,
        *,
        api: apigw.HttpApi,
        authorizer: apigw.IHttpRouteAuthorizer,
        origin_keys: str,
        service_area: Sequence[str],
        after: IDependable,
    ) -> None:
        super().__init__(scope, id)
        self._api = api
        self.function = component_function(
            self,
            props,
            name=FunctionName.JOB_API,
            package="job_api",
            description="Serves /api/*: creates, reads and moves jobs, takes bookings",
            memory_mb=1024,  # one vCPU's worth starts at 1,769 MB; imports are CPU-bound, so more memory starts sooner
            timeout=TIMEOUT,
            environment={
                **props.company_settings,
                Variable.ORIGIN_KEYS: origin_keys,
                Variable.SERVICE_AREA: " ".join(service_area),
            },
        )
        # The edge has to send keys before this function checks them (docs/decisions/0011).
        self.function.node.add_dependency(after)
        self._grant(props)
        access_log = self._define_access_log(props.prefix)
        self._define_stage(self._define_routes(authorizer), access_log)
        self._define_log_metrics(props.prefix, access_log)

    def _grant(self, props: ComponentProps) -> None:
        """Read and write records, board, idempotency entries and views; read old records; delete nothing."""
        grant_keys(self.function, props.jobs, [f"{RECORD_PREFIX}*", BOARD_KEY, f"{IDEMPOTENCY_PREFIX}*"], READ, WRITE)
        grant_keys(self.function, props.views, [f"{VIEW_PREFIX}*"], READ, WRITE)
        grant_keys(self.function, props.jobs, [f"{RECORD_PREFIX}*"], READ_VERSION)
        self.function.add_to_role_policy(
            iam.PolicyStatement(actions=["s3:ListBucketVersions"], resources=[props.jobs.bucket_arn])
        )
        grant_list(self.function, props.jobs, props.views)

    def _define_routes(self, authorizer: apigw.IHttpRouteAuthorizer) -> list[apigw.HttpRoute]:
        integration = integrations.HttpLambdaIntegration("Handler", self.function)
        return [self._define_route(operation, integration, authorizer) for operation in OPERATIONS]

    def _define_route(
        self, operation: Operation, integration: apigw.HttpRouteIntegration, authorizer: apigw.IHttpRouteAuthorizer
    ) -> apigw.HttpRoute:
        public = operation.access is Access.ANYBODY
        [route] = self._api.add_routes(
            path=operation.path,
            methods=[apigw.HttpMethod[operation.method]],
            integration=integration,
            authorizer=apigw.HttpNoneAuthorizer() if public else authorizer,
        )
        if public:
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
            retention=FUNCTION_LOGS,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _define_stage(self, routes: Sequence[apigw.HttpRoute], access_log: logs.LogGroup) -> None:
        stage = apigw.HttpStage(
            self,
            "Stage",
            http_api=self._api,
            auto_deploy=True,
            throttle=apigw.ThrottleSettings(rate_limit=STAFF_THROTTLE.requests_per_s, burst_limit=STAFF_THROTTLE.burst),
        )
        # A route can be named in the stage's settings once it exists.
        stage.node.add_dependency(*routes)
        resource = cast(apigw.CfnStage, stage.node.default_child)
        resource.access_log_settings = apigw.CfnStage.AccessLogSettingsProperty(
            destination_arn=access_log.log_group_arn, format=ACCESS_LOG_FORMAT
        )
        resource.route_settings = {
            operation.route_key: {
                "ThrottlingRateLimit": operation.throttle.requests_per_s,
                "ThrottlingBurstLimit": operation.throttle.burst,
            }
            for operation in OPERATIONS
            if operation.throttle is not STAFF_THROTTLE
        }

    def _define_log_metrics(self, prefix: str, access_log: logs.LogGroup) -> None:
        """Counts of lines of the access log, for two reasons: API Gateway's own metrics count a throttled request among
        all 4xx, and the function's own logs lack crashes: time-outs, out of memory, import errors.
        """

        def count(id: str, name: str, condition: str) -> cloudwatch.IMetric:
            return log_metric(self, id, prefix=prefix, name=name, log_group=access_log, condition=condition)

        self.throttled = count("Throttled", "ApiThrottled", '$.status = "429"')
        self.failed_jobs, self.failed_bookings = (
            count(name, name, f'$.route = "{operation.route_key}" && $.status = "5*"')
            for name, operation in (("JobCreationFailed", CREATE_JOB), ("BookingFailed", BOOK))
        )

    def requests(self) -> cloudwatch.Metric:
        """How many requests came to any route."""
        return self._api.metric_count(statistic=cloudwatch.Stats.SUM, period=PERIOD)

    def client_errors(self) -> cloudwatch.Metric:
        """How many responses were 4xx."""
        return self._api.metric_client_error(statistic=cloudwatch.Stats.SUM, period=PERIOD)

    def server_errors(self) -> cloudwatch.Metric:
        """How many responses were 5xx."""
        return self._api.metric_server_error(statistic=cloudwatch.Stats.SUM, period=PERIOD)

    def latency(self, percentile: int) -> cloudwatch.Metric:
        """Milliseconds from the request to the response, the function included."""
        return self._api.metric_latency(statistic=cloudwatch.Stats.percentile(percentile), period=PERIOD)

    def past_the_edge(self) -> cloudwatch.Metric:
        """How many requests were refused because they had no origin key."""
        return emitted_metric(self.function.name, MetricName.NOT_THROUGH_THE_EDGE)

    def alarms(self) -> list[AlarmDefinition]:
        """On failures, latency and refused requests that users of the pages notice."""
        return [
            AlarmDefinition(
                name="job-creation-failures",
                severity=Severity.PAGE,
                sentence="A dispatcher's new job got a 5xx response: it may not exist.",
                metric=self.failed_jobs,
                threshold=1,  # each is a customer's job, and only the dispatcher can try again
                missing_data=MissingData.NORMAL,
            ),
            AlarmDefinition(
                name="booking-failures",
                severity=Severity.PAGE,
                sentence="Bookings got a 5xx response: customers may give up.",
                metric=self.failed_bookings,
                threshold=FAILED_BOOKINGS,
                missing_data=MissingData.NORMAL,
            ),
            AlarmDefinition(
                name="job-api-errors",
                severity=Severity.PAGE,
                sentence="The job API responds with 5xx, time-outs included: jobs may not have been created or moved.",
                metric=self.server_errors(),
                threshold=SERVER_ERRORS,
                missing_data=MissingData.NORMAL,
            ),
            AlarmDefinition(
                name="job-api-latency",
                severity=Severity.TICKET,
                sentence="The slowest requests of the job API have taken over three seconds for a quarter of an hour.",
                metric=self.latency(99),
                threshold=SLOW_MS,
                periods=SLOW_PERIODS,
                missing_data=MissingData.NORMAL,
            ),
            AlarmDefinition(
                name="job-api-throttles",
                severity=Severity.TICKET,
                sentence="The job API refuses requests with 429: somebody floods it, or the limits are too small.",
                metric=self.throttled,
                threshold=THROTTLED_REQUESTS,
                missing_data=MissingData.NORMAL,
            ),
            AlarmDefinition(
                name="requests-past-the-edge",
                severity=Severity.TICKET,
                sentence="The job API refuses requests that come past the edge: a stranger's, or everybody's.",
                metric=self.past_the_edge(),
                threshold=REQUESTS_PAST_THE_EDGE,
                missing_data=MissingData.NORMAL,
            ),
        ]
