"""The walk: what has to be true of a deployed system, step by step, from the pages to a canary's whole life.

Whoever deploys hears of the first step that fails and of what came back. A step waits for what has to reach the edge
and for answers that do not come; what is wrong for good fails it at once.
"""

import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from jobs.canaries import CANARY_HEADER
from jobs.status_flow import FLOW
from jobs.tokens import new_canary_token
from smoke_test.site import Reply, Site, Unreachable

WALK_WITHIN_S = 240.0
"""The whole walk. The function that walks has a minute more, and who waits for the function another."""
ARRIVES_WITHIN_S = 30.0
"""One step. CloudFront says that a published function or an invalidation is everywhere within seconds; for the
distribution itself CloudFormation has waited. A change takes event, queue, publisher and invalidation (5 s at P95)."""
PAUSE_S = 0.5
POST_PAUSE_S = 3.0
"""The public routes take two requests a second from everybody together; a walk must leave them to customers."""

Found = TypeVar("Found")

_AWAITING, _CONFIRMED = FLOW.confirmation()
_ASSET = re.compile(r'"(/assets/[^"]+)"')
_PAGES = {"/": "board", "/dashboard": "board", "/book/": "book"}
_SECURE = {
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=()",
    "Content-Security-Policy": "default-src 'none'",
}
_UNSAFE = "unsafe-"
_KEPT_BY_NO_BROWSER = "max-age=0"
_FOREVER = "max-age=31536000, immutable"
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


class _Wrong(Exception):
    """What came back is not what has to be, and waiting would only hide it."""


@dataclass(frozen=True)
class Passed:
    """A step that passed, and how long it took in seconds."""

    step: str
    seconds: float


