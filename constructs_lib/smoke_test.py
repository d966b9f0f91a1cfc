"""The deploy's own proof: a function that walks through the system when everything else is deployed, every time."""

from collections.abc import Sequence
from typing import cast

from aws_cdk import Aws, CfnResource, Duration, Stack, triggers
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct, IConstruct

from constructs_lib import job_permissions
from constructs_lib.findings import accept_wildcards
from constructs_lib.python_function import PythonFunction, function_log_group
from contract.names import FunctionName, Variable

# The walk ends by itself after four minutes (lambda/jobs/retry.py). Whoever waits for another waits a minute
# longer, or the CDK's caller would start a second walk beside the first, and CloudFormation would wait for an hour.
FUNCTION_TIMEOUT = Duration.minutes(5)
CALL_TIMEOUT = Duration.minutes(6)
DEPLOY_TIMEOUT = Duration.minutes(7)


class SmokeTest(Construct):
    """Walks through `site_url` after `after`, and expects `release` there. When it fails, the deploy is rolled back.

    `canary_proof` is what the API takes for a proof that a booking is the system's own.

    The release is part of the function's configuration, so that every other release is a new version of the function,
    which is what makes the CDK's trigger call it again.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        site_url: str,
        release: str,
        canary_proof: str,
        jobs: s3.IBucket,
        views: s3.IBucket,
        after: Sequence[IConstruct],
        on_laptop: bool,
    ) -> None:
        super().__init__(scope, id)
        function = PythonFunction(
            self,
            "Function",
            name=f"{prefix}-{FunctionName.SMOKE_TEST}",
            package="smoke_test",
            description="Walks through the deployed system at the end of every deploy",
            memory_mb=512,
            timeout=FUNCTION_TIMEOUT,
            on_laptop=on_laptop,
            environment={
                Variable.SITE_URL: site_url,
                Variable.RELEASE: release,
                Variable.CANARY_PROOF: canary_proof,
                Variable.STACK_ID: Aws.STACK_ID,
                Variable.JOBS_BUCKET: jobs.bucket_name,
                Variable.VIEWS_BUCKET: views.bucket_name,
            },
        )
        job_permissions.grant_canaries(function, jobs=jobs, views=views)
        function.add_to_role_policy(
            iam.PolicyStatement(actions=["cloudformation:DescribeStacks"], resources=[Aws.STACK_ID])
        )
        trigger = triggers.Trigger(self, "Trigger", handler=function, timeout=CALL_TIMEOUT)
        resource = cast(CfnResource, trigger.node.find_child("Default").node.default_child)
        resource.add_property_override("ServiceTimeout", str(int(DEPLOY_TIMEOUT.to_seconds())))
        trigger.node.add_dependency(function.own_role, _restrain_caller(self, prefix, function), *after)


def _restrain_caller(scope: Construct, prefix: str, called: PythonFunction) -> iam.IRole:
    """The CDK calls triggers by a function of its own, straight under the stack; it gets a log and a role like ours.

    As it comes, it may write to every log group there is, and its own is kept for ever. Returns its role.
    """
    caller = Stack.of(scope).node.find_child("AWSCDK.TriggerCustomResourceProviderCustomResourceProvider")
    role, function = (cast(CfnResource, caller.node.find_child(name)) for name in ("Role", "Handler"))
    log_group = function_log_group(scope, "CallerLogs", f"{prefix}-{FunctionName.SMOKE_TEST}-caller")
    caller_role = iam.Role.from_role_name(scope, "CallerRole", role.ref)
    log_group.grant_write(caller_role)
    role.add_property_deletion_override("ManagedPolicyArns")
    accept_wildcards(
        role,
        [f"{called.function_arn}:*"],
        because="The CDK's own grant: each release is another version of the one function that it calls.",
    )
    function.add_property_override("LoggingConfig", {"LogGroup": log_group.log_group_name})
    return caller_role
