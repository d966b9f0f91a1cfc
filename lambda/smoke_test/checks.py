"""Checks of single responses: security headers, pages, cache hits."""

from smoke_test.site_client import Response, SiteClient
from smoke_test.steps import RetryableError

NOT_KEPT_BY_BROWSERS = "max-age=0"
_SECURITY_HEADERS = {
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=()",
    "Content-Security-Policy": "default-src 'none'",
}
_UNSAFE = "unsafe-"


def get(site: SiteClient, path: str) -> Response:
    """GET the path. Every response carries the security headers, errors and redirects too. Raises RetryableError."""
    response = site.request("GET", path)
    for name, value in _SECURITY_HEADERS.items():
        expect(value in response.headers.get(name, ""), f"{name}: {value}", response)
    policy = response.headers.get("Content-Security-Policy", "")
    expect(_UNSAFE not in policy, f"a content security policy without {_UNSAFE}*", response)
    return response


def get_page(site: SiteClient, path: str, name: str) -> Response:
    """GET the path, which is the page of that name. Raises RetryableError."""
    response = get(site, path)
    expect(response.status == 200 and f"/assets/{name}-" in response.text, f"the {name} page", response)
    cache_control = response.headers.get("Cache-Control", "")
    expect(NOT_KEPT_BY_BROWSERS in cache_control, "a page that no browser keeps", response)
    return response


def get_from_cache(site: SiteClient, path: str) -> None:
    """GET the path; the response comes from the edge's cache. Raises RetryableError."""
    expect((response := get(site, path)).from_cache, "a hit", response)


def expect(condition: bool, expected: str, response: Response) -> None:
    """Raises RetryableError, which names what was expected and the response, unless the condition holds."""
    if not condition:
        raise RetryableError(f"expected {expected}; {response}")


def expect_noindex(response: Response) -> None:
    """The response has X-Robots-Tag: noindex. Raises RetryableError."""
    expect("noindex" in response.headers.get("X-Robots-Tag", ""), "X-Robots-Tag: noindex", response)
