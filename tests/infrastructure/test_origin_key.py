"""The edge and the API get the same keys, anew with every release, and nobody else can read them."""

from constructs_lib.release import release
from tests.testkit.infrastructure.templates import Template


def test_edge_and_api_get_the_same_keys(application: Template) -> None:
    [keys] = application.resources("Custom::OriginKeys")
    [headers] = [
        origin["OriginCustomHeaders"]
        for origin in application.the("AWS::CloudFront::Distribution")["DistributionConfig"]["Origins"]
        if "OriginCustomHeaders" in origin
    ]
    assert headers == [{"HeaderName": "X-Origin-Key", "HeaderValue": {"Fn::GetAtt": [keys, "Keys"]}}]
    [api] = [
        function["Environment"]["Variables"]
        for function in application.properties("AWS::Lambda::Function")
        if function.get("Handler") == "job_api.handler.handler"
    ]
    assert api["ORIGIN_KEYS"] == {"Fn::GetAtt": [keys, "Keys"]}


def test_every_release_has_keys_of_its_own(application: Template) -> None:
    assert application.the("Custom::OriginKeys")["Release"] == release()


def test_cloudformation_waits_five_minutes_for_the_response(application: Template) -> None:
    assert application.the("Custom::OriginKeys")["ServiceTimeout"] == "300"


def test_the_edge_sends_keys_before_the_api_checks_them(application: Template) -> None:
    [distribution] = application.resources("AWS::CloudFront::Distribution")
    [api] = [
        function
        for function in application.resources("AWS::Lambda::Function").values()
        if function["Properties"].get("Handler") == "job_api.handler.handler"
    ]
    assert distribution in api["DependsOn"]


def test_the_master_is_made_by_aws_and_read_by_one_function_alone(application: Template) -> None:
    [master] = application.resources("AWS::SecretsManager::Secret")
    assert application.the("AWS::SecretsManager::Secret")["GenerateSecretString"] == {
        "ExcludePunctuation": True,
        "PasswordLength": 64,
    }
    readers = [
        (policy["Roles"], statement)
        for policy in application.properties("AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
        if "secretsmanager" in str(statement["Action"])
    ]
    [([role], statement)] = readers
    assert "OriginKey" in role["Ref"]
    assert statement == {
        "Action": "secretsmanager:GetSecretValue",
        "Effect": "Allow",
        "Resource": {"Ref": master},
    }
