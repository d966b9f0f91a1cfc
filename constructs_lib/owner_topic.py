"""Who is told of alarms: one topic, encrypted, with the owner's e-mail address behind it."""

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

# Alarms and budgets cannot publish through the key that SNS brings along, whose policy nobody can change (CloudWatch
# user guide, "Notifying users on alarm changes", and Cost Management user guide, "Creating an Amazon SNS topic for
# budget notifications"): hence a key of our own, for $1 a month.
PUBLISHERS = ("cloudwatch.amazonaws.com", "budgets.amazonaws.com")


def topic_name(prefix: str) -> str:
    """The topic's name, by which the stacks that are deployed before it know it."""
    return f"{prefix}-alarms"


class OwnerTopic(Construct):
    """`topic` sends to `email` what alarms and budgets of this account publish, over TLS alone.

    Whoever reads that mailbox has to confirm the subscription once, by the link in SNS's first mail.
    """

    def __init__(self, scope: Construct, id: str, *, prefix: str, email: str) -> None:
        super().__init__(scope, id)
        key = kms.Key(
            self,
            "Key",
            description=f"{topic_name(prefix)}: what alarms and budgets tell their owner",
            enable_key_rotation=True,
            # It holds nothing but what is on its way.
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.topic = sns.Topic(self, "Topic", topic_name=topic_name(prefix), master_key=key, enforce_ssl=True)
        self.topic.add_subscription(subscriptions.EmailSubscription(email))
        for publisher in PUBLISHERS:
            key.add_to_resource_policy(_allow(publisher, ["kms:Decrypt", "kms:GenerateDataKey"], "*"))
            self.topic.add_to_resource_policy(_allow(publisher, ["sns:Publish"], self.topic.topic_arn))


def _allow(service: str, actions: list[str], resource: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal(service)],
        actions=actions,
        resources=[resource],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )
