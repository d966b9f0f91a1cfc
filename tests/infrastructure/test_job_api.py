"""The JobApi: staff routes need a token, public routes are listed here, all are throttled; its role deletes nothing."""

import re
from typing import Any

from constructs_lib.job_api import ACCESS_LOG_FORMAT
from contract.names import BOARD_KEY, IDEMPOTENCY_PREFIX
from tests.testkit.infrastructure.filter_pattern import meets
from tests.testkit.infrastructure.functions import LOGGING, grants, jobs_bucket, records, views, views_bucket
from tests.testkit.infrastructure.log_filters import assert_counts, filter_patterns, filtered_logs
from tests.testkit.infrastructure.templates import Template

STAFF = {
    "GET /api/board",
    "POST /api/jobs",
    "GET /api/jobs/{token}",
    "PATCH /api/jobs/{token}",
    "GET /api/jobs/{token}/history",
    "POST /api/jobs/{token}/transitions",
}
PUBLIC = {"POST /api/bookings", "POST /api/jobs/{token}/confirmation"}


def _routes(application: Template) -> dict[str, dict[str, Any]]:
    return {route["RouteKey"]: route for route in application.properties("AWS::ApiGatewayV2::Route")}


def test_there_are_exactly_these_routes(application: Template) -> None:
    assert set(_routes(application)) == STAFF | PUBLIC


def test_staff_routes_require_a_token_and_public_ones_do_not(application: Template) -> None:
    closed = {key for key, route in _routes(application).items() if route["AuthorizationType"] == "JWT"}
    open_ = {key for key, route in _routes(application).items() if route["AuthorizationType"] == "NONE"}
    assert (closed, open_) == (STAFF, PUBLIC)


def test_the_authorizer_accepts_the_boards_client_of_the_staff_pool(application: Template) -> None:
    authorizer = application.the("AWS::ApiGatewayV2::Authorizer")
    [client] = application.resources("AWS::Cognito::UserPoolClient")
    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert authorizer["JwtConfiguration"]["Audience"] == [{"Ref": client}]
    assert "cognito-idp.us-east-1.amazonaws.com" in str(authorizer["JwtConfiguration"]["Issuer"])


def test_every_route_is_throttled_and_the_public_ones_more(application: Template) -> None:
    stage = application.the("AWS::ApiGatewayV2::Stage")
    default = stage["DefaultRouteSettings"]
    assert set(stage["RouteSettings"]) == PUBLIC
    for public in stage["RouteSettings"].values():
        assert 0 < public["ThrottlingRateLimit"] < default["ThrottlingRateLimit"]
        assert 0 < public["ThrottlingBurstLimit"] < default["ThrottlingBurstLimit"]


def test_a_stage_that_names_a_route_waits_for_it(application: Template) -> None:
    [stage] = application.resources("AWS::ApiGatewayV2::Stage").values()
    assert set(application.resources("AWS::ApiGatewayV2::Route")) <= set(stage["DependsOn"])


def test_access_logs_hold_no_token(application: Template) -> None:
    log_format = application.the("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]["Format"]
    assert "$context.routeKey" in log_format
    assert "$context.path" not in log_format


def test_the_board_signs_in_with_a_code_and_without_a_secret(application: Template) -> None:
    client = application.the("AWS::Cognito::UserPoolClient")
    assert client["GenerateSecret"] is False
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["CallbackURLs"] == client["LogoutURLs"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert application.the("AWS::Cognito::ManagedLoginBranding")["UseCognitoProvidedValues"] is True


def test_only_an_administrator_makes_an_account(data: Template) -> None:
    pool = data.the("AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["DeletionProtection"] == "ACTIVE"
    assert pool["UsernameAttributes"] == ["email"]


def test_it_may_write_jobs_and_their_projections_but_delete_nothing(application: Template, environment: str) -> None:
    allowed, jobs = grants(application, "job_api"), jobs_bucket(environment)
    keys = {records(environment), f"{jobs}/{BOARD_KEY}", f"{jobs}/{IDEMPOTENCY_PREFIX}*", views(application)}
    assert allowed.pop("s3:GetObject") == keys
    assert allowed.pop("s3:PutObject") == keys
    assert allowed.pop("s3:ListBucket") == {jobs, views_bucket(application)}
    assert allowed.pop("s3:GetObjectVersion") == {records(environment)}
    assert allowed.pop("s3:ListBucketVersions") == {jobs}
    assert set(allowed) == LOGGING


def _line(route: str, status: int) -> str:
    """A line as API Gateway writes it: the format's text, with values in the place of its variables."""
    values = {"routeKey": route, "status": str(status)}
    return re.sub(r"\$context\.([\w.]+)", lambda variable: values.get(variable[1], "-"), ACCESS_LOG_FORMAT)


def test_each_metric_of_the_access_log_counts_its_lines_and_no_others(application: Template) -> None:
    assert_counts(
        application,
        {
            "ApiThrottled": (
                [_line("POST /api/bookings", 429), _line("GET /api/board", 429)],
                [_line("POST /api/bookings", 503), _line("POST /api/bookings", 201)],
            ),
            "JobCreationFailed": (
                [_line("POST /api/jobs", status) for status in (500, 503, 504)],
                [
                    *(_line("POST /api/jobs", status) for status in (201, 409, 422, 429)),
                    _line("POST /api/jobs/{token}/transitions", 503),
                    _line("POST /api/bookings", 503),
                    _line("GET /api/jobs/{token}", 500),
                ],
            ),
            "BookingFailed": (
                [_line("POST /api/bookings", status) for status in (500, 503, 504)],
                [
                    *(_line("POST /api/bookings", status) for status in (201, 400, 422, 429)),
                    _line("POST /api/jobs", 503),
                ],
            ),
        },
    )


def test_failures_are_counted_on_routes_of_the_api(application: Template) -> None:
    patterns = filter_patterns(application).values()
    counted = {route for pattern in patterns for route in re.findall(r'"([A-Z]+ /[^"]+)"', pattern)}
    assert counted == {"POST /api/jobs", "POST /api/bookings"} <= set(_routes(application))


def test_a_status_that_is_logged_as_a_number_would_not_be_counted(application: Template) -> None:
    """Hence the quotes in ACCESS_LOG_FORMAT: the patterns match texts."""
    as_number = ACCESS_LOG_FORMAT.replace('"$context.status"', "503").replace("$context.routeKey", "POST /api/jobs")
    patterns = filter_patterns(application).values()
    assert patterns
    assert not any(meets(pattern, as_number) for pattern in patterns)


def test_the_log_is_the_apis(application: Template, environment: str) -> None:
    assert filtered_logs(application) == {f"/aws/vendedlogs/apigateway/qdn-{environment}-jobs"}


def test_one_transient_failure_of_the_canary_raises_no_alarm(observability: Template, environment: str) -> None:
    """Its own bookings are counted, too, and it tries again."""
    thresholds = {
        each["AlarmName"].removeprefix(f"qdn-{environment}-"): each["Threshold"]
        for each in observability.properties("AWS::CloudWatch::Alarm")
    }
    assert thresholds["booking-failures"] == 2
    assert thresholds["job-creation-failures"] == 1
