"""Owns the cache key: what tells two cached objects apart. Pure, no I/O.

The (rewritten) URI and the accepted compression: this project's policies put nothing else of a viewer's request into
their keys, and one that does is refused. Source: CloudFront developer guide, "Control the cache key".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from edge_cache.freshness import Ttl


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """A deployed cache policy, and in `not_modelled` what of it the edge cannot honour (in words; empty: nothing)."""

    ttl: Ttl = field(default_factory=Ttl)
    gzip: bool = False
    brotli: bool = False
    not_modelled: str = ""


@dataclass(frozen=True, slots=True)
class CacheKey:
    """What two requests must share to share a cached object; `encodings` are `br` and `gzip`, best first.

    `behaviour` is the path pattern that matched: the origin's answers come here with that behaviour's response-headers
    policy applied already (CloudFront applies it when it serves), so they must not cross into another behaviour.
    """

    behaviour: str
    uri: str
    encodings: tuple[str, ...] = ()


def accepted_encodings(header: str | None, policy: CachePolicy) -> tuple[str, ...]:
    """The normalised Accept-Encoding, best first: `br` and `gzip` where viewer and policy both have them."""
    accepted = set(_coding_names((header or "").split(",")))
    enabled = (("br", policy.brotli), ("gzip", policy.gzip))
    return tuple(name for name, is_enabled in enabled if is_enabled and name in accepted)


def _coding_names(items: Iterable[str]) -> Iterable[str]:
    for item in items:
        name, _, weight = item.partition(";")
        if weight.replace(" ", "").rstrip("0") not in ("q=", "q=0."):  # q=0 means "not this one"
            yield name.strip().lower()
