"""The firewall is an option: with it every request passes Amazon's common rules and a limit for each address."""

from typing import Any

import pytest

from tests.testkit.infrastructure.templates import Assembly, Template

OFFICE_REQUESTS = 10 * 300 // 10
"""Ten boards behind one address, each asking every ten seconds for five minutes."""


@pytest.fixture(scope="module")
def guarded(everything_on: Assembly) -> Template:
    """The App stack of a staging with a firewall."""
    return everything_on.template("staging", "App")


def _rules(template: Template) -> dict[str, dict[str, Any]]:
    return {rule["Name"]: rule for rule in template.the("AWS::WAFv2::WebACL")["Rules"]}


def test_every_request_passes_the_web_acl_and_is_let_through_unless_a_rule_refuses_it(guarded: Template) -> None:
    [web_acl] = guarded.resources("AWS::WAFv2::WebACL")
    config = guarded.the("AWS::CloudFront::Distribution")["DistributionConfig"]
    assert config["WebACLId"] == {"Fn::GetAtt": [web_acl, "Arn"]}
    assert guarded.the("AWS::WAFv2::WebACL")["Scope"] == "CLOUDFRONT"
    assert guarded.the("AWS::WAFv2::WebACL")["DefaultAction"] == {"Allow": {}}
    assert set(_rules(guarded)) == {"rate-per-address", "common"}


def test_the_common_rules_refuse_and_only_the_bodys_size_is_left_to_the_api(guarded: Template) -> None:
    rule = _rules(guarded)["common"]
    assert rule["OverrideAction"] == {"None": {}}
    assert rule["Statement"]["ManagedRuleGroupStatement"] == {
        "VendorName": "AWS",
        "Name": "AWSManagedRulesCommonRuleSet",
        "RuleActionOverrides": [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}],
    }


def test_an_address_is_held_to_its_rate_and_an_office_does_not_reach_it(guarded: Template) -> None:
    rule = _rules(guarded)["rate-per-address"]
    assert rule["Action"] == {"Block": {}}
    statement = rule["Statement"]["RateBasedStatement"]
    assert (statement["AggregateKeyType"], statement["EvaluationWindowSec"]) == ("IP", 300)
    assert statement["Limit"] >= 5 * OFFICE_REQUESTS


def test_the_firewall_counts_requests_without_samples_that_hold_a_token(guarded: Template) -> None:
    web_acl = guarded.the("AWS::WAFv2::WebACL")
    for part in (web_acl, *web_acl["Rules"]):
        assert part["VisibilityConfig"]["CloudWatchMetricsEnabled"] is True
        assert part["VisibilityConfig"]["SampledRequestsEnabled"] is False


def test_without_the_setting_there_is_no_firewall(application: Template) -> None:
    assert application.resources("AWS::WAFv2::WebACL") == {}
    assert "WebACLId" not in application.the("AWS::CloudFront::Distribution")["DistributionConfig"]
