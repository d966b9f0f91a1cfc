"""The walk: what has to be true of a deployed system, step by step, from the pages to a canary's whole life.

Whoever deploys hears of the first step that fails and of what came back. Steps about what is deployed wait for it to
reach the edge; the canary's link is judged by the very first answer, since a customer follows it at once.
"""

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from job_api.http_input import CANARY_HEADER
from jobs.status_flow import FLOW
from jobs.tokens import new_canary_token
from smoke_test.site import Reply, Site, Unreachable

ARRIVES_WITHIN_S = 30.0
"""CloudFront says that a published function or an invalidation is everywhere within seconds; CloudFormation has waited
for the distribution itself."""
FRESH_WITHIN_S = 30.0
"""A change, from the API's answer to the customer's page: event, queue, publisher, invalidation (about 5 s at P95)."""
_PAUSE_S = 0.5

Found = TypeVar("Found")

_FLOW = FLOW.confirmation()
_ASSET = re.compile(r'"(/assets/[^"]+)"')
_PAGES = {"/": "board", "/dashboard": "board", "/book/": "book"}
_SECURE = {
    "Strict-Transport-Security": "max-age=",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=()",
    "Content-Security-Policy": "default-src 'none'",
}
_KEPT_BY_NO_BROWSER = "max-age=0"
_FOREVER = "immutable"
_BOOKING = {
    "customer": {"name": "Canary", "phone": "+16195550100", "email": None},
    "service": {
        "kind": "junk_removal",
        "address": {"street": "1 Canary Way", "unit": None, "city": "San Diego", "zip": "92101"},
        "notes": "The system checks itself. This job is on no board and is removed at once.",
    },
}


class StepFailed(Exception):
    """A step of the walk failed: which one, what was expected, and what came back."""


class _NotYet(Exception):
    """What came back is not what has to be; it may still come."""


@dataclass(frozen=True)
class Passed:
    """A step that passed, and how long it took in seconds."""

    step: str
    seconds: float


