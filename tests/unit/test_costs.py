"""docs/costs.md and the README's figures: of the prices and the committed CloudFormation as they are."""

import re

from bench.costs import IDLE, LARGE, PAGE, PRICED, SMALL, TEMPLATES, bill, page, total
from tests.testkit.paths import REPOSITORY

# Billed by use, which the model counts, or not at all.
NOT_BY_THEMSELVES = {
    *("ApiGatewayV2::Api", "ApiGatewayV2::Authorizer", "ApiGatewayV2::Integration", "ApiGatewayV2::Route"),
    *("ApiGatewayV2::Stage", "Athena::WorkGroup", "Budgets::Budget", "CloudFront::CachePolicy"),
    *("CloudFront::Distribution", "CloudFront::Function", "CloudFront::OriginAccessControl"),
    *("CloudFront::ResponseHeadersPolicy", "Cognito::ManagedLoginBranding", "Cognito::UserPool"),
    *("Cognito::UserPoolClient", "Cognito::UserPoolDomain", "Events::Rule", "Glue::Database", "Glue::Table"),
    *("IAM::Policy", "IAM::Role", "Lambda::EventSourceMapping", "Lambda::Function", "Lambda::LayerVersion"),
    *("Lambda::Permission", "Lambda::Version", "Logs::Delivery", "Logs::DeliveryDestination", "Logs::DeliverySource"),
    *("Logs::LogGroup", "Logs::ResourcePolicy", "S3::Bucket", "S3::BucketPolicy", "SNS::Subscription", "SNS::Topic"),
    *("SNS::TopicPolicy", "SQS::Queue", "SQS::QueuePolicy"),
}
COUNTED = {"CloudWatch::Alarm", "Logs::MetricFilter", "CloudFront::MonitoringSubscription"}


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == page(), "out of date: make costs"


def test_every_kind_of_resource_has_a_price_or_needs_none() -> None:
    text = "".join(file.read_text() for file in TEMPLATES.glob("*.yaml"))
    kinds = set(re.findall(r"^    Type: AWS::(\S+)$", text, re.M))
    assert kinds - NOT_BY_THEMSELVES - COUNTED == {kind.removeprefix("AWS::") for kind in PRICED}


def test_metrics_that_alarms_read_are_counted_and_not_alarms() -> None:
    [alarms] = [item for item in bill(IDLE) if item.name == "Alarms"]
    counts = re.fullmatch(r"(\d+) metrics that (\d+) alarms read", alarms.counts)
    assert counts
    assert int(counts[1]) > int(counts[2]), "an alarm on a sum of metrics costs as much as they do"


def test_the_readme_has_the_figures_of_the_page() -> None:
    small, large = f"about ${total(SMALL):.0f} a month", f"about ${round(total(LARGE), -1):,.0f}"
    readme = (REPOSITORY / "README.md").read_text()
    assert small in readme
    assert large in readme
