"""The functions of a template, and the permissions that their roles have."""

from typing import Any

from contract.names import RECORD_PREFIX, VIEW_PREFIX
from tests.testkit.infrastructure.flat import flat, many
from tests.testkit.infrastructure.templates import Template

PACKAGES = ("job_api", "publisher", "auditor", "canary", "smoke_test", "origin_key")
"""The packages of all functions of this repository."""

LOGGING = {"logs:CreateLogStream", "logs:PutLogEvents"}


def function(application: Template, package: str) -> dict[str, Any]:
    """The properties of the function that runs `package.handler.handler`."""
    [found] = [
        each
        for each in application.properties("AWS::Lambda::Function")
        if each["Handler"] == f"{package}.handler.handler"
    ]
    return found


def variables(application: Template, package: str) -> dict[str, str]:
    """The environment variables of that function, each flat."""
    return {name: flat(value) for name, value in function(application, package)["Environment"]["Variables"].items()}


def grants(application: Template, package: str) -> dict[str, set[str]]:
    """Action → resources that the role of that function allows."""
    role = function(application, package)["Role"]["Fn::GetAtt"][0]
    allowed: dict[str, set[str]] = {}
    for policy in application.properties("AWS::IAM::Policy"):
        if {"Ref": role} in policy["Roles"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Effect"] == "Allow"
                for action in many(statement["Action"]):
                    allowed.setdefault(action, set()).update(many(statement["Resource"]))
    return allowed


def jobs_bucket(environment: str) -> str:
    """The ARN of the jobs bucket, as policies name it."""
    return f"arn:aws:s3:::qdn-{environment}-jobs-<AWS::AccountId>"


def views_bucket(application: Template) -> str:
    """The ARN of the views bucket, as policies name it."""
    [views] = [name for name in application.resources("AWS::S3::Bucket") if name.startswith("Views")]
    return f"<{views}.Arn>"


def records(environment: str) -> str:
    """Every record."""
    return f"{jobs_bucket(environment)}/{RECORD_PREFIX}*"


def views(application: Template) -> str:
    """Every view."""
    return f"{views_bucket(application)}/{VIEW_PREFIX}*"
