"""The journey of a canary: a job's whole life as its customer meets it, from the booking to the tracking page."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from contract.names import CANARY_HEADER
from jobs.status_flow import FLOW
from smoke_test.answers import KEPT_BY_NO_BROWSER, cached, expect, expect_hidden, get, page
from smoke_test.site import Reply, Site
from smoke_test.steps import POST_PAUSE_S, PermanentError, RetryableError, Steps

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
class Journey:
    """One canary on `site`. `canary_proof` lets it be made; `remove` takes its token and may raise anything."""

    site: Site
    canary_proof: str
    remove: Callable[[str], None]
    steps: Steps

    def run(self, *, change: bool) -> None:
        """Booked, followed at once, removed; in between, with `change`, confirmed and seen fresh where it was cached.

        The canary is removed whatever happens. Raises CheckFailedError for the first step that fails.
        """
        token = self.steps.take("a canary is booked", partial(self._book, secrets.token_hex(16)), POST_PAUSE_S)
        try:
            self.steps.take("its link works at once", partial(self._see_at_once, token))
            self.steps.take("its tracking page is there", partial(page, self.site, f"/track/{token}", "track"))
            if change:
                self._change(token)
        except BaseException:
            with suppress(Exception):  # what failed first is what has to be heard of
                self.remove(token)
            raise
        self.steps.take("the canary is removed", partial(self._remove, token))
        self.steps.take("the canary is gone", partial(self._gone, token), POST_PAUSE_S)

    def _change(self, token: str) -> None:
        self.steps.take("its view is cached", partial(cached, self.site, f"/api/track/{token}"))
        self.steps.take("its customer confirms", partial(self._confirm, token), POST_PAUSE_S)
        self.steps.take("the change is seen", partial(self._see, token, _CONFIRMED))

    def _book(self, key: str) -> str:
        """The canary's token. With one key, a booking whose answer is lost is not made twice."""
        headers = {CANARY_HEADER: self.canary_proof, "Idempotency-Key": key}
        reply = self.site.ask("POST", "/api/bookings", body=_BOOKING, headers=headers)
        answer = reply.json()
        expect(reply.status == 201 and isinstance(answer, dict) and "token" in answer, "201 with a token", reply)
        return str(answer["token"])

    def _see_at_once(self, token: str) -> None:
        """A customer follows the link at once. A lost answer is asked for again; "there is no such job" is not."""
        reply = self._see(token, _AWAITING, gone=PermanentError)
        expect(KEPT_BY_NO_BROWSER in reply.headers.get("Cache-Control", ""), "a view that no browser keeps", reply)
        expect_hidden(reply)

    def _see(self, token: str, status: str, gone: type[Exception] = RetryableError) -> Reply:
        reply = get(self.site, f"/api/track/{token}")
        if reply.status == 404:
            raise gone(f"expected {status}; {reply}")
        view = reply.json()
        expect(reply.status == 200 and isinstance(view, dict) and view.get("status") == status, status, reply)
        return reply

    def _confirm(self, token: str) -> None:
        reply = self.site.ask("POST", f"/api/jobs/{token}/confirmation")
        expect(reply.status == 200, "200", reply)

    def _remove(self, token: str) -> None:
        try:
            self.remove(token)
        except Exception as error:
            raise RetryableError(f"{type(error).__name__}: {error}") from error

    def _gone(self, token: str) -> None:
        """As the API sees it: at the edge its view stays for up to five minutes, which nobody has the link to."""
        reply = self.site.ask("POST", f"/api/jobs/{token}/confirmation")
        expect(reply.status == 404, "404", reply)
