"""The smoke test passes on a sound site; on a faulty one it names the step and the response.

The site is a fake, since no deployed one has each of these faults. The real smoke test runs at the end of every
deploy in the integration tests.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from jobs.retry import PUBLIC_POST_PAUSE_S, SMOKE_TEST_DEADLINE_S, STEP_DEADLINE_S
from jobs.tokens import is_canary, new_canary_token
from smoke_test.canary_journey import CanaryJourney
from smoke_test.site_client import Response, SiteClient, UnreachableError
from smoke_test.smoke_test import SmokeTest
from smoke_test.steps import CheckFailedError, Passed, Steps

RELEASE = "0123456789ab"
PROOF = "a key of the edge"
PAGE_HEADERS = {
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=()",
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "public, max-age=0, s-maxage=31536000",
    "X-Robots-Tag": "noindex",
    "X-Cache": "Hit from cloudfront",
    "Age": "3",
}
MISS = {name: value for name, value in PAGE_HEADERS.items() if name != "Age"} | {"X-Cache": "Miss from cloudfront"}
ERROR = MISS | {"X-Cache": "Error from cloudfront"}

Fault = Callable[[str, str], Response | None]
"""Takes method and path. Its response replaces the sound site's; None leaves that as it is."""


class FakeSite(SiteClient):
    """A site in memory, sound except for one fault."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._jobs: dict[str, str] = {}
        self.requests: list[str] = []

    def request(
        self, method: str, path: str, *, body: object | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        self.requests.append(f"{method} {path}")
        return self._fault(method, path) or self._sound(method, path)

    def remove(self, token: str) -> None:
        del self._jobs[token]

    def _sound(self, method: str, path: str) -> Response:
        answer = self._written(path) if method == "POST" else self._read(path)
        return response(method, path, *answer)

    def _written(self, path: str) -> tuple[int, str, Mapping[str, str]]:
        token = path.split("/")[3] if path.startswith("/api/jobs/") else ""
        if path == "/api/bookings":
            token = new_canary_token()
            self._jobs[token] = "pending_pickup"
            return 201, json.dumps({"token": token}), MISS
        if token in self._jobs:
            self._jobs[token] = "ready_for_pickup"
            return 200, "{}", MISS
        return 404 if token else 403, "", MISS

    def _read(self, path: str) -> tuple[int, str, Mapping[str, str]]:
        token = path.removeprefix("/api/track/")
        if token != path:
            status = self._jobs.get(token)
            return (200, json.dumps({"status": status}), PAGE_HEADERS) if status else (404, "", MISS)
        if path.startswith("/assets/"):
            return 200, "", PAGE_HEADERS | {"Cache-Control": "max-age=31536000, immutable"}
        fixed = {
            "/api/board": (401, "{}", MISS),
            "/no-such-page": (404, "", MISS),
            "/track": (301, "", MISS | {"Location": "/track/"}),
        }
        if path in fixed:
            return fixed[path]
        page = "track" if path.startswith("/track/") else "book" if path.startswith("/book/") else "board"
        text = json.dumps({"release": RELEASE}) if path == "/config.json" else f'"/assets/{page}-1.js"'
        return 200, text, PAGE_HEADERS


def response(method: str, path: str, status: int, text: str, headers: Mapping[str, str] = PAGE_HEADERS) -> Response:
    return Response(method, path, status, headers, text.encode())


@dataclass
class Trial:
    """One run of the smoke test: the steps that passed, the canaries that it removed, and the seconds it waited."""

    site: FakeSite
    passed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    waited: float = 0.0

    def run(self, release: str = RELEASE, removal: Exception | None = None) -> None:
        def remove(token: str) -> None:
            if removal:
                raise removal
            self.removed.append(token)
            self.site.remove(token)

        def sleep(seconds: float) -> None:
            self.waited += seconds

        def on_passed(passed: Passed) -> None:
            self.passed.append(passed.step)

        SmokeTest(self.site, release, PROOF, remove, on_passed, lambda: self.waited, sleep).run()


def trial_of(fault: Fault = lambda method, path: None) -> Trial:
    return Trial(FakeSite(fault))


def without(path: str, header: str) -> Fault:
    """The page there, but without that header."""
    headers = {name: value for name, value in PAGE_HEADERS.items() if name != header}
    page = "track" if "track" in path else "board"
    return lambda method, asked: (
        response(method, asked, 200, f'<script src="/assets/{page}-1.js">', headers) if asked.startswith(path) else None
    )


def weakened(header: str, value: str) -> Fault:
    """The board page, with that header."""
    return responds("GET", "/dashboard", 200, '"/assets/board-1.js"', PAGE_HEADERS | {header: value})


def responds(method: str, path: str, status: int, text: str = "", headers: Mapping[str, str] = MISS) -> Fault:
    return lambda asked_by, asked: (
        response(asked_by, asked, status, text, headers) if asked_by == method and asked.startswith(path) else None
    )


def test_a_sound_site_passes_every_step_and_keeps_no_canary() -> None:
    trial = trial_of()
    trial.run()
    assert trial.passed[0] == "the release is at the edge"
    assert trial.passed[-3:] == ["the change is seen", "the canary is removed", "the canary is gone"]
    assert [is_canary(token) for token in trial.removed] == [True]
    assert trial.waited == 0


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (
            responds("GET", "/config.json", 200, '{"release": "old"}'),
            "the release is at the edge: expected release 0123",
        ),
        (
            responds("GET", "/dashboard", 404),
            "/dashboard is the board page: expected the board page; GET /dashboard -> 404",
        ),
        (without("/dashboard", "Content-Security-Policy"), "expected Content-Security-Policy: default-src 'none'"),
        (without("/dashboard", "Cache-Control"), "expected a page that no browser keeps"),
        (without("/track/", "X-Robots-Tag"), "a tracking link is rewritten to the one page: expected X-Robots-Tag"),
        (responds("GET", "/track/", 200, '"/assets/track-1.js"', MISS), "cached copy: expected a hit"),
        (responds("GET", "/assets/", 200), "expected Cache-Control: max-age=31536000, immutable"),
        (
            responds("GET", "/api/board", 200, '{"jobs": {}}'),
            "the staff's API is closed and never cached: expected 401",
        ),
        (responds("GET", "/track", 301, "", MISS), "a tracking link is rewritten to the one page"),
        (responds("GET", "/no-such-page", 200), "what is no page is a 404: expected 404; GET /no-such-page -> 200"),
        (responds("POST", "/track/", 200), "pages cannot be written to: expected 403; POST /track/ -> 200"),
        (
            responds("GET", "/api/track/", 404, "", ERROR | {"Age": "3"}),
            "a missing job is not cached: expected 404 that",
        ),
        (responds("GET", "/book/", 200, '"/assets/book-1.js"', MISS), "/book/ is cached: expected a hit"),
        (weakened("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'"), "without unsafe-*"),
        (weakened("Strict-Transport-Security", "max-age=0"), "expected Strict-Transport-Security: max-age=63072000"),
        (responds("POST", "/api/bookings", 503, "no"), "a canary is booked: expected 201 with a token"),
        (responds("POST", "/api/jobs/", 500), "its customer confirms: expected 200"),
    ],
)
def test_a_fault_is_reported_with_its_step_and_the_response(fault: Fault, failure: str) -> None:
    trial = trial_of(fault)
    with pytest.raises(CheckFailedError) as failed:
        trial.run()
    assert failure in str(failed.value)
    assert trial.waited >= STEP_DEADLINE_S


def test_a_missing_response_is_a_failure_too() -> None:
    def unreachable(method: str, path: str) -> Response | None:
        raise UnreachableError(f"{method} {path} -> no answer")

    with pytest.raises(CheckFailedError, match=r"the release is at the edge: GET /config\.json -> no answer"):
        trial_of(unreachable).run()


def test_a_release_that_arrives_late_at_the_edge_is_waited_for() -> None:
    responses = iter([response("GET", "/config.json", 200, '{"release": "old"}')] * 3)
    trial = trial_of(lambda method, path: next(responses, None) if path == "/config.json" else None)
    trial.run()
    assert 0 < trial.waited < STEP_DEADLINE_S


def booked_then(answer: Callable[[int], Response | None]) -> Fault:
    """Sound until a canary is booked; then its view is what `answer` gives for the first, second, … request."""
    booked: list[str] = []
    asked = iter(range(1, 1000))

    def fault(method: str, path: str) -> Response | None:
        if path == "/api/bookings":
            booked.append(path)
        return answer(next(asked)) if booked and path.startswith("/api/track/") else None

    return fault


def view(status: int, text: str = "", headers: Mapping[str, str] = MISS) -> Response:
    return response("GET", f"/api/track/{new_canary_token()}", status, text, headers)


def test_a_link_that_works_only_at_the_second_request_fails() -> None:
    """A customer follows the link at once: this is the fault that the first system had."""
    trial = trial_of(booked_then(lambda time: view(404) if time == 1 else None))
    with pytest.raises(
        CheckFailedError, match="its link works at once: expected pending_pickup; GET /api/track/ca9a… -> 404"
    ):
        trial.run()
    assert (trial.waited, len(trial.removed)) == (0, 1)


def test_a_lost_response_of_the_link_is_retried() -> None:
    trial = trial_of(booked_then(lambda time: view(502) if time == 1 else None))
    trial.run()
    assert trial.passed[-1] == "the canary is gone"


def test_a_missing_asset_is_not_waited_for() -> None:
    trial = trial_of(responds("GET", "/assets/book", 404))
    with pytest.raises(
        CheckFailedError, match=r"assets are there, for good: expected 200; GET /assets/book-1\.js -> 404"
    ):
        trial.run()
    assert trial.waited == 0


def test_a_change_that_stays_behind_the_cache_fails_and_the_canary_is_removed() -> None:
    stale = json.dumps({"status": "pending_pickup"})
    trial = trial_of(booked_then(lambda time: view(200, stale, PAGE_HEADERS)))
    with pytest.raises(CheckFailedError, match="the change is seen: expected ready_for_pickup"):
        trial.run()
    assert len(trial.removed) == 1


def test_a_canary_that_cannot_be_removed_fails_the_smoke_test() -> None:
    with pytest.raises(CheckFailedError, match="the canary is removed: PermissionError: refused"):
        trial_of().run(removal=PermissionError("refused"))


def test_a_removal_that_fails_too_does_not_hide_the_first_failure() -> None:
    with pytest.raises(CheckFailedError, match="its customer confirms: expected 200"):
        trial_of(responds("POST", "/api/jobs/", 500)).run(removal=PermissionError("refused"))


def test_the_whole_smoke_test_ends_in_time_however_slow_each_step_is() -> None:
    """Every step passes at the last moment; then the smoke test ends, and names the step."""
    tries: dict[str, int] = {}

    def slow(method: str, path: str) -> Response | None:
        tries[path] = tries.get(path, 0) + 1
        return response(method, path, 503, "", MISS) if tries[path] % 50 else None

    trial = trial_of(slow)
    with pytest.raises(CheckFailedError):
        trial.run()
    assert trial.waited <= SMOKE_TEST_DEADLINE_S + PUBLIC_POST_PAUSE_S


def test_retries_of_a_booking_do_not_use_up_the_throttle_for_customers() -> None:
    trial = trial_of(responds("POST", "/api/bookings", 429, "slow down"))
    with pytest.raises(CheckFailedError, match="a canary is booked"):
        trial.run()
    assert trial.site.requests.count("POST /api/bookings") <= STEP_DEADLINE_S / PUBLIC_POST_PAUSE_S + 2


def test_a_failure_holds_no_whole_token() -> None:
    with pytest.raises(CheckFailedError) as failed:
        trial_of(responds("GET", "/api/track/", 200, '{"token": "fcdc1c82cb284dbe"}')).run()
    assert "fcdc…" in str(failed.value)
    assert "fcdc1c82" not in str(failed.value)


def test_a_journey_without_a_change_sends_each_request_of_a_customer_once() -> None:
    site, removed = FakeSite(lambda method, path: None), list[str]()

    def remove(token: str) -> None:
        removed.append(token)
        site.remove(token)

    CanaryJourney(site, PROOF, remove, Steps(lambda passed: None)).run(change=False)
    [token] = removed
    assert site.requests == [
        "POST /api/bookings",
        f"GET /api/track/{token}",
        f"GET /track/{token}",
        f"POST /api/jobs/{token}/confirmation",
    ]
