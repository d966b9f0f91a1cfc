"""The distribution has exactly the behaviours of the design: origin, time, methods, function and headers by path."""

from pathlib import Path
from typing import Any

from tests.testkit.infrastructure.flat import flat
from tests.testkit.infrastructure.templates import Template

MINUTE, HOUR, YEAR = 60, 3600, 365 * 24 * 3600
READ = ["GET", "HEAD"]
EVERYTHING = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
FUNCTION_SOURCE = Path(__file__).parents[2] / "edge_functions" / "qdn-track-rewrite.js"


def _config(application: Template) -> dict[str, Any]:
    return dict(application.the("AWS::CloudFront::Distribution")["DistributionConfig"])


def _behaviours(application: Template) -> dict[str, dict[str, Any]]:
    config = _config(application)
    return {"default": config["DefaultCacheBehavior"]} | {
        behaviour["PathPattern"]: behaviour for behaviour in config["CacheBehaviors"]
    }


def _origin(application: Template, behaviour: dict[str, Any]) -> str:
    [origin] = [origin for origin in _config(application)["Origins"] if origin["Id"] == behaviour["TargetOriginId"]]
    if "CustomOriginConfig" in origin:
        return "api"
    return "site" if "<Site" in flat(origin["DomainName"]) else "views"


def _seconds(application: Template, behaviour: dict[str, Any]) -> tuple[int, int, int] | str:
    policy_id = behaviour["CachePolicyId"]
    if isinstance(policy_id, str):
        return policy_id
    config = application.resources("AWS::CloudFront::CachePolicy")[policy_id["Ref"]]["Properties"]["CachePolicyConfig"]
    return config["MinTTL"], config["DefaultTTL"], config["MaxTTL"]


def test_every_path_goes_to_its_origin_for_its_time(application: Template) -> None:
    table = {
        path: (_origin(application, behaviour), _seconds(application, behaviour), behaviour.get("AllowedMethods", READ))
        for path, behaviour in _behaviours(application).items()
    }
    assert table == {
        "/track/*": ("site", (0, 5 * MINUTE, 5 * MINUTE), READ),
        "/book/*": ("site", (0, HOUR, HOUR), READ),
        "/api/track/*": ("views", (0, 5 * MINUTE, 5 * MINUTE), READ),
        "/api/*": ("api", CACHING_DISABLED, EVERYTHING),
        "/assets/*": ("site", (0, YEAR, YEAR), READ),
        "default": ("site", (0, YEAR, YEAR), READ),
    }


def test_the_narrow_api_path_stands_before_the_wide_one(application: Template) -> None:
    patterns = [behaviour["PathPattern"] for behaviour in _config(application)["CacheBehaviors"]]
    assert patterns.index("/api/track/*") < patterns.index("/api/*")


