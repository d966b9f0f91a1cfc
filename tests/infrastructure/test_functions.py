"""Holds for every function: its package, its processor, its log, its settings."""

from pathlib import Path

import pytest

import app
from constructs_lib.bundling import LAMBDA_ARM64, SOURCE_ROOT, bundle
from contract.names import CANARY_TOKEN_PREFIX, FunctionName
from jobs.function_settings import FunctionSettings
from tests.testkit.infrastructure.flat import many
from tests.testkit.infrastructure.functions import PACKAGES, function, records, variables
from tests.testkit.infrastructure.templates import Template


@pytest.mark.parametrize("package", PACKAGES)
def test_on_aws_a_function_runs_the_newest_python_on_arm(application: Template, environment: str, package: str) -> None:
    properties = function(application, package)
    assert properties["Runtime"] == "python3.14"
    if environment != "local":
        assert properties["Architectures"] == ["arm64"]


def test_a_package_holds_the_source_and_wheels_for_arm(tmp_path: Path) -> None:
    bundle(str(tmp_path), LAMBDA_ARM64)
    compiled = [path.name for path in (tmp_path / "pydantic_core").glob("*.so")]
    assert compiled
    assert all("314-aarch64-linux" in name for name in compiled)
    for source in ("jobs/status_flow.json", "job_api/handler.py", "publisher/handler.py"):
        assert (tmp_path / source).read_bytes() == (SOURCE_ROOT / source).read_bytes()


def test_a_package_does_not_name_the_checkout_that_it_was_made_in(tmp_path: Path) -> None:
    bundle(str(tmp_path), LAMBDA_ARM64)
    checkout = str(SOURCE_ROOT.parent).encode()
    assert [path for path in tmp_path.rglob("*") if path.is_file() and checkout in path.read_bytes()] == []


@pytest.mark.parametrize("package", ["job_api", "publisher", "auditor"])
def test_the_settings_of_the_environment_reach_the_functions(
    application: Template, environment: str, package: str
) -> None:
    """Read as the function reads them."""
    settings = app.environments()[environment]
    read = FunctionSettings.from_environment(variables(application, package))
    assert (read.company_name, read.company_phone) == (settings.company.name, settings.company.phone)
    assert read.company_time_zone == settings.company.time_zone
    assert read.board_ended_days == settings.board_ended_days
    assert read.jobs_bucket == f"qdn-{environment}-jobs-<AWS::AccountId>"


def test_the_canary_gets_only_the_settings_that_it_reads(application: Template) -> None:
    expected = {"JOBS_BUCKET", "VIEWS_BUCKET", "SITE_URL", "CANARY_PROOF", "POWERTOOLS_SERVICE_NAME"}
    assert set(variables(application, "canary")) == expected


def test_nobody_may_delete_a_job_but_canaries(application: Template, data: Template, environment: str) -> None:
    deletable = {
        arn
        for template in (application, data)
        for policy in template.properties("AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
        if any(action.startswith("s3:Delete") for action in many(statement["Action"]))
        for arn in many(statement["Resource"])
        if f"qdn-{environment}-jobs" in arn
    }
    assert deletable == {records(environment).replace("*", f"{CANARY_TOKEN_PREFIX}*")}


def test_every_function_logs_into_a_group_that_is_kept_for_three_months(application: Template) -> None:
    groups = application.resources("AWS::Logs::LogGroup")
    for properties in application.properties("AWS::Lambda::Function"):
        group = groups[properties["LoggingConfig"]["LogGroup"]["Ref"]]
        assert group["Properties"]["RetentionInDays"] == 90


def test_the_stacks_description_names_every_function_that_runs_in_it(application: Template) -> None:
    description = application.body["Description"].casefold()
    names = (FunctionName.JOB_API, FunctionName.PUBLISHER, FunctionName.AUDITOR, FunctionName.CANARY)
    assert [name for name in (*names, FunctionName.SMOKE_TEST) if name.replace("-", " ") not in description] == []
