"""An HTTP response as the cache stores it: status, header lines in their order, body. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Response:
    """One response. `validator`: the origin's ETag; the header's may be a weak one, after compression."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    validator: str | None = None

    def get(self, name: str) -> str | None:
        """The field's value, repeated lines joined with commas (RFC 9110, 5.3), or None."""
        wanted = name.lower()
        values = [value for field, value in self.headers if field.lower() == wanted]
        return ", ".join(values) if values else None

    def without(self, names: Iterable[str]) -> Response:
        """The same response without these fields."""
        unwanted = {name.lower() for name in names}
        return replace(self, headers=tuple(line for line in self.headers if line[0].lower() not in unwanted))

    def with_header(self, name: str, value: str) -> Response:
        """The same response with this field set to one value."""
        return replace(self, headers=(*self.without([name]).headers, (name, value)))

    def updated(self, newer: Response) -> Response:
        """This response with the fields of a 304 that confirmed it (RFC 9111, 3.2); the body's own fields stay."""
        about_the_body = {"content-length", "content-encoding", "content-type", "etag", "vary"}
        fields = tuple(line for line in newer.headers if line[0].lower() not in about_the_body)
        return replace(self, headers=self.without(name for name, _ in fields).headers + fields)
