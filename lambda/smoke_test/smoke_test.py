"""The smoke test of a deployed system: pages, cache, headers and access through the edge, then a canary journey.

It ends with the first step that fails and names it. A step is repeated while the edge may not have the new release yet
or a response was lost; a permanent fault fails it at once.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from contract.names import CONFIG_RELEASE
from jobs.retry import PUBLIC_POST_PAUSE_S
from jobs.tokens import new_canary_token
from smoke_test.canary_journey import CanaryJourney
from smoke_test.checks import expect, expect_noindex, get, get_from_cache, get_page
from smoke_test.site_client import SiteClient
from smoke_test.steps import Passed, PermanentError, Steps

_ASSET = re.compile(r'"(/assets/[^"]+)"')
_PAGES = {"/": "board", "/dashboard": "board", "/book/": "book"}
_IMMUTABLE = "max-age=31536000, immutable"


@dataclass(frozen=True)
class SmokeTest:
    """One smoke test of `site`, which serves `release` (the fingerprint of the deployed content).

    `canary_proof` is an origin key, which allows to book canaries. `remove` removes the canary with the given token; it
    may raise any exception. `now` and `sleep` take seconds.
    """

    site: SiteClient
    release: str
    canary_proof: str
    remove: Callable[[str], None]
    on_passed: Callable[[Passed], None] = lambda passed: None
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def run(self) -> None:
        """Run every step. A canary that was booked is removed in any case.

        Raises CheckFailedError for the first step that fails.
        """
        steps = Steps(self.on_passed, self.now, self.sleep)
        steps.run("the release is at the edge", self._release)
        for path, name in _PAGES.items():
            steps.run(f"{path} is the {name} page", partial(get_page, self.site, path, name))
        for path in ("/", "/book/"):
            steps.run(f"{path} is cached", partial(get_from_cache, self.site, path))
        steps.run("a tracking link is rewritten to the one page", self._tracking_page)
        steps.run("customers share the tracking page's cached copy", self._shared_copy)
        steps.run("assets are there, for good", self._assets)
        steps.run("an address without its slash is redirected", self._redirected)
        steps.run("what is no page is a 404", self._unknown_page)
        steps.run("the staff's API is closed and never cached", self._staff_api)
        steps.run("pages cannot be written to", self._read_only, pause_s=PUBLIC_POST_PAUSE_S)
        steps.run("a missing job is not cached", self._missing_job)
        CanaryJourney(self.site, self.canary_proof, self.remove, steps).run(change=True)

    def _release(self) -> None:
        response = get(self.site, "/config.json")
        config = response.json()
        deployed = isinstance(config, dict) and config.get(CONFIG_RELEASE) == self.release
        expect(deployed, f"release {self.release}", response)

    def _tracking_page(self) -> None:
        expect_noindex(get_page(self.site, f"/track/{new_canary_token()}", "track"))

    def _shared_copy(self) -> None:
        response = get_page(self.site, f"/track/{new_canary_token()}", "track")
        expect(response.from_cache, "a hit", response)

    def _assets(self) -> None:
        """Assets are uploaded before the pages that name them, so a missing one will not appear later."""
        texts = [get(self.site, path).text for path in (*_PAGES, "/track/")]
        for asset in sorted({asset for text in texts for asset in _ASSET.findall(text)}):
            response = get(self.site, asset)
            if response.status == 404:
                raise PermanentError(f"expected 200; {response}")
            expect(response.status == 200, "200", response)
            cache_control = response.headers.get("Cache-Control", "")
            expect(_IMMUTABLE in cache_control, f"Cache-Control: {_IMMUTABLE}", response)

    def _redirected(self) -> None:
        response = get(self.site, "/track")
        redirected = response.status == 301 and response.headers.get("Location") == "/track/"
        expect(redirected, "301 to /track/", response)

    def _unknown_page(self) -> None:
        response = get(self.site, "/no-such-page")
        expect(response.status == 404, "404", response)

    def _staff_api(self) -> None:
        for _ in range(2):
            response = get(self.site, "/api/board")
            refused = response.status == 401 and response.age is None
            expect(refused, "401, each time anew, for who is not signed in", response)
            expect_noindex(response)

    def _read_only(self) -> None:
        response = self.site.request("POST", "/track/", body={})
        expect(response.status == 403, "403", response)

    def _missing_job(self) -> None:
        """CloudFront's `X-Cache` is the same for a cached error and a new one: only `Age` shows a cached one."""
        path = f"/api/track/{new_canary_token()}"
        for _ in range(2):
            response = get(self.site, path)
            expect(response.status == 404 and response.age is None, "404 that is asked for again each time", response)
