"""Runs the project's own CDK command line as a step."""

from collections.abc import Mapping
from pathlib import Path

from tooling import paths
from tooling.steps import run

CDK = paths.REPOSITORY / "node_modules" / ".bin" / "cdk"
TELEMETRY_OFF = {"CDK_DISABLE_CLI_TELEMETRY": "true"}


def cdk(
    command: str,
    *arguments: str | Path,
    log: str,
    timeout_s: float,
    hint: str,
    environment: Mapping[str, str],
    directory: Path = paths.REPOSITORY,
    error_marker: str = "",
) -> None:
    """Run `cdk <command>` with its output in `<state>/<log>.log`, without its notices and without telemetry.

    `environment`: all of its environment variables, credentials included. Raises `tooling.steps.StepError`.
    """
    run(
        [CDK, command, "--no-notices", *arguments],
        log=log,
        timeout_s=timeout_s,
        environment={**environment, **TELEMETRY_OFF},
        directory=directory,
        hint=hint,
        error_marker=error_marker,
    )


def deploy(
    stacks: str,
    *arguments: str | Path,
    log: str,
    timeout_s: float,
    hint: str,
    environment: Mapping[str, str],
) -> None:
    """Run `cdk deploy` for the stacks that the pattern names, without questions.

    When it fails, the `StepError` shows the resources that failed.
    """
    cdk(
        "deploy",
        *(stacks, "--require-approval", "never", "--progress", "events", *arguments),
        log=log,
        timeout_s=timeout_s,
        environment=environment,
        hint=hint,
        error_marker="_FAILED ",
    )
