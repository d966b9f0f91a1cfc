"""AWS WAF in front of the distribution: Amazon's common rules, and a limit for each address."""

from aws_cdk import aws_wafv2 as waf
from constructs import Construct

COMMON_RULES = "AWSManagedRulesCommonRuleSet"

# Requests of one address in five minutes, hits included. An office of ten dispatchers shares one address: ten boards
# that poll every ten seconds send 300, and a morning's page loads and moves a few hundred more.
REQUESTS_PER_ADDRESS = 2_000
WINDOW_S = 300


class Firewall(Construct):
    """`arn` is the web ACL for a distribution. A refused request gets 403 from CloudFront and is counted by rule."""

    def __init__(self, scope: Construct, id: str, *, prefix: str) -> None:
        super().__init__(scope, id)
        self._prefix = prefix
        self.arn = waf.CfnWebACL(
            self,
            "WebAcl",
            name=f"{prefix}-edge",
            # A web ACL of this scope exists in us-east-1 alone.
            scope="CLOUDFRONT",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=self._visibility("edge"),
            # The cheaper rule first: a request over the limit needs no inspection of its body.
            rules=[self._rate(priority=0), self._common(priority=1)],
        ).attr_arn

    def _rate(self, *, priority: int) -> waf.CfnWebACL.RuleProperty:
        return waf.CfnWebACL.RuleProperty(
            name="rate-per-address",
            priority=priority,
            action=waf.CfnWebACL.RuleActionProperty(block={}),
            statement=waf.CfnWebACL.StatementProperty(
                rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                    aggregate_key_type="IP", limit=REQUESTS_PER_ADDRESS, evaluation_window_sec=WINDOW_S
                )
            ),
            visibility_config=self._visibility("rate-per-address"),
        )

    def _common(self, *, priority: int) -> waf.CfnWebACL.RuleProperty:
        """All of the common rules but one.

        The rule for bodies refuses more than 8 KB (WAF developer guide, "Baseline rule groups"). Notes of 2,000
        characters outside the Latin alphabets are larger, and the API limits the length of every field: such bodies are
        counted, not refused. The longest query is the sign-in's redirect, a few hundred of 2,048 bytes.
        """
        return waf.CfnWebACL.RuleProperty(
            name="common",
            priority=priority,
            # A rule group's rules bring their own actions.
            override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
            statement=waf.CfnWebACL.StatementProperty(
                managed_rule_group_statement=waf.CfnWebACL.ManagedRuleGroupStatementProperty(
                    vendor_name="AWS",
                    name=COMMON_RULES,
                    rule_action_overrides=[
                        waf.CfnWebACL.RuleActionOverrideProperty(
                            name="SizeRestrictions_BODY",
                            action_to_use=waf.CfnWebACL.RuleActionProperty(count={}),
                        )
                    ],
                )
            ),
            visibility_config=self._visibility("common"),
        )

    def _visibility(self, metric: str) -> waf.CfnWebACL.VisibilityConfigProperty:
        return waf.CfnWebACL.VisibilityConfigProperty(
            cloud_watch_metrics_enabled=True,
            metric_name=f"{self._prefix}-{metric}",
            # Samples are whole requests, and a request's URI holds the tracking token.
            sampled_requests_enabled=False,
        )
