"""Which environments exist: one Stage each, from typed settings, all in us-east-1."""

import json
import os
import sys
from pathlib import Path

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from constructs_lib.gate import Refused, synthesize
from stacks.environment import DispatchEnvironment
from stacks.settings import Company, LocalEndpoints, Settings

# A number that nobody has (555-01xx is kept for fiction): put the yard's own here.
QUICKDUMPNOW = Company(name="QuickDumpNow", phone="+16195550142", time_zone="America/Los_Angeles")

STAGING = Settings(environment="staging", company=QUICKDUMPNOW, audit_days=90)

# Seven years: the longest that the IRS asks a business to keep a record (Publication 583, "How long to keep records").
PRODUCTION = Settings(environment="production", company=QUICKDUMPNOW, audit_days=7 * 365)

LOCAL = Settings(
    environment="local",
    company=QUICKDUMPNOW,
    audit_days=90,
    local=LocalEndpoints(
        aws_endpoint_url=os.environ.get("QDN_AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        site_url=os.environ.get("QDN_SITE_URL", "http://127.0.0.1:8080"),
    ),
)

ENVIRONMENTS = {settings.environment: settings for settings in (STAGING, PRODUCTION, LOCAL)}

# Merged policies, literal partitions and locked references, and the CDK's own rules as findings. The CDK's command line
# passes them too; read here, a test gets the very templates that a deploy gets.
FEATURE_FLAGS = json.loads((Path(__file__).parent / "cdk.json").read_text())["context"]


def build(outdir: str | None = None) -> App:
    """The app with one stage per environment (or the one that `-c environment=…` names), gated by cdk-nag."""
    app = App(outdir=outdir, context=FEATURE_FLAGS)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    for settings in _chosen(app.node.try_get_context("environment")):
        DispatchEnvironment(app, settings)
    return app


def _chosen(name: str | None) -> list[Settings]:
    if name is None:
        return list(ENVIRONMENTS.values())
    if name not in ENVIRONMENTS:
        raise Refused(f"environment={name} is not known: it is one of {', '.join(ENVIRONMENTS)}.")
    return [ENVIRONMENTS[name]]


if __name__ == "__main__":
    try:
        synthesize(build())
    except Refused as refusal:
        sys.exit(str(refusal))
