"""The TTL of each path at the edge. A path's TTL is set in its cache policy (docs/decisions/0001); that of
views is VIEW_TTL_S of lambda/contract/names.py, since each view carries it too.

Objects have `max-age=0, s-maxage=<a year>` (pages) or `s-maxage=<VIEW_TTL_S>` (views): a browser always revalidates,
and the edge keeps an object for the policy's maximum at most. The minimum is 0, since a larger one would overrule
`no-store`.
"""

from aws_cdk import Duration
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from contract.names import VIEW_TTL_S

TRACK_PAGE = Duration.minutes(5)
BOOK_PAGE = Duration.hours(1)
VIEW = Duration.seconds(VIEW_TTL_S)
UNTIL_THE_NEXT_DEPLOY = Duration.days(365)


class PathCachePolicy(cloudfront.CachePolicy):
    """One path's policy. The cache key is the rewritten path and the accepted compression: no header, cookie, query."""

    def __init__(self, scope: Construct, id: str, *, name: str, ttl: Duration) -> None:
        super().__init__(
            scope,
            id,
            cache_policy_name=name,
            min_ttl=Duration.seconds(0),
            default_ttl=ttl,
            max_ttl=ttl,
            cookie_behavior=cloudfront.CacheCookieBehavior.none(),
            header_behavior=cloudfront.CacheHeaderBehavior.none(),
            query_string_behavior=cloudfront.CacheQueryStringBehavior.none(),
            enable_accept_encoding_gzip=True,
            enable_accept_encoding_brotli=True,
        )
