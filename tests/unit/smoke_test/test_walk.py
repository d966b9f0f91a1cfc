"""The walk passes where all is well, and names the step and what came back where one thing is not.

The site is made up: a deployed one with each of these faults cannot be had. The real walk runs at the end of every
deploy in the integration tests.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from jobs.tokens import is_canary, new_canary_token
from smoke_test.site import Reply, Site, Unreachable
from smoke_test.walk import ARRIVES_WITHIN_S, Passed, StepFailed, Walk

RELEASE = "0123456789ab"
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
}
MISS = PAGE_HEADERS | {"X-Cache": "Miss from cloudfront"}

Fault = Callable[[str, str], Reply | None]
"""What it answers instead of the sound site, or None where it does not care. Takes method and path."""


class MadeUpSite(Site):
    """A sound site in memory, but for one fault."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._jobs: dict[str, str] = {}
        self.asked: list[str] = []

    def ask(
        self, method: str, path: str, *, body: object | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        self.asked.append(f"{method} {path}")
        return self._fault(method, path) or self._sound(method, path)

    def remove(self, token: str) -> None:
        del self._jobs[token]

    def _sound(self, method: str, path: str) -> Reply:
        answer = self._written(path) if method == "POST" else self._read(path)
        return reply(method, path, *answer)

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


def reply(method: str, path: str, status: int, text: str, headers: Mapping[str, str] = PAGE_HEADERS) -> Reply:
    return Reply(method, path, status, headers, text.encode())


@dataclass
class Walked:
    """One walk: what it said of its steps, which canaries it removed, and the seconds that it waited."""

    site: MadeUpSite
    passed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    waited: float = 0.0

    def run(self, release: str = RELEASE) -> None:
        def remove(token: str) -> None:
            self.removed.append(token)
            self.site.remove(token)

        def sleep(seconds: float) -> None:
            self.waited += seconds

        def heard(passed: Passed) -> None:
            self.passed.append(passed.step)

        Walk(self.site, release, remove, heard, lambda: self.waited, sleep).run()


def walked(fault: Fault = lambda method, path: None) -> Walked:
    return Walked(MadeUpSite(fault))


def without(path: str, header: str) -> Fault:
    """The page there, but without that header."""
    headers = {name: value for name, value in PAGE_HEADERS.items() if name != header}
    page = "track" if "track" in path else "board"
    return lambda method, asked: (
        reply(method, asked, 200, f'<script src="/assets/{page}-1.js">', headers) if asked.startswith(path) else None
    )


def answers(method: str, path: str, status: int, text: str = "", headers: Mapping[str, str] = MISS) -> Fault:
    return lambda asked_by, asked: (
        reply(asked_by, asked, status, text, headers) if asked_by == method and asked.startswith(path) else None
    )


def test_a_sound_site_passes_every_step_and_keeps_no_canary() -> None:
    walk = walked()
    walk.run()
    assert walk.passed[0] == "the release is at the edge"
    assert walk.passed[-2:] == ["the change is seen", "the canary is gone"]
    assert [is_canary(token) for token in walk.removed] == [True]
    assert walk.waited == 0


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (
            answers("GET", "/config.json", 200, '{"release": "old"}'),
            "the release is at the edge: expected release 0123",
        ),
        (
            answers("GET", "/dashboard", 404),
            "/dashboard is the board page: expected the board page; GET /dashboard -> 404",
        ),
        (without("/dashboard", "Content-Security-Policy"), "expected Content-Security-Policy: default-src 'none'"),
        (without("/dashboard", "Cache-Control"), "expected a page that no browser keeps"),
        (without("/track/", "X-Robots-Tag"), "a tracking link is rewritten to the one page: expected X-Robots-Tag"),
        (answers("GET", "/track/", 200, '"/assets/track-1.js"', MISS), "cached copy: expected a hit"),
        (answers("GET", "/assets/book", 404), "assets are there, for good: expected 200; GET /assets/book-1.js -> 404"),
        (answers("GET", "/assets/", 200), "expected Cache-Control: immutable"),
        (answers("GET", "/api/board", 200, '{"jobs": {}}'), "the staff's API is closed: expected 401"),
        (answers("GET", "/track", 301, "", MISS), "a tracking link is rewritten to the one page"),
        (answers("GET", "/no-such-page", 200), "what is no page is a 404: expected 404; GET /no-such-page -> 200"),
        (answers("POST", "/track/", 200), "pages cannot be written to: expected 403; POST /track/ -> 200"),
        (answers("GET", "/api/track/", 404, "", PAGE_HEADERS), "a missing job is not cached: expected 404 that"),
        (answers("POST", "/api/bookings", 503, "no"), "a canary is booked: expected 201 with a token"),
        (answers("POST", "/api/jobs/", 500), "its customer confirms: expected 200"),
    ],
)
def test_a_fault_is_named_by_its_step_with_what_came_back(fault: Fault, failure: str) -> None:
    walk = walked(fault)
    with pytest.raises(StepFailed) as failed:
        walk.run()
    assert failure in str(failed.value)
    assert walk.waited >= ARRIVES_WITHIN_S


def test_no_answer_is_a_failure_too() -> None:
    def unreachable(method: str, path: str) -> Reply | None:
        raise Unreachable(f"{method} {path} -> no answer")

    with pytest.raises(StepFailed, match=r"the release is at the edge: GET /config\.json -> no answer"):
        walked(unreachable).run()


def test_what_arrives_late_at_the_edge_is_waited_for() -> None:
    answered = iter([reply("GET", "/config.json", 200, '{"release": "old"}')] * 3)
    walk = walked(lambda method, path: next(answered, None) if path == "/config.json" else None)
    walk.run()
    assert 0 < walk.waited < ARRIVES_WITHIN_S


def test_a_link_that_does_not_work_at_once_fails_although_it_would_a_moment_later() -> None:
    """A customer follows the link at once: this is the fault that the first system had."""
    seen: list[str] = []

    def late(method: str, path: str) -> Reply | None:
        if method == "POST" and path == "/api/bookings":
            seen.append("booked")
        if path.startswith("/api/track/") and seen == ["booked"]:
            seen.append("asked too early")
            return reply(method, path, 404, "", MISS)
        return None

    walk = walked(late)
    with pytest.raises(
        StepFailed, match="its link works at once: expected pending_pickup; GET /api/track/ca9a… -> 404"
    ):
        walk.run()
    assert len(walk.removed) == 1


def test_a_change_that_stays_behind_the_cache_fails_and_the_canary_is_removed() -> None:
    stale = json.dumps({"status": "pending_pickup"})
    booked: list[str] = []

    def behind(method: str, path: str) -> Reply | None:
        if path == "/api/bookings":
            booked.append(path)
        return reply(method, path, 200, stale) if path.startswith("/api/track/") and booked else None

    walk = walked(behind)
    with pytest.raises(StepFailed, match="the change is seen: expected ready_for_pickup"):
        walk.run()
    assert len(walk.removed) == 1


def test_a_failure_holds_no_whole_token() -> None:
    with pytest.raises(StepFailed) as failed:
        walked(answers("GET", "/api/track/", 200, '{"token": "fcdc1c82cb284dbe"}')).run()
    assert "fcdc…" in str(failed.value)
    assert "fcdc1c82" not in str(failed.value)
