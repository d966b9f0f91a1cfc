"""The canary journey: a canary job from its booking to its removal, with the requests that a customer's pages send."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from jobs.canaries import CANARY_HEADER
from jobs.retry import PUBLIC_POST_PAUSE_S
from jobs.status_flow import FLOW
from smoke_test.checks import NOT_KEPT_BY_BROWSERS, expect, expect_noindex, get, get_from_cache, get_page
from smoke_test.site_client import Response, SiteClient
from smoke_test.steps import PermanentError, RetryableError, Steps

_AWAITING, _CONFIRMED = FLOW.confirmation()
_BOOKING = {
    "customer": {"name": "Canary", "phone": "+16195550100", "email": None},
    "service": {
        "kind": "junk_removal",
        "address": {"street": "1 Canary Way", "unit": None, "city": "San Diego", "zip": "92101"},
        "notes": "The system checks itself. This job is on no board and is removed at once.",
    },
}


@dataclass(frozen=True)
class CanaryJourney:
    """One canary on `site`.

    `canary_proof` is an origin key, which allows to book it. `remove` removes the canary with the given token; it may
    raise any exception.
    """

    site: SiteClient
    canary_proof: str
    remove: Callable[[str], None]
    steps: Steps

    def run(self, *, change: bool) -> None:
        """Book a canary, follow its link at once, remove it; with `change`, confirm it in between and see the change
        where the old view was cached.

        The canary is removed in any case. Raises CheckFailedError for the first step that fails.
        """
        token = self.steps.run("a canary is booked", partial(self._book, secrets.token_hex(16)), PUBLIC_POST_PAUSE_S)
        try:
            self.steps.run("its link works at once", partial(self._expect_link_works, token))
            self.steps.run("its tracking page is there", partial(get_page, self.site, f"/track/{token}", "track"))
            if change:
                self._change(token)
        except BaseException:
            with suppress(Exception):  # the first failure is the one to report
                self.remove(token)
            raise
        self.steps.run("the canary is removed", partial(self._remove, token))
        self.steps.run("the canary is gone", partial(self._expect_gone, token), PUBLIC_POST_PAUSE_S)

    def _change(self, token: str) -> None:
        self.steps.run("its view is cached", partial(get_from_cache, self.site, f"/api/track/{token}"))
        self.steps.run("its customer confirms", partial(self._confirm, token), PUBLIC_POST_PAUSE_S)
        self.steps.run("the change is seen", partial(self._expect_view, token, _CONFIRMED))

    def _book(self, key: str) -> str:
        """The canary's token. The idempotency key makes a retry after a lost response book the same job."""
        headers = {CANARY_HEADER: self.canary_proof, "Idempotency-Key": key}
        response = self.site.request("POST", "/api/bookings", body=_BOOKING, headers=headers)
        document = response.json()
        booked = response.status == 201 and isinstance(document, dict) and "token" in document
        expect(booked, "201 with a token", response)
        return str(document["token"])

    def _expect_link_works(self, token: str) -> None:
        """A customer follows the link at once: a 404 fails the step, while a lost response is retried."""
        response = self._expect_view(token, _AWAITING, missing=PermanentError)
        expect(
            NOT_KEPT_BY_BROWSERS in response.headers.get("Cache-Control", ""), "a view that no browser keeps", response
        )
        expect_noindex(response)

    def _expect_view(self, token: str, status: str, missing: type[Exception] = RetryableError) -> Response:
        response = get(self.site, f"/api/track/{token}")
        if response.status == 404:
            raise missing(f"expected {status}; {response}")
        view = response.json()
        matches = response.status == 200 and isinstance(view, dict) and view.get("status") == status
        expect(matches, status, response)
        return response

    def _confirm(self, token: str) -> None:
        response = self.site.request("POST", f"/api/jobs/{token}/confirmation")
        expect(response.status == 200, "200", response)

    def _remove(self, token: str) -> None:
        try:
            self.remove(token)
        except Exception as error:
            raise RetryableError(f"{type(error).__name__}: {error}") from error

    def _expect_gone(self, token: str) -> None:
        """The API has no such job. At the edge its view stays until its TTL has passed, but nobody has the link."""
        response = self.site.request("POST", f"/api/jobs/{token}/confirmation")
        expect(response.status == 404, "404", response)
