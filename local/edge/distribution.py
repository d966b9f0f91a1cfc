"""A deployed distribution as parsed from CloudFront's API documents. No I/O.

Only the parts that MiniStack does not model: choice of the behaviour, its cache policy, methods, compression and
function, and error TTLs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from edge_cache.cache_key import CachePolicy
from edge_cache.freshness import DEFAULT_ERROR_TTL, Ttl

NO_POLICY = CachePolicy(not_modelled="it has no cache policy (legacy ForwardedValues)")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One cache behaviour; `pattern` is `*` for the default one, as in CloudFront's logs."""

    pattern: str
    allowed_methods: frozenset[str]
    compress: bool
    cache_policy_id: str | None
    headers_policy_id: str | None
    viewer_request_function: str | None

    def matches(self, path: str) -> bool:
        """Case-sensitive; `*` any run of characters, `?` one; a leading slash is optional ("Path pattern")."""
        pattern = self.pattern if self.pattern.startswith(("/", "*")) else f"/{self.pattern}"
        expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
        return re.fullmatch(expression, path, re.DOTALL) is not None


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution's behaviours in their order, the default one last; error TTLs in seconds by status."""

    id: str
    domain: str
    default_root_object: str
    behaviours: tuple[Behaviour, ...]
    error_ttls: Mapping[int, int]

    def behaviour_for(self, path: str) -> Behaviour:
        """The first behaviour whose pattern matches; the default one matches everything."""
        return next(behaviour for behaviour in self.behaviours if behaviour.matches(path))

    def first_uri(self, path: str) -> str:
        """The URI before the function: the default root object for `/`, else the path."""
        return f"/{self.default_root_object}" if path == "/" and self.default_root_object else path


def parse(document: bytes) -> ElementTree.Element:
    """Parse an API document and remove its namespace."""
    root = ElementTree.fromstring(document)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def read_distribution(document: bytes) -> Distribution:
    """The distribution of a GetDistribution response. Raises ValueError for another document."""
    root = parse(document)
    config = root.find("DistributionConfig")
    if config is None:
        raise ValueError("CloudFront's response has no DistributionConfig")
    default = config.find("DefaultCacheBehavior")
    if default is None:
        raise ValueError("the distribution has no default cache behavior")
    ordered = config.findall("CacheBehaviors/Items/CacheBehavior")
    return Distribution(
        id=root.findtext("Id") or "",
        domain=root.findtext("DomainName") or "",
        default_root_object=config.findtext("DefaultRootObject") or "",
        behaviours=tuple(_behaviour(element) for element in [*ordered, default]),
        error_ttls={
            int(item.findtext("ErrorCode") or 0): int(item.findtext("ErrorCachingMinTTL") or DEFAULT_ERROR_TTL)
            for item in config.findall("CustomErrorResponses/Items/CustomErrorResponse")
        },
    )


def read_distributions(document: bytes) -> list[tuple[str, str]]:
    """The ids and comments of a DistributionList."""
    return [
        (summary.findtext("Id") or "", summary.findtext("Comment") or "")
        for summary in parse(document).iter("DistributionSummary")
    ]


def read_cache_policy(document: bytes) -> CachePolicy:
    """The policy of a GetCachePolicy response. Raises ValueError for another document."""
    config = parse(document).find("CachePolicyConfig")
    if config is None:
        raise ValueError("CloudFront's response has no CachePolicyConfig")
    key = "ParametersInCacheKeyAndForwardedToOrigin"
    kinds = (("Header", "headers"), ("Cookie", "cookies"), ("QueryString", "query strings"))
    in_key = [name for kind, name in kinds if config.findtext(f"{key}/{kind}sConfig/{kind}Behavior", "none") != "none"]
    refusal = f"its cache policy {config.findtext('Name')} has {' and '.join(in_key)} in the key"
    return CachePolicy(
        ttl=Ttl(
            minimum=int(config.findtext("MinTTL") or 0),
            default=int(config.findtext("DefaultTTL") or 0),
            maximum=int(config.findtext("MaxTTL") or 0),
        ),
        gzip=config.findtext(f"{key}/EnableAcceptEncodingGzip") == "true",
        brotli=config.findtext(f"{key}/EnableAcceptEncodingBrotli") == "true",
        not_modelled=refusal if in_key else "",
    )


def read_invalidation_ids(document: bytes) -> list[str]:
    """The ids of an InvalidationList."""
    return [summary.findtext("Id") or "" for summary in parse(document).iter("InvalidationSummary")]


def read_invalidation_paths(document: bytes) -> list[str]:
    """The paths of a GetInvalidation response."""
    return [path.text or "" for path in parse(document).iter("Path")]


def _behaviour(element: ElementTree.Element) -> Behaviour:
    function = next(
        (
            item.findtext("FunctionARN") or ""
            for item in element.findall("FunctionAssociations/Items/FunctionAssociation")
            if item.findtext("EventType") == "viewer-request"
        ),
        None,
    )
    return Behaviour(
        pattern=element.findtext("PathPattern") or "*",
        allowed_methods=frozenset(item.text or "" for item in element.findall("AllowedMethods/Items/Method"))
        or frozenset({"GET", "HEAD"}),
        compress=element.findtext("Compress") == "true",
        cache_policy_id=element.findtext("CachePolicyId") or None,
        headers_policy_id=element.findtext("ResponseHeadersPolicyId") or None,
        viewer_request_function=function.rpartition("/")[2] if function else None,
    )
