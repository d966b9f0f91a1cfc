"""The walk: what has to be true of a deployed system, step by step, from the pages to a canary's whole life.

Whoever deploys hears of the first step that fails and of what came back. A step waits for what has to reach the edge
and for answers that do not come; what is wrong for good fails it at once.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from contract.names import CONFIG_KEY, CONFIG_RELEASE
from jobs.tokens import new_canary_token
from smoke_test.answers import cached, expect, expect_hidden, get, page
from smoke_test.journey import Journey
from smoke_test.site import Site
from smoke_test.steps import POST_PAUSE_S, Passed, PermanentError, Steps

_ASSET = re.compile(r'"(/assets/[^"]+)"')
_PAGES = {"/": "board", "/dashboard": "board", "/book/": "book"}
_FOREVER = "max-age=31536000, immutable"


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

    def run(self) -> None:
        """Every step in its order; a canary is removed whatever happens.

        Raises CheckFailedError for the first that fails.
        """
        steps = Steps(self.on_passed, self.now, self.sleep)
        steps.take("the release is at the edge", self._release)
        for path, name in _PAGES.items():
            steps.take(f"{path} is the {name} page", partial(page, self.site, path, name))
        for path in ("/", "/book/"):
            steps.take(f"{path} is cached", partial(cached, self.site, path))
        steps.take("a tracking link is rewritten to the one page", self._tracking_page)
        steps.take("customers share the tracking page's cached copy", self._shared_copy)
        steps.take("assets are there, for good", self._assets)
        steps.take("an address without its slash is redirected", self._redirected)
        steps.take("what is no page is a 404", self._no_page)
        steps.take("the staff's API is closed and never cached", self._closed)
        steps.take("pages cannot be written to", self._read_only, pause_s=POST_PAUSE_S)
        steps.take("a missing job is not cached", self._missing_job)
        Journey(self.site, self.canary_proof, self.remove, steps).run(change=True)

    def _release(self) -> None:
        reply = get(self.site, f"/{CONFIG_KEY}")
        config = reply.json()
        expect(
            isinstance(config, dict) and config.get(CONFIG_RELEASE) == self.release, f"release {self.release}", reply
        )

    def _tracking_page(self) -> None:
        expect_hidden(page(self.site, f"/track/{new_canary_token()}", "track"))

    def _shared_copy(self) -> None:
        expect((reply := page(self.site, f"/track/{new_canary_token()}", "track")).from_cache, "a hit", reply)

    def _assets(self) -> None:
        """They were pushed before the page that names them: one that is missing will not come."""
        texts = [get(self.site, path).text for path in (*_PAGES, "/track/")]
        for asset in sorted({asset for text in texts for asset in _ASSET.findall(text)}):
            reply = get(self.site, asset)
            if reply.status == 404:
                raise PermanentError(f"expected 200; {reply}")
            expect(reply.status == 200, "200", reply)
            expect(_FOREVER in reply.headers.get("Cache-Control", ""), f"Cache-Control: {_FOREVER}", reply)

    def _redirected(self) -> None:
        reply = get(self.site, "/track")
        expect(reply.status == 301 and reply.headers.get("Location") == "/track/", "301 to /track/", reply)

    def _no_page(self) -> None:
        reply = get(self.site, "/no-such-page")
        expect(reply.status == 404, "404", reply)

    def _closed(self) -> None:
        for _ in range(2):
            reply = get(self.site, "/api/board")
            expect(reply.status == 401 and reply.age is None, "401, each time anew, for who is not signed in", reply)
            expect_hidden(reply)

    def _read_only(self) -> None:
        reply = self.site.ask("POST", "/track/", body={})
        expect(reply.status == 403, "403", reply)

    def _missing_job(self) -> None:
        """An error is an error to CloudFront, cached or not; that it was cached is told by its age alone."""
        path = f"/api/track/{new_canary_token()}"
        for _ in range(2):
            reply = get(self.site, path)
            expect(reply.status == 404 and reply.age is None, "404 that is asked for again each time", reply)
