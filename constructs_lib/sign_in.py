"""The board's sign-in: a public client of the staff directory (code flow with PKCE), and the API's authorizer."""

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from constructs_lib.platform import Platform
from constructs_lib.staff_directory import StaffDirectory

SHIFT = Duration.hours(12)


class SignIn(Construct):
    """`client` signs in from `site_url`; `authorizer` accepts its ID tokens.

    On a laptop it signs in from the pages' development server as well.
    """

    def __init__(self, scope: Construct, id: str, *, staff: StaffDirectory, site_url: str) -> None:
        super().__init__(scope, id)
        pages = [f"{url}/" for url in (site_url, *Platform.of(self).dev_server_urls)]
        self.client = cognito.UserPoolClient(
            self,
            "Board",
            user_pool=staff.pool,
            user_pool_client_name="board",
            # A browser cannot keep a secret; PKCE replaces it.
            generate_secret=False,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
                callback_urls=pages,
                logout_urls=pages,
            ),
            id_token_validity=Duration.hours(1),
            access_token_validity=Duration.hours(1),
            refresh_token_validity=SHIFT,
        )
        # Managed login is "unavailable" for a client without a style; this is Cognito's default style.
        cognito.CfnManagedLoginBranding(
            self,
            "Branding",
            user_pool_id=staff.pool.user_pool_id,
            client_id=self.client.user_pool_client_id,
            use_cognito_provided_values=True,
        )
        self.authorizer = authorizers.HttpUserPoolAuthorizer("Staff", staff.pool, user_pool_clients=[self.client])
