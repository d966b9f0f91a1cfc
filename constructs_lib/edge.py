"""The edge: the distribution with its behaviours, origins, caching, headers, metrics and alarms."""

from aws_cdk import Acknowledgment, Annotations, Duration, Validations
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_s3 as s3
from constructs import Construct

from constructs_lib import cache_policies
from constructs_lib.alarms.definition import AlarmDefinition, MissingData
from constructs_lib.alarms.severity import Severity
from constructs_lib.cache_policies import PathCachePolicy
from constructs_lib.custom_domain import CustomDomain
from constructs_lib.edge_function import RewriteFunction
from constructs_lib.firewall import Firewall
from constructs_lib.metrics import edge_metric
from constructs_lib.platform import Platform
from constructs_lib.security_headers import SecurityHeaders, content_security_policy
from contract.names import VIEW_PREFIX

# CloudFront caches an error for 10 s by default. A 404 must not be cached, or the retry of the tracking page would get
# it again; of a failing origin, one request a second is enough.
MISSING = Duration.seconds(0)
FAILING = Duration.seconds(1)
FAILURES = (500, 502, 503, 504)

# Per cent of all requests. At night a few failures are a high percentage, so they have to last.
ERROR_PERCENT, ERROR_PERIODS, ERROR_DATAPOINTS = 5, 3, 2


