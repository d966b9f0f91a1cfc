"""Cache keys: which viewers share a compressed object."""

from __future__ import annotations

import pytest

from edge_cache.cache_key import CachePolicy, accepted_encodings

BOTH = CachePolicy(gzip=True, brotli=True)


@pytest.mark.parametrize(
    ("header", "policy", "encodings"),
    [
        ("gzip, deflate, br, zstd", BOTH, ("br", "gzip")),
        ("gzip", BOTH, ("gzip",)),
        ("BR;q=0.5,gzip;q=1.0", BOTH, ("br", "gzip")),
        ("br;q=0, gzip", BOTH, ("gzip",)),
        ("br;q=0.000, gzip;q=0.001", BOTH, ("gzip",)),
        ("deflate", BOTH, ()),
        ("*", BOTH, ()),
        ("", BOTH, ()),
        (None, BOTH, ()),
        ("gzip, br", CachePolicy(gzip=True), ("gzip",)),
        ("gzip, br", CachePolicy(), ()),
    ],
)
def test_accept_encoding_is_normalised(header: str | None, policy: CachePolicy, encodings: tuple[str, ...]) -> None:
    assert accepted_encodings(header, policy) == encodings
