"""The OriginKey: the keys of this release and of the last, by which the API recognises requests through the edge
(docs/decisions/0011).
"""

from aws_cdk import Acknowledgment, CustomResource, Duration, RemovalPolicy, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from constructs_lib.python_function import PythonFunction
from contract.names import ORIGIN_KEY_RELEASE_PROPERTY, ORIGIN_KEYS_ATTRIBUTE, FunctionName, Variable

# Longer than Lambda's two further attempts at an event, one and two minutes later.
RESPONSE_TIMEOUT = Duration.minutes(5)


class OriginKey(Construct):
    """Owns the master secret, the function `<prefix>-origin-key` and the custom resource that calls it in a deploy.

    `keys` changes with `release`, and has one key in common with the keys of the release before.
    """

    def __init__(self, scope: Construct, id: str, *, prefix: str, release: str) -> None:
        super().__init__(scope, id)
        master = self._define_master()
        function = self._define_function(prefix, master)
        self.keys = CustomResource(
            self,
            "Keys",
            resource_type="Custom::OriginKeys",
            service_token=function.function_arn,
            service_timeout=RESPONSE_TIMEOUT,
            properties={ORIGIN_KEY_RELEASE_PROPERTY: release},
        ).get_att_string(ORIGIN_KEYS_ATTRIBUTE)

    def _define_master(self) -> secretsmanager.Secret:
        """Never change how it is generated: a new master gives keys that the edge and the API do not share."""
        master = secretsmanager.Secret(
            self,
            "Master",
            description="The keys of every release, between CloudFront and the job API, are derived from this one",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
            removal_policy=RemovalPolicy.DESTROY,
        )
        Validations.of(master).acknowledge(
            Acknowledgment(
                id="AwsSolutions-SMG4",
                reason="Nobody is given it: the keys in use are derived from it anew for every release.",
            )
        )
        return master

    def _define_function(self, prefix: str, master: secretsmanager.Secret) -> PythonFunction:
        function = PythonFunction(
            self,
            "Function",
            name=f"{prefix}-{FunctionName.ORIGIN_KEY}",
            package="origin_key",
            description="Derives the keys of a release for CloudFormation",
            environment={Variable.MASTER_KEY_ARN: master.secret_arn},
            memory_mb=256,
            timeout=Duration.seconds(60),
        )
        function.add_to_role_policy(
            iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[master.secret_arn])
        )
        return function
