"""Compression of responses by the edge. No I/O; call it outside the event loop, because brotli is slow.

Source: CloudFront developer guide, "Serving compressed files".
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import replace

import brotli  # type: ignore[import-untyped]

from edge_cache.message import Response

SMALLEST, LARGEST = 1_000, 10_000_000
"""Bytes of the origin's body between which CloudFront compresses."""

COMPRESSIBLE = frozenset(
    """
    application/dash+xml application/eot application/font application/font-sfnt application/javascript
    application/json application/opentype application/otf application/pkcs7-mime application/protobuf
    application/rss+xml application/truetype application/ttf application/vnd.apple.mpegurl
    application/vnd.mapbox-vector-tile application/vnd.ms-fontobject application/xhtml+xml application/xml
    application/x-font-opentype application/x-font-truetype application/x-font-ttf application/x-httpd-cgi
    application/x-javascript application/x-mpegurl application/x-opentype application/x-otf application/x-perl
    application/x-ttf font/eot font/opentype font/otf font/ttf image/svg+xml text/css text/csv text/html
    text/javascript text/js text/plain text/richtext text/tab-separated-values text/xml text/x-component
    text/x-java-source text/x-script vnd.apple.mpegurl
    """.split()  # noqa: SIM905 - a list literal would be a page long
)


def compressed(response: Response, encodings: Sequence[str]) -> Response:
    """The response in the first of these encodings (`br`, `gzip`), or unchanged where CloudFront does not compress."""
    media_type = (response.get("Content-Type") or "").partition(";")[0].strip().lower()
    if (
        response.status not in (200, 403, 404)
        or media_type not in COMPRESSIBLE
        or response.get("Content-Encoding") is not None
        or not SMALLEST <= len(response.body) <= LARGEST
    ):
        return response
    vary = response.get("Vary")
    if "accept-encoding" not in (vary or "").lower():
        response = response.with_header("Vary", f"{vary}, Accept-Encoding" if vary else "Accept-Encoding")
    if not encodings:
        return response

    encoding = encodings[0]
    body = brotli.compress(response.body, quality=5) if encoding == "br" else gzip.compress(response.body, 6, mtime=0)
    etag = response.get("ETag")
    response = response.without(["Content-Length", "Accept-Ranges", "ETag"]).with_header("Content-Encoding", encoding)
    if etag is not None:  # the bytes are no longer the origin's ("ETag header conversion")
        response = response.with_header("ETag", etag if etag.startswith("W/") else f"W/{etag}")
    return replace(response, body=body)
