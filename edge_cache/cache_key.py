"""The cache key: which requests share a cached object. No I/O.

It consists of the (rewritten) URI and the accepted compression. This project's policies put nothing else of a request
into their keys; a policy that does is refused. Source: CloudFront developer guide, "Control the cache key".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from edge_cache.freshness import Ttl


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """A deployed cache policy. `not_modelled` names the parts that the model does not support; empty: none."""

    ttl: Ttl = field(default_factory=Ttl)
    gzip: bool = False
    brotli: bool = False
    not_modelled: str = ""


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Requests with equal keys share a cached object. `encodings`: `br` and `gzip`, the preferred one first.

    `behaviour` is the path pattern that matched. MiniStack applies a behaviour's response-headers policy to the
    origin's response (CloudFront applies it when it serves), so an object must not be shared between behaviours.
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
        if weight.replace(" ", "").rstrip("0") not in ("q=", "q=0."):  # q=0 means "not acceptable"
            yield name.strip().lower()
