"""What the site's answers have to be: the headers of every one, the pages, and what comes from the cache."""

from smoke_test.site import Reply, Site
from smoke_test.steps import RetryableError

KEPT_BY_NO_BROWSER = "max-age=0"
_SECURE = {
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=()",
    "Content-Security-Policy": "default-src 'none'",
}
_UNSAFE = "unsafe-"


def get(site: Site, path: str) -> Reply:
    """What is there. Every answer carries the security headers, an error and a redirect too."""
    reply = site.ask("GET", path)
    for name, value in _SECURE.items():
        expect(value in reply.headers.get(name, ""), f"{name}: {value}", reply)
    policy = reply.headers.get("Content-Security-Policy", "")
    expect(_UNSAFE not in policy, f"a content security policy without {_UNSAFE}*", reply)
    return reply


def page(site: Site, path: str, name: str) -> Reply:
    """The page of that name."""
    reply = get(site, path)
    expect(reply.status == 200 and f"/assets/{name}-" in reply.text, f"the {name} page", reply)
    expect(KEPT_BY_NO_BROWSER in reply.headers.get("Cache-Control", ""), "a page that no browser keeps", reply)
    return reply


def cached(site: Site, path: str) -> None:
    """What is there comes out of the edge's cache."""
    expect((reply := get(site, path)).from_cache, "a hit", reply)


def expect(holds: bool, what: str, reply: Reply) -> None:
    """Raises RetryableError, with what was expected and what came back."""
    if not holds:
        raise RetryableError(f"expected {what}; {reply}")


def expect_hidden(reply: Reply) -> None:
    """No search engine may list it. Raises RetryableError."""
    expect("noindex" in reply.headers.get("X-Robots-Tag", ""), "X-Robots-Tag: noindex", reply)
