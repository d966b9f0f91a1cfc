"""Which environments there are, and that they differ by their settings alone."""

import json
import re
from typing import Any

import pytest

import app
from stacks.settings import EnvironmentSettings
from tests.testkit.infrastructure.templates import ENVIRONMENTS, STACKS, Assembly
from tooling.environments import Environment

GENERATED = re.compile(
    r"(SqsEventSourceENVIRONMENT|SmokeTestFunctionCurrentVersion|AllowEventRuleENVIRONMENT|aws-cdk:cr-owned:(?:assets:)?).+"
)

BUDGET = "AWS::Budgets::Budget"
"""There or not by a setting of its own: it counts the whole account, which the environments share."""


def test_the_command_line_has_the_same_environments() -> None:
    assert {environment.value for environment in Environment} == app.environments().keys()


def test_every_environment_has_its_three_stacks_in_one_region(assembly: Assembly, environment: str) -> None:
    for stack in STACKS:
        assert assembly.artifact(environment, stack)["environment"] == "aws://unknown-account/us-east-1"
        assert assembly.artifact(environment, stack)["properties"]["stackName"] == f"{environment}-{stack}"


@pytest.mark.parametrize("stack", ["Data", "App"])
def test_the_jobs_and_the_address_in_every_link_cannot_be_deleted_on_aws(assembly: Assembly, stack: str) -> None:
    protected = {
        environment: assembly.artifact(environment, stack)["properties"].get("terminationProtection", False)
        for environment in ENVIRONMENTS
    }
    assert protected == {"staging": True, "production": True, "local": False}


def test_only_a_laptops_board_signs_in_from_the_development_server_too(assembly: Assembly) -> None:
    pages = {
        environment: assembly.template(environment, "App").the("AWS::Cognito::UserPoolClient")["CallbackURLs"]
        for environment in ENVIRONMENTS
    }
    assert {environment: len(urls) for environment, urls in pages.items()} == {
        "staging": 1,
        "production": 1,
        "local": 2,
    }
    assert pages["local"][1] == "http://127.0.0.1:5173/"


@pytest.mark.parametrize("stack", STACKS)
def test_staging_and_production_differ_by_settings_only(assembly: Assembly, stack: str) -> None:
    staging = _without_settings(assembly.template("staging", stack).body, app.environments()["staging"])
    production = _without_settings(assembly.template("production", stack).body, app.environments()["production"])
    assert staging == production


@pytest.mark.parametrize("stack", STACKS)
def test_a_laptop_holds_its_functions_to_the_very_roles_of_aws(assembly: Assembly, stack: str) -> None:
    """The laptop checks each call of a function against the permissions that it will have on AWS."""

    def statements(environment: str) -> list[Any]:
        template = assembly.template(environment, stack)
        roles = [template.properties(kind) for kind in ("AWS::IAM::Role", "AWS::IAM::Policy")]
        text = json.dumps(roles, sort_keys=True).replace(environment, "ENVIRONMENT")
        return list(_without_generated_suffixes(json.loads(text)))

    assert statements("local") == statements("staging") == statements("production")


def test_staging_and_production_share_every_asset_by_its_hash(assembly: Assembly) -> None:
    """A promotion deploys the same files as on staging: only the templates differ, and those by settings."""

    def files(environment: str) -> dict[str, Any]:
        """The file or folder of each, by its hash."""
        assets = [asset for stack in STACKS for asset in assembly.assets(environment, stack).items()]
        sources = {key: asset["source"] for key, asset in assets}
        return {key: source for key, source in sources.items() if not source["path"].endswith(".template.json")}

    assert files("staging") == files("production") != {}


def _without_settings(template: dict[str, Any], settings: EnvironmentSettings) -> dict[str, Any]:
    resources = {name: resource for name, resource in template["Resources"].items() if resource["Type"] != BUDGET}
    text = json.dumps(template | {"Resources": resources}, sort_keys=True)
    text = text.replace(
        f'"NoncurrentDays": {settings.record_retention_days}', '"NoncurrentDays": "RECORD_RETENTION_DAYS"'
    )
    text = text.replace(settings.alarm_email, "ALARM_EMAIL")
    text = text.replace(settings.runbook_url, "RUNBOOK_URL")
    text = text.replace(settings.environment, "ENVIRONMENT")
    return dict(_without_generated_suffixes(json.loads(text)))


def _without_generated_suffixes(value: Any) -> Any:
    """The CDK ends a few names with a hash of a path or a configuration, which holds the environment's name."""
    match value:
        case dict():
            return {_mask(key): _without_generated_suffixes(item) for key, item in value.items()}
        case list():
            return sorted((_without_generated_suffixes(item) for item in value), key=json.dumps)
        case str():
            return _mask(value)
    return value


def _mask(name: str) -> str:
    return GENERATED.sub(r"\1", name)
