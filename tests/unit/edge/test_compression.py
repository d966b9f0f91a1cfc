"""Compression: the responses that are compressed, their encoding, and their headers."""

from __future__ import annotations

import gzip

import brotli  # type: ignore[import-untyped]
import pytest

from edge_cache.message import Response
from local.edge.compression import compressed

BODY = b"<p>junk removal</p>" * 100


def page(*headers: tuple[str, str], status: int = 200, body: bytes = BODY) -> Response:
    return Response(status, (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"abc"'), *headers), body)


@pytest.mark.parametrize(("accepted", "encoding"), [(("br", "gzip"), "br"), (("gzip",), "gzip")])
def test_the_best_encoding_is_used_and_named_in_the_headers(accepted: tuple[str, ...], encoding: str) -> None:
    response = compressed(page(("Content-Length", str(len(BODY)))), accepted)

    decoded = brotli.decompress(response.body) if encoding == "br" else gzip.decompress(response.body)
    assert decoded == BODY
    assert response.get("Content-Encoding") == encoding
    assert response.get("ETag") == 'W/"abc"'
    assert response.get("Vary") == "Accept-Encoding"
    assert response.get("Content-Length") is None


def test_an_uncompressed_response_varies_by_accept_encoding() -> None:
    response = compressed(page(("Vary", "Origin")), ())

    assert response.body == BODY
    assert response.get("Vary") == "Origin, Accept-Encoding"
    assert response.get("ETag") == '"abc"'


@pytest.mark.parametrize(
    "response",
    [
        page(body=b"x" * 999),
        page(body=b"x" * 10_000_001),
        page(status=500),
        page(("Content-Encoding", "identity")),
        Response(200, (("Content-Type", "image/png"),), BODY),
        Response(200, (), BODY),
    ],
    ids=["small", "large", "status", "encoded", "type", "no type"],
)
def test_a_response_that_cloudfront_does_not_compress_is_unchanged(response: Response) -> None:
    assert compressed(response, ("br", "gzip")) is response


@pytest.mark.parametrize("size", [1_000, 10_000_000])
def test_the_bounds_are_compressed(size: int) -> None:
    assert compressed(page(body=b"x" * size), ("gzip",)).get("Content-Encoding") == "gzip"


def test_a_weak_entity_tag_stays_as_it_is() -> None:
    response = Response(200, (("Content-Type", "text/css"), ("ETag", 'W/"abc"')), BODY)

    assert compressed(response, ("gzip",)).get("ETag") == 'W/"abc"'
