"""With a domain everything follows it: certificate, names, DNS, sign-in, outputs. Without one, nothing of that."""

from typing import Any

import pytest

from tests.testkit.infrastructure.alarms import assert_can_be_acted_on
from tests.testkit.infrastructure.flat import flat
from tests.testkit.infrastructure.templates import Assembly, Template

NAME = "dispatch.quickdumpnow.com"
ZONE = "Z0123456789ABCDEFGHIJ"


@pytest.fixture(scope="module")
def named(everything_on: Assembly) -> Template:
    """The App stack of a staging with a domain."""
    return everything_on.template("staging", "App")


def _config(template: Template) -> dict[str, Any]:
    return dict(template.the("AWS::CloudFront::Distribution")["DistributionConfig"])


def test_the_certificate_is_for_both_names_and_proven_by_dns(named: Template) -> None:
    certificate = named.the("AWS::CertificateManager::Certificate")
    assert certificate["DomainName"] == NAME
    assert certificate["SubjectAlternativeNames"] == [f"www.{NAME}"]
    assert certificate["ValidationMethod"] == "DNS"
    assert {option["HostedZoneId"] for option in certificate["DomainValidationOptions"]} == {ZONE}
    assert {option["DomainName"] for option in certificate["DomainValidationOptions"]} == {NAME, f"www.{NAME}"}


def test_the_distribution_serves_both_names_with_tls_of_1_2_or_newer(named: Template) -> None:
    config = _config(named)
    [certificate] = named.resources("AWS::CertificateManager::Certificate")
    assert config["Aliases"] == [NAME, f"www.{NAME}"]
    assert config["ViewerCertificate"] == {
        "AcmCertificateArn": {"Ref": certificate},
        "MinimumProtocolVersion": "TLSv1.2_2025",
        "SslSupportMethod": "sni-only",
    }


def test_a_certificate_that_is_not_renewed_raises_an_alarm(named: Template) -> None:
    """The metric is in ACM's user guide, "Supported CloudWatch metrics". It ends with the certificate."""
    alarm = named.the("AWS::CloudWatch::Alarm")
    [certificate] = named.resources("AWS::CertificateManager::Certificate")
    assert_can_be_acted_on(alarm, "staging")
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/CertificateManager", "DaysToExpiry")
    assert alarm["Dimensions"] == [{"Name": "CertificateArn", "Value": {"Ref": certificate}}]
    assert (alarm["ComparisonOperator"], alarm["TreatMissingData"]) == ("LessThanThreshold", "ignore")


def test_dns_leads_both_names_to_the_distribution_over_both_protocols(named: Template) -> None:
    [distribution] = named.resources("AWS::CloudFront::Distribution")
    records = named.properties("AWS::Route53::RecordSet")
    assert {(record["Name"], record["Type"]) for record in records} == {
        (f"{name}.", kind) for name in (NAME, f"www.{NAME}") for kind in ("A", "AAAA")
    }
    for record in records:
        assert record["HostedZoneId"] == ZONE
        assert flat(record["AliasTarget"]["DNSName"]) == f"<{distribution}.DomainName>"


def test_sign_in_and_outputs_follow_the_domain(named: Template) -> None:
    client = named.the("AWS::Cognito::UserPoolClient")
    assert client["CallbackURLs"] == client["LogoutURLs"] == [f"https://{NAME}/"]
    assert named.body["Outputs"]["SiteUrl"]["Value"] == f"https://{NAME}"


def test_the_pages_policy_names_no_address_that_the_domain_could_leave_behind(named: Template) -> None:
    for policy in named.properties("AWS::CloudFront::ResponseHeadersPolicy"):
        headers = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        csp = flat(headers["ContentSecurityPolicy"]["ContentSecurityPolicy"])
        assert "cloudfront.net" not in csp
        assert ".DomainName" not in csp


def test_without_a_domain_the_distributions_own_name_is_used(application: Template, environment: str) -> None:
    config = _config(application)
    assert not {"Aliases", "ViewerCertificate"} & set(config)
    assert application.resources("AWS::CertificateManager::Certificate") == {}
    assert application.resources("AWS::Route53::RecordSet") == {}
    if environment != "local":
        [distribution] = application.resources("AWS::CloudFront::Distribution")
        site_url = f"https://<{distribution}.DomainName>"
        client = application.the("AWS::Cognito::UserPoolClient")
        for urls in (client["CallbackURLs"], client["LogoutURLs"]):
            assert [flat(url) for url in urls] == [f"{site_url}/"]
        assert flat(application.body["Outputs"]["SiteUrl"]["Value"]) == site_url
