"""The Publisher: every write of a record reaches it, failed messages are kept, and it can change no record."""

from contract.names import BOARD_KEY
from tests.testkit.infrastructure.flat import flat
from tests.testkit.infrastructure.functions import (
    LOGGING,
    function,
    grants,
    jobs_bucket,
    records,
    views,
    views_bucket,
)
from tests.testkit.infrastructure.templates import Template


def test_writes_of_records_and_nothing_else_are_published(application: Template, environment: str) -> None:
    [pattern] = [rule["EventPattern"] for rule in application.properties("AWS::Events::Rule") if "EventPattern" in rule]
    assert pattern["source"] == ["aws.s3"]
    assert pattern["detail-type"] == ["Object Created"]
    assert flat(pattern["detail"]["bucket"]["name"][0]) == f"qdn-{environment}-jobs-<AWS::AccountId>"
    assert pattern["detail"]["object"] == {"key": [{"prefix": "jobs/"}]}


def test_a_failed_message_is_tried_again_and_then_kept_for_two_weeks(application: Template) -> None:
    queues = application.resources("AWS::SQS::Queue")
    [dead_letters] = [name for name in queues if "DeadLetters" in name]
    [queue] = [queue["Properties"] for name, queue in queues.items() if name != dead_letters]
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": [dead_letters, "Arn"]},
        "maxReceiveCount": 8,
    }
    assert queues[dead_letters]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_one_bad_message_does_not_bring_back_its_whole_batch(application: Template) -> None:
    assert application.the("AWS::Lambda::EventSourceMapping")["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_message_stays_hidden_for_six_times_the_functions_timeout(application: Template) -> None:
    [queue] = [queue for queue in application.properties("AWS::SQS::Queue") if "RedrivePolicy" in queue]
    assert queue["VisibilityTimeout"] >= 6 * function(application, "publisher")["Timeout"]


def test_it_can_never_change_a_record(application: Template, environment: str) -> None:
    allowed, jobs = grants(application, "publisher"), jobs_bucket(environment)
    written = {f"{jobs}/{BOARD_KEY}", views(application)}
    assert allowed.pop("s3:GetObject") == {records(environment), *written}
    assert allowed.pop("s3:PutObject") == written
    assert allowed.pop("s3:ListBucket") == {jobs, views_bucket(application)}
    [distribution] = application.resources("AWS::CloudFront::Distribution")
    assert allowed.pop("cloudfront:CreateInvalidation") == {
        f"arn:aws:cloudfront::<AWS::AccountId>:distribution/<{distribution}>"
    }
    assert set(allowed) == {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"} | LOGGING
