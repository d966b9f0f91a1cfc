"""Every difference between AWS and a laptop is one of the Platform's, and is in the templates."""

from typing import Any

import app
from tests.testkit.infrastructure.flat import flat
from tests.testkit.infrastructure.functions import PACKAGES, function
from tests.testkit.infrastructure.templates import Assembly, Template


def _api_origin(application: Template) -> dict[str, Any]:
    distribution = application.the("AWS::CloudFront::Distribution")["DistributionConfig"]
    [origin] = [origin for origin in distribution["Origins"] if origin["Id"] == "api"]
    return dict(origin)


def test_on_aws_the_edge_reaches_the_api_by_its_own_host_over_tls(assembly: Assembly) -> None:
    for environment in ("staging", "production"):
        origin = _api_origin(assembly.template(environment, "App"))
        assert flat(origin["DomainName"]).endswith(".execute-api.us-east-1.amazonaws.com")
        assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
        assert origin["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
        assert "OriginPath" not in origin


def test_on_a_laptop_the_edge_reaches_the_api_at_the_emulator_by_path(assembly: Assembly) -> None:
    origin = _api_origin(assembly.template("local", "App"))
    assert origin["DomainName"] == "127.0.0.1"
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "http-only"
    assert origin["CustomOriginConfig"]["HTTPPort"] == 4566
    assert flat(origin["OriginPath"]).startswith("/_aws/execute-api/<Api")


def test_a_laptop_has_the_addresses_of_its_settings(assembly: Assembly) -> None:
    local, application = app.environments()["local"].local, assembly.template("local", "App")
    assert local
    assert application.body["Outputs"]["SiteUrl"]["Value"] == local.site_url
    for policy in application.properties("AWS::CloudFront::ResponseHeadersPolicy"):
        headers = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        assert local.aws_endpoint_url in flat(headers["ContentSecurityPolicy"]["ContentSecurityPolicy"])


def test_every_function_of_a_laptop_runs_on_the_same_processor(assembly: Assembly) -> None:
    """The laptop's own, whichever that is; on AWS it is arm64 (test_functions)."""
    application = assembly.template("local", "App")
    assert len({str(function(application, package)["Architectures"]) for package in PACKAGES}) == 1
