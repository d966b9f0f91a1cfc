"""The accounts of the staff: a Cognito user pool with managed login. Only an administrator creates accounts."""

from aws_cdk import Acknowledgment, Aws, RemovalPolicy, Validations
from aws_cdk import aws_cognito as cognito
from constructs import Construct


class StaffDirectory(Construct):
    """`pool` has the dispatchers' accounts, by e-mail address; `domain` is the address of the sign-in page."""

    def __init__(self, scope: Construct, id: str, *, prefix: str) -> None:
        super().__init__(scope, id)
        self.pool = self._define_pool(prefix)
        self.domain = self.pool.add_domain(
            "Domain",
            # Unique in the region for all of AWS, hence the account.
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"{prefix}-{Aws.ACCOUNT_ID}"),
            managed_login_version=cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
        )

    def _define_pool(self, prefix: str) -> cognito.UserPool:
        pool = cognito.UserPool(
            self,
            "Pool",
            user_pool_name=f"{prefix}-staff",
            feature_plan=cognito.FeaturePlan.ESSENTIALS,
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_uppercase=True,
                require_symbols=True,
            ),
            removal_policy=RemovalPolicy.RETAIN,
            deletion_protection=True,
        )
        Validations.of(pool).acknowledge(
            Acknowledgment(
                id="AwsSolutions-COG2",
                reason="A second factor is offered, not forced: a dispatcher may have no phone at hand.",
            ),
            Acknowledgment(
                id="AwsSolutions-COG8",
                reason="Threat protection needs the Plus plan, priced per user. Accounts are made by an administrator, "
                "and passwords are long.",
            ),
        )
        return pool