@dataclass(frozen=True)
class Walk:
    """One walk through `site`, on which `release` has to be found.

    `canary_proof` lets it make canaries; `remove` takes a canary's token and may raise anything.
    """

    site: Site
    release: str
    canary_proof: str
    remove: Callable[[str], None]
    on_passed: Callable[[Passed], None] = lambda passed: None
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _started: list[float] = field(default_factory=list, init=False)

    def run(self) -> None:
        """Every step in its order; a canary is removed whatever happens. Raises StepFailed for the first that fails."""
        self._started[:] = [self.now()]
        self._step("the release is at the edge", self._release)
        for path, page in _PAGES.items():
            self._step(f"{path} is the {page} page", partial(self._page, path, page))
        for path in ("/", "/book/"):
            self._step(f"{path} is cached", partial(self._cached, path))
        self._step("a tracking link is rewritten to the one page", self._tracking_page)
        self._step("customers share the tracking page's cached copy", self._shared_copy)
        self._step("assets are there, for good", self._assets)
        self._step("an address without its slash is redirected", self._redirected)
        self._step("what is no page is a 404", self._no_page)
        self._step("the staff's API is closed and never cached", self._closed)
        self._step("pages cannot be written to", self._read_only, pause_s=POST_PAUSE_S)
        self._step("a missing job is not cached", self._missing_job)
        self._canary()

    def _step(self, name: str, check: Callable[[], Found], pause_s: float = PAUSE_S) -> Found:
        """What the check finds, once it holds. Raises StepFailed when its time or the whole walk's is over."""
        started = self.now()
        until = min(started + ARRIVES_WITHIN_S, self._started[0] + WALK_WITHIN_S)
        while True:
            try:
                found = check()
            except _Wrong as failure:
                raise StepFailed(f"{name}: {failure}") from None
            except (_NotYet, Unreachable) as failure:
                if self.now() >= until:
                    raise StepFailed(f"{name}: {failure}") from None
                self.sleep(pause_s)
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
        _expect(_KEPT_BY_NO_BROWSER in reply.headers.get("Cache-Control", ""), "a page that no browser keeps", reply)
        return reply

    def _cached(self, path: str) -> None:
        _expect((reply := self._get(path)).from_cache, "a hit", reply)

    def _tracking_page(self) -> None:
        _expect_hidden(self._page(f"/track/{new_canary_token()}", "track"))

    def _shared_copy(self) -> None:
        _expect((reply := self._page(f"/track/{new_canary_token()}", "track")).from_cache, "a hit", reply)

    def _assets(self) -> None:
        """They were pushed before the page that names them: one that is missing will not come."""
        pages = [self._get(path).text for path in (*_PAGES, "/track/")]
        for asset in sorted({asset for page in pages for asset in _ASSET.findall(page)}):
            reply = self._get(asset)
            if reply.status == 404:
                raise _Wrong(f"expected 200; {reply}")
            _expect(reply.status == 200, "200", reply)
            _expect(_FOREVER in reply.headers.get("Cache-Control", ""), f"Cache-Control: {_FOREVER}", reply)

    def _redirected(self) -> None:
        reply = self._get("/track")
        _expect(reply.status == 301 and reply.headers.get("Location") == "/track/", "301 to /track/", reply)

    def _no_page(self) -> None:
        reply = self._get("/no-such-page")
        _expect(reply.status == 404, "404", reply)

    def _closed(self) -> None:
        for _ in range(2):
            reply = self._get("/api/board")
            _expect(reply.status == 401 and reply.age is None, "401, each time anew, for who is not signed in", reply)
            _expect_hidden(reply)

    def _read_only(self) -> None:
        reply = self.site.ask("POST", "/track/", body={})
        _expect(reply.status == 403, "403", reply)

    def _missing_job(self) -> None:
        """An error is an error to CloudFront, cached or not; that it was cached is told by its age alone."""
        path = f"/api/track/{new_canary_token()}"
        for _ in range(2):
            reply = self._get(path)
            _expect(reply.status == 404 and reply.age is None, "404 that is asked for again each time", reply)

    def _canary(self) -> None:
        """A job's life: booked, followed at once, confirmed, seen fresh, removed."""
        token = self._step("a canary is booked", partial(self._book, secrets.token_hex(16)), POST_PAUSE_S)
        try:
            self._step("its link works at once", partial(self._see_at_once, token))
            self._step("its view is cached", partial(self._cached, f"/api/track/{token}"))
            self._step("its customer confirms", partial(self._confirm, token), POST_PAUSE_S)
            self._step("the change is seen", partial(self._see, token, _CONFIRMED))
        except BaseException:
            with suppress(Exception):  # what failed first is what has to be heard of
                self.remove(token)
            raise
        self._step("the canary is removed", partial(self._remove, token))
        self._step("the canary is gone", partial(self._gone, token), POST_PAUSE_S)

    def _book(self, key: str) -> str:
        """The canary's token. With one key, a booking whose answer is lost is not made twice."""
        headers = {CANARY_HEADER: self.canary_proof, "Idempotency-Key": key}
        reply = self.site.ask("POST", "/api/bookings", body=_BOOKING, headers=headers)
        answer = reply.json()
        _expect(reply.status == 201 and isinstance(answer, dict) and "token" in answer, "201 with a token", reply)
        return str(answer["token"])

    def _see_at_once(self, token: str) -> None:
        """A customer follows the link at once. A lost answer is asked for again; "there is no such job" is not."""
        reply = self._see(token, _AWAITING, gone=_Wrong)
        _expect(_KEPT_BY_NO_BROWSER in reply.headers.get("Cache-Control", ""), "a view that no browser keeps", reply)
        _expect_hidden(reply)

    def _see(self, token: str, status: str, gone: type[Exception] = _NotYet) -> Reply:
        reply = self._get(f"/api/track/{token}")
        if reply.status == 404:
            raise gone(f"expected {status}; {reply}")
        view = reply.json()
        _expect(reply.status == 200 and isinstance(view, dict) and view.get("status") == status, status, reply)
        return reply

    def _confirm(self, token: str) -> None:
        reply = self.site.ask("POST", f"/api/jobs/{token}/confirmation")
        _expect(reply.status == 200, "200", reply)

    def _remove(self, token: str) -> None:
        try:
            self.remove(token)
        except Exception as error:
            raise _NotYet(f"{type(error).__name__}: {error}") from error

    def _gone(self, token: str) -> None:
        """As the API sees it: at the edge its view stays for up to five minutes, which nobody has the link to."""
        reply = self.site.ask("POST", f"/api/jobs/{token}/confirmation")
        _expect(reply.status == 404, "404", reply)

    def _get(self, path: str) -> Reply:
        """What is there. Every answer carries the security headers, an error and a redirect too."""
        reply = self.site.ask("GET", path)
        for name, value in _SECURE.items():
            _expect(value in reply.headers.get(name, ""), f"{name}: {value}", reply)
        policy = reply.headers.get("Content-Security-Policy", "")
        _expect(_UNSAFE not in policy, f"a content security policy without {_UNSAFE}*", reply)
        return reply


def _expect(holds: bool, what: str, reply: Reply) -> None:
    if not holds:
        raise _NotYet(f"expected {what}; {reply}")


def _expect_hidden(reply: Reply) -> None:
    _expect("noindex" in reply.headers.get("X-Robots-Tag", ""), "X-Robots-Tag: noindex", reply)