def test_nothing_that_a_viewer_sends_is_in_a_cache_key(application: Template) -> None:
    for policy in application.properties("AWS::CloudFront::CachePolicy"):
        key = policy["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
        assert key["CookiesConfig"] == {"CookieBehavior": "none"}
        assert key["HeadersConfig"] == {"HeaderBehavior": "none"}
        assert key["QueryStringsConfig"] == {"QueryStringBehavior": "none"}
        assert key["EnableAcceptEncodingGzip"] is True
        assert key["EnableAcceptEncodingBrotli"] is True


def test_the_api_gets_what_the_viewer_sent_except_the_host(application: Template) -> None:
    assert _behaviours(application)["/api/*"]["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST_HEADER


def test_the_rewrite_runs_on_the_pages_and_nowhere_else(application: Template) -> None:
    rewritten = {
        path
        for path, behaviour in _behaviours(application).items()
        if [association["EventType"] for association in behaviour.get("FunctionAssociations", [])] == ["viewer-request"]
    }
    assert rewritten == {"/track/*", "/book/*", "default"}


def test_the_function_is_deployed_as_tested_under_a_stable_name(application: Template, environment: str) -> None:
    function = application.the("AWS::CloudFront::Function")
    assert function["FunctionCode"] == FUNCTION_SOURCE.read_text(encoding="utf-8")
    assert function["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert function["Name"] == f"qdn-{environment}-track-rewrite"
    assert function["AutoPublish"] is True


def test_a_missing_job_is_never_cached_and_never_turned_into_a_page(application: Template) -> None:
    errors = {error["ErrorCode"]: error for error in _config(application)["CustomErrorResponses"]}
    assert errors[404] == {"ErrorCode": 404, "ErrorCachingMinTTL": 0}
    assert all(set(error) == {"ErrorCode", "ErrorCachingMinTTL"} for error in errors.values())


def test_plain_http_is_redirected_for_pages_and_refused_for_data(application: Template) -> None:
    protocols = {path: behaviour["ViewerProtocolPolicy"] for path, behaviour in _behaviours(application).items()}
    assert protocols == {
        "default": "redirect-to-https",
        "/track/*": "redirect-to-https",
        "/book/*": "redirect-to-https",
        "/assets/*": "redirect-to-https",
        "/api/track/*": "https-only",
        "/api/*": "https-only",
    }


def test_buckets_are_reached_through_origin_access_control_alone(application: Template) -> None:
    for origin in _config(application)["Origins"]:
        if "S3OriginConfig" in origin:
            assert origin["S3OriginConfig"] == {"OriginAccessIdentity": ""}
            assert "OriginAccessControlId" in origin
    for control in application.properties("AWS::CloudFront::OriginAccessControl"):
        config = control["OriginAccessControlConfig"]
        assert (config["SigningBehavior"], config["SigningProtocol"]) == ("always", "sigv4")


def _headers(application: Template) -> dict[str, dict[str, Any]]:
    """The headers that each path's response-headers policy adds."""
    policies = application.resources("AWS::CloudFront::ResponseHeadersPolicy")
    return {
        path: policies[behaviour["ResponseHeadersPolicyId"]["Ref"]]["Properties"]["ResponseHeadersPolicyConfig"]
        for path, behaviour in _behaviours(application).items()
    }


def test_every_response_has_the_security_headers(application: Template) -> None:
    for config in _headers(application).values():
        security = config["SecurityHeadersConfig"]
        assert security["StrictTransportSecurity"] == {
            "AccessControlMaxAgeSec": 2 * YEAR,
            "IncludeSubdomains": False,
            "Override": True,
        }
        assert security["ReferrerPolicy"] == {"Override": True, "ReferrerPolicy": "no-referrer"}
        assert security["ContentTypeOptions"] == {"Override": True}
        assert security["FrameOptions"] == {"FrameOption": "DENY", "Override": True}
        [permissions] = [
            item for item in config["CustomHeadersConfig"]["Items"] if item["Header"] == "Permissions-Policy"
        ]
        assert permissions == {
            "Header": "Permissions-Policy",
            "Value": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Override": True,
        }


def test_the_content_security_policy_allows_only_what_pages_use(application: Template) -> None:
    """Every source is the site's own, except the sign-in, where the board gets tokens."""
    for config in _headers(application).values():
        policy = config["SecurityHeadersConfig"]["ContentSecurityPolicy"]
        directives = dict(part.split(" ", 1) for part in flat(policy["ContentSecurityPolicy"]).split("; "))
        own, login = directives.pop("connect-src").split(" ")
        assert policy["Override"] is True
        assert (own, login[:4]) == ("'self'", "http")
        assert directives == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }


def test_tracking_pages_views_and_the_api_are_kept_from_search_engines(application: Template) -> None:
    robots = {
        path: [item["Value"] for item in config["CustomHeadersConfig"]["Items"] if item["Header"] == "X-Robots-Tag"]
        for path, config in _headers(application).items()
    }
    noindex = ["noindex, nofollow"]
    assert robots == {
        "/track/*": noindex,
        "/api/track/*": noindex,
        "/api/*": noindex,
        "/book/*": [],
        "/assets/*": [],
        "default": [],
    }


def test_viewers_may_use_http_2_and_3_and_get_compressed_responses(application: Template) -> None:
    assert _config(application)["HttpVersion"] == "http2and3"
    assert all(behaviour["Compress"] is True for behaviour in _behaviours(application).values())


def test_the_edge_reaches_the_api_over_tls_of_1_2(application: Template, environment: str) -> None:
    [api] = [origin for origin in _config(application)["Origins"] if origin["Id"] == "api"]
    config = api["CustomOriginConfig"]
    if environment == "local":
        assert config["OriginProtocolPolicy"] == "http-only"
    else:
        assert (config["OriginProtocolPolicy"], config["OriginSSLProtocols"]) == ("https-only", ["TLSv1.2"])
