"""The SmokeTest: a function that tests the whole system as the last step of every deploy
(docs/decisions/0013).
"""

from collections.abc import Sequence
from typing import cast

from aws_cdk import Aws, CfnResource, Duration, Stack, triggers
from aws_cdk import aws_iam as iam
from constructs import Construct, IConstruct

from constructs_lib.canary import grant_removal_of_canaries
from constructs_lib.component import ComponentProps
from constructs_lib.findings import accept_wildcards
from constructs_lib.python_function import PythonFunction, function_log_group
from contract.names import FunctionName, Variable

# The smoke test ends by itself after four minutes (lambda/jobs/retry.py). Each caller waits a minute longer than
# the one below it. Otherwise the CDK's caller would start a second smoke test beside the first, and CloudFormation
# would wait for an hour.
FUNCTION_TIMEOUT = Duration.minutes(5)
CALL_TIMEOUT = Duration.minutes(6)
DEPLOY_TIMEOUT = Duration.minutes(7)


class SmokeTest(Construct):
    """Owns the function `<prefix>-smoke-test` and the CDK trigger that calls it after all of `after`.

    It expects `release` at `site_url`; a failure rolls the deploy back. By `canary_proof` the API recognises the
    bookings of the system itself. The release is part of the function's configuration, so each release is a new version
    of the function, for which the CDK's trigger calls it again.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        props: ComponentProps,
        *,
        site_url: str,
        release: str,
        canary_proof: str,
        after: Sequence[IConstruct],
    ) -> None:
        super().__init__(scope, id)
        function = self._define_function(props, site_url, release, canary_proof)
        grant_removal_of_canaries(function, props)
        function.add_to_role_policy(
            iam.PolicyStatement(actions=["cloudformation:DescribeStacks"], resources=[Aws.STACK_ID])
        )
        self._define_trigger(props.prefix, function, after)

    def _define_function(self, props: ComponentProps, site_url: str, release: str, canary_proof: str) -> PythonFunction:
        return PythonFunction(
            self,
            "Function",
            name=f"{props.prefix}-{FunctionName.SMOKE_TEST}",
            package="smoke_test",
            description="Tests the deployed system at the end of every deploy",
            memory_mb=512,
            timeout=FUNCTION_TIMEOUT,
            environment={
                Variable.SITE_URL: site_url,
                Variable.RELEASE: release,
                Variable.CANARY_PROOF: canary_proof,
                Variable.STACK_ID: Aws.STACK_ID,
                Variable.JOBS_BUCKET: props.jobs.bucket_name,
                Variable.VIEWS_BUCKET: props.views.bucket_name,
            },
        )

    def _define_trigger(self, prefix: str, function: PythonFunction, after: Sequence[IConstruct]) -> None:
        trigger = triggers.Trigger(self, "Trigger", handler=function, timeout=CALL_TIMEOUT)
        resource = cast(CfnResource, trigger.node.find_child("Default").node.default_child)
        resource.add_property_override("ServiceTimeout", str(int(DEPLOY_TIMEOUT.to_seconds())))
        trigger.node.add_dependency(function.own_role, _restrict_caller(self, prefix, function), *after)


def _restrict_caller(scope: Construct, prefix: str, called: PythonFunction) -> iam.IRole:
    """Give the CDK's own function, which calls triggers, a log group and a role like those of our functions.

    The CDK puts it straight under the stack, with a role that may write to every log group and a log group that is kept
    for ever. Returns its role.
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
