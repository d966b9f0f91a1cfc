"""The environments: one Stage each, from typed settings, all in us-east-1."""

import json
import os
import sys
from pathlib import Path

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from constructs_lib.gate import SynthesisError, synthesize
from constructs_lib.retention import LEGAL_MINIMUM_DAYS
from stacks.environment import DispatchEnvironment
from stacks.settings import CompanySettings, EnvironmentSettings, InvalidSettingError, LocalEndpoints

# Merged policies, literal partitions and locked references, and the CDK's own rules as findings. The CDK's command line
# passes them too; they are read here so that a test gets the same templates as a deploy.
FEATURE_FLAGS = json.loads((Path(__file__).parent / "cdk.json").read_text())["context"]


def environments() -> dict[str, EnvironmentSettings]:
    """Every environment's settings, by its name. Raises InvalidSettingError."""
    # A number that is not in use (555-01xx is reserved for fiction): replace it by the yard's own.
    quickdumpnow = CompanySettings(
        name="QuickDumpNow",
        phone="+16195550142",
        time_zone="America/Los_Angeles",
        service_area=("919", "920", "921"),  # San Diego county
    )
    # A mailbox that does not exist (example.com is reserved for documentation): replace it by the owner's.
    owner = "alarms@quickdumpnow.example.com"
    # The web address of this repository's docs/runbook.md: every alarm's mail has a link into it.
    runbook = "https://code.quickdumpnow.example.com/dispatch/blob/main/docs/runbook.md"
    staging = EnvironmentSettings(
        environment="staging",
        company=quickdumpnow,
        record_retention_days=LEGAL_MINIMUM_DAYS,
        alarm_email=owner,
        runbook_url=runbook,
        monthly_budget_usd=None,  # a budget counts the whole account, and production has one
    )
    # Seven years: the longest that the IRS names short of "no limit" (Publication 583, "How long to keep records").
    production = EnvironmentSettings(
        environment="production",
        company=quickdumpnow,
        record_retention_days=7 * 366,
        alarm_email=owner,
        runbook_url=runbook,
        # The account's: some $55 for production at 40 jobs a day, $15 for a staging without traffic (docs/costs.md).
        # The mailbox is notified at 80 % of it, a third above that sum.
        monthly_budget_usd=120,
    )
    local = EnvironmentSettings(
        environment="local",
        company=quickdumpnow,
        record_retention_days=LEGAL_MINIMUM_DAYS,
        alarm_email=owner,
        runbook_url=runbook,
        monthly_budget_usd=1,
        local=LocalEndpoints(
            aws_endpoint_url=os.environ.get("QDN_AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
            site_url=os.environ.get("QDN_SITE_URL", "http://127.0.0.1:8080"),
        ),
    )
    return {settings.environment: settings for settings in (staging, production, local)}


def build(outdir: str | None = None) -> App:
    """The app with one stage per environment (or those that `-c environment=…,…` names), gated by cdk-nag.

    Raises SynthesisError for an environment that does not exist, and InvalidSettingError.
    """
    app = App(outdir=outdir, context=FEATURE_FLAGS)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    for settings in _chosen(app.node.try_get_context("environment")):
        DispatchEnvironment(app, settings)
    return app


def _chosen(names: str | None) -> list[EnvironmentSettings]:
    known = environments()
    if names is None:
        return list(known.values())
    for name in names.split(","):
        if name not in known:
            raise SynthesisError(f"environment={name} is not known: it is one of {', '.join(known)}.")
    return [known[name] for name in names.split(",")]


if __name__ == "__main__":
    try:
        synthesize(build())
    except (SynthesisError, InvalidSettingError) as refusal:
        sys.exit(str(refusal))