@dataclass(frozen=True)
class Walk:
    """One walk through `site`, on which `release` has to be found. `remove` takes a canary's token."""

    site: Site
    release: str
    remove: Callable[[str], None]
    on_passed: Callable[[Passed], None] = lambda passed: None
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def run(self) -> None:
        """Every step in its order; a canary is removed whatever happens. Raises StepFailed for the first that fails."""
        self._step("the release is at the edge", self._release)
        for path, page in _PAGES.items():
            self._step(f"{path} is the {page} page", partial(self._page, path, page))
        self._step("a tracking link is rewritten to the one page", self._tracking_page)
        self._step("customers share the tracking page's cached copy", self._shared_copy)
        self._step("assets are there, for good", self._assets)
        self._step("an address without its slash is redirected", self._redirected)
        self._step("what is no page is a 404", self._no_page)
        self._step("the staff's API is closed", self._closed)
        self._step("pages cannot be written to", self._read_only)
        self._step("a missing job is not cached", self._missing_job)
        self._canary()

    def _step(self, name: str, check: Callable[[], Found], within_s: float = ARRIVES_WITHIN_S) -> Found:
        """What the check finds, once it holds. With no time it holds at once or not at all. Raises StepFailed."""
        started = self.now()
        while True:
            try:
                found = check()
            except (_NotYet, Unreachable) as failure:
                if self.now() - started >= within_s:
                    raise StepFailed(f"{name}: {failure}") from None
                self.sleep(_PAUSE_S)
            else:
                self.on_passed(Passed(name, self.now() - started))
                return found

    def _release(self) -> None:
        reply = self._get("/config.json")
        config = reply.json()
        _expect(isinstance(config, dict) and config.get("release") == self.release, f"release {self.release}", reply)

    def _page(self, path: str, page: str) -> Reply:
        reply = self._get(path)
        _expect(reply.status == 200 and f"/assets/{page}-" in reply.text, f"the {page} page", reply)
        for name, value in _SECURE.items():
            _expect(value in reply.headers.get(name, ""), f"{name}: {value}", reply)
        _expect(_KEPT_BY_NO_BROWSER in reply.headers.get("Cache-Control", ""), "a page that no browser keeps", reply)
        return reply

    def _tracking_page(self) -> None:
        reply = self._page(f"/track/{new_canary_token()}", "track")
        _expect("noindex" in reply.headers.get("X-Robots-Tag", ""), "X-Robots-Tag: noindex", reply)

    def _shared_copy(self) -> None:
        _expect((reply := self._page(f"/track/{new_canary_token()}", "track")).from_cache, "a hit", reply)

    def _assets(self) -> None:
        pages = [self._get(path).text for path in (*_PAGES, "/track/")]
        for asset in sorted({asset for page in pages for asset in _ASSET.findall(page)}):
            reply = self._get(asset)
            _expect(reply.status == 200, "200", reply)
            _expect(_FOREVER in reply.headers.get("Cache-Control", ""), f"Cache-Control: {_FOREVER}", reply)

    def _redirected(self) -> None:
        reply = self._get("/track")
        _expect(reply.status == 301 and reply.headers.get("Location") == "/track/", "301 to /track/", reply)

    def _no_page(self) -> None:
        reply = self._get("/no-such-page")
        _expect(reply.status == 404, "404", reply)

    def _closed(self) -> None:
        reply = self._get("/api/board")
        _expect(reply.status == 401, "401 for somebody who is not signed in", reply)
        _expect("noindex" in reply.headers.get("X-Robots-Tag", ""), "X-Robots-Tag: noindex", reply)

    def _read_only(self) -> None:
        reply = self.site.ask("POST", "/track/", body={})
        _expect(reply.status == 403, "403", reply)

    def _missing_job(self) -> None:
        path = f"/api/track/{new_canary_token()}"
        for _ in range(2):
            reply = self._get(path)
            _expect(reply.status == 404 and not reply.from_cache, "404 that is asked for again each time", reply)

    def _canary(self) -> None:
        """A job's life: booked, followed at once, confirmed, seen fresh, removed."""
        token = self._step("a canary is booked", partial(self._book, secrets.token_hex(16)))
        try:
            self._step("its link works at once", partial(self._see, token, _FLOW[0]), within_s=0)
            self._step("its view is cached", partial(self._cached, token))
            self._step("its customer confirms", partial(self._confirm, token))
            self._step("the change is seen", partial(self._see, token, _FLOW[1]), FRESH_WITHIN_S)
        finally:
            self.remove(token)
        self._step("the canary is gone", partial(self._gone, token))

    def _book(self, key: str) -> str:
        """The canary's token. With one key, a booking whose answer is lost is not made twice."""
        headers = {CANARY_HEADER: "1", "Idempotency-Key": key}
        reply = self.site.ask("POST", "/api/bookings", body=_BOOKING, headers=headers)
        answer = reply.json()
        _expect(reply.status == 201 and isinstance(answer, dict), "201 with a token", reply)
        return str(answer["token"])

    def _see(self, token: str, status: str) -> None:
        reply = self._get(f"/api/track/{token}")
        view = reply.json()
        _expect(reply.status == 200 and isinstance(view, dict) and view.get("status") == status, status, reply)
        _expect(_KEPT_BY_NO_BROWSER in reply.headers.get("Cache-Control", ""), "a view that no browser keeps", reply)
        _expect("noindex" in reply.headers.get("X-Robots-Tag", ""), "X-Robots-Tag: noindex", reply)

    def _cached(self, token: str) -> None:
        _expect((reply := self._get(f"/api/track/{token}")).from_cache, "a hit", reply)

    def _confirm(self, token: str) -> None:
        reply = self.site.ask("POST", f"/api/jobs/{token}/confirmation")
        _expect(reply.status == 200, "200", reply)

    def _gone(self, token: str) -> None:
        """As the API sees it: at the edge its view stays for up to five minutes, which nobody has the link to."""
        reply = self.site.ask("POST", f"/api/jobs/{token}/confirmation")
        _expect(reply.status == 404, "404", reply)

    def _get(self, path: str) -> Reply:
        return self.site.ask("GET", path)


def _expect(holds: bool, what: str, reply: Reply) -> None:
    if not holds:
        raise _NotYet(f"expected {what}; {reply}")
