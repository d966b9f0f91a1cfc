"""The severities of alarms, and who is notified of each. docs/runbook.md lists the alarms by severity.

| topic | notified of | subscribed by the stack |
|---|---|---|
| `qdn-<environment>-alarms` | every alarm, and the budget | the setting `alarm_email` |
| `qdn-<environment>-pages` | alarms of Severity.PAGE | the setting `page_endpoint`, if there is one |
"""

from dataclasses import dataclass
from enum import StrEnum

from aws_cdk import Aws, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

# Alarms and budgets cannot publish through the AWS managed key of SNS, whose policy cannot be changed (CloudWatch
# user guide, "Notifying users on alarm changes", and Cost Management user guide, "Creating an Amazon SNS topic for
# budget notifications"): hence a key of our own, for $1 a month.
CLOUDWATCH, BUDGETS = "cloudwatch.amazonaws.com", "budgets.amazonaws.com"


class Severity(StrEnum):
    """How soon somebody has to look."""

    PAGE = "page"
    """Now, at any hour: customers or dispatchers cannot do their work."""
    TICKET = "ticket"
    """On the next working day: nobody is kept from anything yet."""


@dataclass(frozen=True, kw_only=True)
class AlarmTopics:
    """The topics of an environment: `everything` for all alarms and the budget, `pages` for Severity.PAGE alone."""

    everything: sns.ITopic
    pages: sns.ITopic

    def notified_of(self, severity: Severity) -> tuple[sns.ITopic, ...]:
        """The topics that an alarm of that severity notifies."""
        return (self.everything, self.pages) if severity is Severity.PAGE else (self.everything,)

    @classmethod
    def by_name(cls, scope: Construct, prefix: str) -> "AlarmTopics":
        """The topics for a stack that is deployed before the stack that makes them, and so cannot import them."""

        def topic(name: str) -> sns.ITopic:
            return sns.Topic.from_topic_arn(scope, name, Stack.of(scope).format_arn(service="sns", resource=name))

        return cls(everything=topic(alarms_topic_name(prefix)), pages=topic(pages_topic_name(prefix)))


class AlarmRouting(Construct):
    """Makes both topics, encrypted and over TLS alone, and subscribes the people who are notified.

    `alarm_email` is a mailbox, `page_endpoint` an e-mail address or the https URL of an on-call service. Each has to
    confirm its subscription once, by the link that SNS sends.
    """

    def __init__(self, scope: Construct, id: str, *, prefix: str, alarm_email: str, page_endpoint: str | None) -> None:
        super().__init__(scope, id)
        self._key = kms.Key(
            self,
            "Key",
            description=f"{alarms_topic_name(prefix)}, {pages_topic_name(prefix)}: notifications of alarms and budgets",
            enable_key_rotation=True,
            # Nothing is stored under it but messages on their way.
            removal_policy=RemovalPolicy.DESTROY,
        )
        for publisher in (CLOUDWATCH, BUDGETS):
            self._key.add_to_resource_policy(_allow(publisher, ["kms:Decrypt", "kms:GenerateDataKey"], "*"))
        everything = self._define_topic("Topic", alarms_topic_name(prefix), publishers=[CLOUDWATCH, BUDGETS])
        everything.add_subscription(subscriptions.EmailSubscription(alarm_email))
        pages = self._define_topic("Pages", pages_topic_name(prefix), publishers=[CLOUDWATCH])
        if page_endpoint:
            pages.add_subscription(_subscription(page_endpoint))
        self.topics = AlarmTopics(everything=everything, pages=pages)

    def _define_topic(self, id: str, name: str, *, publishers: list[str]) -> sns.Topic:
        topic = sns.Topic(self, id, topic_name=name, master_key=self._key, enforce_ssl=True)
        for publisher in publishers:
            topic.add_to_resource_policy(_allow(publisher, ["sns:Publish"], topic.topic_arn))
        return topic


def alarms_topic_name(prefix: str) -> str:
    """The physical name of the topic for everything."""
    return f"{prefix}-alarms"


def pages_topic_name(prefix: str) -> str:
    """The physical name of the topic for pages alone."""
    return f"{prefix}-pages"


def _subscription(endpoint: str) -> sns.ITopicSubscription:
    if endpoint.startswith("https://"):
        return subscriptions.UrlSubscription(endpoint)
    return subscriptions.EmailSubscription(endpoint)


def _allow(service: str, actions: list[str], resource: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal(service)],
        actions=actions,
        resources=[resource],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )
