"""A Lambda function from `lambda/`: bundled without Docker, with a role that may only log until granted more."""

from collections.abc import Mapping
from typing import Any

import jsii
from aws_cdk import BundlingOptions, DockerImage, Duration, ILocalBundling, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from constructs_lib.bundling import SOURCE_ROOT, Target, bundle, source_hash
from constructs_lib.platform import Platform
from constructs_lib.retention import FUNCTION_LOGS
from contract.names import Variable


class PythonFunction(lambda_.Function):
    """Runs `package.handler.handler` of the source root, on Python 3.14 and arm64 (on a laptop: its own).

    `name` is its physical name, `memory_mb` its memory in MB. `own_role` is the role that its grants go to.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        package: str,
        description: str,
        environment: Mapping[str, str],
        memory_mb: int,
        timeout: Duration,
    ) -> None:
        target = Platform.of(scope).function_target
        log_group = function_log_group(scope, f"{id}Logs", name)
        role = logging_role(scope, f"{id}Role", log_group)
        super().__init__(
            scope,
            id,
            function_name=name,
            description=description,
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64 if target.arm64 else lambda_.Architecture.X86_64,
            code=_code(target),
            handler=f"{package}.handler.handler",
            memory_size=memory_mb,
            timeout=timeout,
            environment={Variable.SERVICE: name, **environment},
            log_group=log_group,
            role=role,
        )
        self.name = name
        self.own_role = role


def function_log_group(scope: Construct, id: str, name: str) -> logs.LogGroup:
    """The log group of the function with that name."""
    return logs.LogGroup(
        scope,
        id,
        log_group_name=f"/aws/lambda/{name}",
        retention=FUNCTION_LOGS,
        removal_policy=RemovalPolicy.DESTROY,
    )


def logging_role(scope: Construct, id: str, log_group: logs.LogGroup) -> iam.Role:
    """A role for Lambda that may write to `log_group`; AWSLambdaBasicExecutionRole may write to every log group."""
    role = iam.Role(scope, id, assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    log_group.grant_write(role)
    return role


def _code(target: Target) -> lambda_.Code:
    return lambda_.Code.from_asset(
        str(SOURCE_ROOT),
        asset_hash=source_hash(target),
        bundling=BundlingOptions(
            # Never pulled: the local bundling below always succeeds or raises.
            image=DockerImage.from_registry("public.ecr.aws/sam/build-python3.14"),
            local=_Pip(target),
        ),
    )


@jsii.implements(ILocalBundling)
class _Pip:
    def __init__(self, target: Target) -> None:
        self._target = target

    def try_bundle(self, output_dir: str, *_: Any, **__: Any) -> bool:
        bundle(output_dir, self._target)
        return True
