"""The security headers of every response, by policy: a function does not run for errors (of 400 and above)."""

from aws_cdk import Duration
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

# Without subdomains: a site at the company's own domain must not decide for every other host there.
HSTS_AGE = Duration.days(2 * 365)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
NOINDEX = ("X-Robots-Tag", "noindex, nofollow")


def content_security_policy(login_url: str) -> str:
    """Only the site's own scripts and styles; the one foreign address is the sign-in's, where the board gets tokens."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            f"connect-src 'self' {login_url}",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


class SecurityHeaders(cloudfront.ResponseHeadersPolicy):
    """The same strict headers on every path; with `indexed=False`, also X-Robots-Tag against search engines."""

    def __init__(self, scope: Construct, id: str, *, name: str, content_security_policy: str, indexed: bool) -> None:
        super().__init__(
            scope,
            id,
            response_headers_policy_name=name,
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=content_security_policy, override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                # A tracking link is a capability: it must not leave in a Referer.
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=HSTS_AGE, include_subdomains=False, override=True
                ),
            ),
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[_header("Permissions-Policy", PERMISSIONS)] + ([] if indexed else [_header(*NOINDEX)])
            ),
        )


def _header(name: str, value: str) -> cloudfront.ResponseCustomHeader:
    return cloudfront.ResponseCustomHeader(header=name, value=value, override=True)