class Edge(Construct):
    """`distribution` in front of the site, the views and the API, with exactly the behaviours of the design.

    `rewrite` is the function that maps an address to its page. `host` is the name of the site: that of `domain`, or the
    distribution's own without one. With `firewall` every request passes AWS WAF first.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        site: s3.IBucket,
        views: s3.IBucket,
        api: cloudfront.IOrigin,
        login_url: str,
        domain: CustomDomain | None,
        firewall: bool,
    ) -> None:
        super().__init__(scope, id)
        self._prefix = prefix
        self._domain = domain
        self._firewall = Firewall(self, "Firewall", prefix=prefix) if firewall else None
        self.rewrite = RewriteFunction(self, "Rewrite", prefix=prefix)
        csp = content_security_policy(login_url)
        self._public = self._headers("PageHeaders", "pages", csp, indexed=True)
        self._private = self._headers("PrivateHeaders", "private", csp, indexed=False)
        self.distribution = self._define_distribution(self._bucket("site", site), self._bucket("views", views), api)
        if domain:
            domain.lead_to(self.distribution)
        self.host = domain.names[0] if domain else self.distribution.distribution_domain_name
        self._acknowledge()

    def _headers(self, id: str, name: str, csp: str, *, indexed: bool) -> SecurityHeaders:
        return SecurityHeaders(self, id, name=f"{self._prefix}-{name}", content_security_policy=csp, indexed=indexed)

    def _bucket(self, name: str, bucket: s3.IBucket) -> cloudfront.IOrigin:
        """Origin access control, with LIST: without it, S3 responds 403 instead of 404 for a missing object."""
        return origins.S3BucketOrigin.with_origin_access_control(
            bucket,
            origin_id=name,
            origin_access_control=cloudfront.S3OriginAccessControl(
                self,
                f"{name.capitalize()}AccessControl",
                origin_access_control_name=f"{self._prefix}-{name}",
            ),
            origin_access_levels=[cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST],
        )

    def _define_distribution(
        self, site: cloudfront.IOrigin, views: cloudfront.IOrigin, api: cloudfront.IOrigin
    ) -> cloudfront.Distribution:
        domain = self._domain
        return cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"{self._prefix}: board, tracking, booking and job API",
            default_behavior=self._board(site),
            # CloudFront takes the first pattern that matches: the narrow one stands before the wide one.
            additional_behaviors={
                "/track/*": self._track(site),
                "/book/*": self._book(site),
                f"/{VIEW_PREFIX}*": self._views(views),
                "/api/*": self._api(api),
                "/assets/*": self._assets(site),
            },
            default_root_object="index.html",
            domain_names=domain.names if domain else None,
            certificate=domain.certificate if domain else None,
            minimum_protocol_version=domain.minimum_tls if domain else None,
            web_acl_id=self._firewall.arn if self._firewall else None,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            error_responses=[
                cloudfront.ErrorResponse(http_status=404, ttl=MISSING),
                *(cloudfront.ErrorResponse(http_status=status, ttl=FAILING) for status in FAILURES),
            ],
        )

    def _board(self, site: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        return self._pages(site, "board", cache_policies.UNTIL_THE_NEXT_DEPLOY, self._public)

    def _track(self, site: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        return self._pages(site, "track", cache_policies.TRACK_PAGE, self._private)

    def _book(self, site: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        return self._pages(site, "book", cache_policies.BOOK_PAGE, self._public)

    def _pages(
        self, site: cloudfront.IOrigin, name: str, ttl: Duration, headers: SecurityHeaders
    ) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=site,
            cache_policy=self._cache_policy(name, ttl),
            response_headers_policy=headers,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            function_associations=[
                cloudfront.FunctionAssociation(
                    function=self.rewrite, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
                )
            ],
        )

    def _views(self, views: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=views,
            cache_policy=self._cache_policy("views", cache_policies.VIEW),
            response_headers_policy=self._private,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        )

    def _api(self, api: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=api,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            response_headers_policy=self._private,
            # With a redirect, the first request would send the bearer token over plain HTTP.
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        )

    def _assets(self, site: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=site,
            cache_policy=self._cache_policy("assets", cache_policies.UNTIL_THE_NEXT_DEPLOY),
            response_headers_policy=self._public,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        )

    def _cache_policy(self, name: str, ttl: Duration) -> PathCachePolicy:
        return PathCachePolicy(self, f"{name.capitalize()}CachePolicy", name=f"{self._prefix}-{name}", ttl=ttl)

    def _acknowledge(self) -> None:
        Annotations.of(self.distribution).acknowledge_warning(
            "@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk",
            "A listing is a request for the bucket's root, where the default root object answers; no query reaches it.",
        )
        self._accept(
            "CFR1", "Customers follow their link from wherever they are; nothing here is restricted by country."
        )
        self._accept(
            "CFR3",
            "Access logs are written by standard logging v2 (Observability stack), unknown to this rule: "
            "v1 cannot leave out the URI, and the URI holds the tracking token.",
        )
        if not self._firewall:
            self._accept(
                "CFR2",
                "AWS WAF costs $7 a month before the first request, so it is a setting; every API route is throttled.",
            )
        if not self._domain:
            self._accept(
                "CFR4",
                "Without a domain of its own it answers at *.cloudfront.net, whose certificate fixes the protocol.",
            )

        Platform.of(self).acknowledge_findings(self.distribution)

    def _accept(self, rule: str, reason: str) -> None:
        Validations.of(self.distribution).acknowledge(Acknowledgment(id=f"AwsSolutions-{rule}", reason=reason))

    def metric(self, name: str, statistic: str) -> cloudwatch.Metric:
        """A metric of CloudFront, over all paths (developer guide, "CloudFront metrics")."""
        return edge_metric(name, statistic=statistic, distribution_id=self.distribution.distribution_id)

    def alarms(self) -> list[AlarmDefinition]:
        """On the distribution as a whole, and on the rewrite function."""
        return [
            AlarmDefinition(
                name="edge-errors",
                severity=Severity.PAGE,
                sentence="One in twenty of all requests gets a 5xx response.",
                metric=self.metric("5xxErrorRate", cloudwatch.Stats.AVERAGE),
                threshold=ERROR_PERCENT,
                periods=ERROR_PERIODS,
                datapoints=ERROR_DATAPOINTS,
                missing_data=MissingData.NORMAL,
            ),
            *self.rewrite.alarms(),
        ]
