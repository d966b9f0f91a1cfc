"""Owns the cache key: which parts of a (rewritten) viewer request tell two cached objects apart. Pure, no I/O.

Source: CloudFront developer guide, "Controlling the cache key".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from local.edge.freshness import Ttl

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which names of one kind (query strings, cookies, headers) are in the key."""

    kind: Literal["none", "whitelist", "allExcept", "all"] = "none"
    names: frozenset[str] = frozenset()

    def takes(self, name: str) -> bool:
        """Whether this name is in the key."""
        if self.kind == "whitelist":
            return name in self.names
        if self.kind == "allExcept":
            return name not in self.names
        return self.kind == "all"


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """A deployed cache policy; header names are lower case, the other names are case-sensitive."""

    ttl: Ttl = field(default_factory=Ttl)
    query_strings: Selection = Selection()
    headers: Selection = Selection()
    cookies: Selection = Selection()
    gzip: bool = False
    brotli: bool = False


@dataclass(frozen=True, slots=True)
class ViewerRequest:
    """A viewer's GET as it reaches the cache, after the viewer-request function; header names are lower case."""

    uri: str
    query: Pairs = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Pairs = ()


@dataclass(frozen=True, slots=True)
class CacheKey:
    """What two requests must share to share a cached object.

    `behaviour` is the path pattern that matched: the origin's answers come here with that behaviour's response-headers
    policy applied already (CloudFront applies it when it serves), so they must not cross into another behaviour.
    """

    behaviour: str
    uri: str
    query: str = ""
    headers: Pairs = ()
    cookies: Pairs = ()
    encodings: str = ""


def cache_key(request: ViewerRequest, policy: CachePolicy, behaviour: str) -> CacheKey:
    """The key of one request. The order of query strings counts ("Always list parameters in the same order")."""
    query = ((name, value) for name, value in request.query if policy.query_strings.takes(name))
    return CacheKey(
        behaviour=behaviour,
        uri=request.uri,
        query="&".join(f"{name}={value}" if value else name for name, value in query),
        headers=tuple((name, value) for name, value in sorted(request.headers.items()) if policy.headers.takes(name)),
        cookies=tuple(pair for pair in sorted(request.cookies) if policy.cookies.takes(pair[0])),
        encodings=",".join(accepted_encodings(request.headers.get("accept-encoding"), policy)),
    )


def accepted_encodings(header: str | None, policy: CachePolicy) -> tuple[str, ...]:
    """The normalised Accept-Encoding, best first: `br` and `gzip` where viewer and policy both have them.

    Empty when the policy lists Accept-Encoding as an ordinary header, which turns CloudFront's compression off.
    """
    if policy.headers.takes("accept-encoding"):
        return ()
    accepted = set(_coding_names((header or "").split(",")))
    enabled = (("br", policy.brotli), ("gzip", policy.gzip))
    return tuple(name for name, is_enabled in enabled if is_enabled and name in accepted)


def _coding_names(items: Iterable[str]) -> Iterable[str]:
    for item in items:
        name, _, weight = item.partition(";")
        if weight.replace(" ", "").rstrip("0") not in ("q=", "q=0."):  # q=0 means "not this one"
            yield name.strip().lower()
