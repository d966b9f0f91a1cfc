"""Every state that the tracking page can be in, made by the edge's responses: for its tests and its screenshots."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, Route

from jobs.public_view import CompanyContact, public_view
from jobs.record import Record
from tests.testkit.browser.clock import advance_until_shown

TOKEN = "fcdc1c82cb284dbe"
NOW = datetime(2026, 11, 24, 17, 40, tzinfo=UTC)
"""A Tuesday morning in San Diego."""
COMPANY = CompanyContact(name="QuickDumpNow", phone="+16195550142", time_zone="America/Los_Angeles")
WINDOW = {"start": "2026-11-25T16:00:00Z", "end": "2026-11-25T18:00:00Z", "zone": COMPANY.time_zone}
TODAY = {"start": "2026-11-24T16:00:00Z", "end": "2026-11-24T18:00:00Z", "zone": COMPANY.time_zone}
"""The window of a job that is under way or done: it has begun."""
YESTERDAY = {"start": "2026-11-23T16:00:00Z", "end": "2026-11-23T18:00:00Z", "zone": COMPANY.time_zone}
PATH = ["pending_pickup", "ready_for_pickup", "in_progress", "completed"]
VIEW, CONFIG = "**/api/track/*", "**/config.json"

Json = dict[str, Any]


def view(*path: str, window: Json | None = WINDOW) -> Json:
    """The public view of a job that went this way, an hour and a bit for each step."""
    steps = [None, *path]
    history = [
        {"from": steps[i], "to": to, "at": _utc(NOW - timedelta(minutes=71 * (len(path) - i) - 60)), "by": "dana"}
        for i, to in enumerate(path)
    ]
    record = {
        "schema_version": 2,
        "token": TOKEN,
        "rev": len(path),
        "write_id": "0" * 32,
        "customer": {"name": "Mark", "phone": "(619) 555-0123"},
        "service": {"kind": "junk_removal", "address": {"street": "3512 Soderblom Ave", "zip": "92122"}},
        "window": window,
        "status": path[-1],
        "history": history,
        "source": "dispatcher",
        "provenance": {"operation": "create", "by": "dana"},
        "created_at": history[0]["at"],
        "updated_at": history[-1]["at"],
    }
    return public_view(Record.model_validate(record), COMPANY).model_dump(mode="json")


def newer(status: str) -> Json:
    """A view of a later schema: a status of its own, fields of other shapes, unknown fields."""
    base = view(*PATH[:3], window=TODAY)
    steps = [*base["timeline"], {"status": status, "label": "Waiting for parts", "at": base["updated_at"], "eta": 5}]
    changes = {"schema_version": 7, "status": status, "label": "Waiting for parts", "timeline": steps}
    return {**base, **changes, "street": {"name": "Soderblom Ave"}, "truck": {"id": 3}, "can_confirm": "maybe"}


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def fulfil(route: Route, body: Json, at: datetime = NOW) -> None:
    """Respond as the edge does, with the server's date."""
    headers = {"Content-Type": "application/json", "Date": f"{at:%a, %d %b %Y %H:%M:%S} GMT"}
    route.fulfill(status=200, headers=headers, body=json.dumps(body))


@dataclass
class ScriptedEdge:
    """Responds to the page's requests for its view: `respond` can be replaced at any time, `requests` counts them."""

    respond: Callable[[Route], None]
    requests: int = field(default=0)

    def attach(self, page: Page) -> None:
        """Respond to the page in place of the deployed edge from now on."""
        page.route(VIEW, self._handle)
        company = {"name": COMPANY.name, "phone": COMPANY.phone, "time_zone": COMPANY.time_zone}
        page.route(CONFIG, lambda route: route.fulfill(json={"company": company}))

    def _handle(self, route: Route) -> None:
        self.requests += 1
        self.respond(route)


def shows(body: Json) -> Callable[[Route], None]:
    """An edge that has this view."""
    return lambda route: fulfil(route, body)


def missing(route: Route) -> None:
    """An edge that has no such view."""
    route.fulfill(status=404, body="")


def failing(route: Route) -> None:
    """An edge that responds 503."""
    route.fulfill(status=503, body="")


def unreachable(route: Route) -> None:
    """An edge that cannot be reached."""
    route.abort("internetdisconnected")


def never_responding(_: Route) -> None:
    """An edge that does not respond."""


def _settle(page: Page, selector: str) -> None:
    page.locator(selector).wait_for()


def _after_trouble(page: Page, edge: ScriptedEdge, respond: Callable[[Route], None], offline: bool) -> None:
    """Three minutes after the last successful response."""
    edge.respond = respond
    page.clock.fast_forward(179_000)
    if offline:
        page.context.set_offline(True)
    page.locator('#strip[data-state="offline"], #strip[data-state="stale"]').wait_for()


@dataclass(frozen=True)
class State:
    """One state: the first response of the edge, the selector to wait for, and what happens then."""

    respond: Callable[[Route], None]
    shown: str = "#ticket"
    then: Callable[[Page, ScriptedEdge], None] = lambda page, edge: None

    def enter(self, page: Page, address: str, now: datetime = NOW) -> ScriptedEdge:
        """Open the page in this state, on a phone whose clock shows `now`."""
        edge = ScriptedEdge(self.respond)
        edge.attach(page)
        page.clock.install(time=now)
        page.goto(address)
        if self.respond is missing:  # the page retries three times, after pauses
            advance_until_shown(page, page.locator(self.shown))
        _settle(page, self.shown)
        self.then(page, edge)
        return edge


def _refuse_confirmation(page: Page, _: ScriptedEdge) -> None:
    page.route("**/confirmation", lambda route: route.fulfill(status=503, json={}))
    page.locator("#confirm-button").click()
    page.locator("#confirm-error:not(:empty)").wait_for()


def _confirm(page: Page, _: ScriptedEdge) -> None:
    page.route("**/confirmation", lambda route: route.fulfill(json={"view": view(*PATH[:2])}))
    page.locator("#confirm-button").click()
    page.locator("#confirmed").wait_for()


STATES: dict[str, State] = {
    "loading": State(never_responding, "#skeleton"),
    "awaiting-confirmation": State(shows(view(*PATH[:1]))),
    "confirmation-not-sent": State(shows(view(*PATH[:1])), then=_refuse_confirmation),
    "confirmed": State(shows(view(*PATH[:1])), then=_confirm),
    "window-passed": State(shows(view(*PATH[:2], window=YESTERDAY))),
    "no-window-yet": State(shows(view(*PATH[:2], window=None))),
    "scheduled": State(shows(view(*PATH[:2])), then=lambda page, edge: page.clock.run_for(3_000)),
    "in-progress": State(shows(view(*PATH[:3], window=TODAY))),
    "completed": State(shows(view(*PATH, window=TODAY))),
    "cancelled": State(shows(view(*PATH[:2], "cancelled"))),
    "unknown-status": State(shows(newer("waiting_for_parts"))),
    "stale": State(
        shows(view(*PATH[:3], window=TODAY)), then=lambda page, edge: _after_trouble(page, edge, failing, False)
    ),
    "offline": State(
        shows(view(*PATH[:3], window=TODAY)), then=lambda page, edge: _after_trouble(page, edge, unreachable, True)
    ),
    "failing": State(failing, "#message"),
    "not-found": State(missing, "#message"),
}
