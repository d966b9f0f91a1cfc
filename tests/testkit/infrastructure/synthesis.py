"""Synthesizes one environment with settings of a test, as `app.py` does, the gate included."""

from pathlib import Path

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

import app
from constructs_lib.gate import synthesize
from stacks.environment import DispatchEnvironment
from stacks.settings import EnvironmentSettings
from tests.testkit.infrastructure.templates import Assembly


def synthesized(settings: EnvironmentSettings, outdir: Path) -> Assembly:
    """The assembly of one environment with these settings. Raises SynthesisError for any finding."""
    root = App(outdir=str(outdir), context=app.FEATURE_FLAGS)
    Validations.of(root).add_plugins(AwsSolutionsChecks(root))
    DispatchEnvironment(root, settings)
    return Assembly(synthesize(root))
