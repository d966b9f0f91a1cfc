"""The built board in a browser with prepared responses: the same jobs at the same time in every run."""

import base64
import json
import mimetypes
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, Locator, Page, Route

from tooling.paths import REPOSITORY

DIST = REPOSITORY / "site" / "dist"
# No server listens there: `Stage` responds to every request. `localhost` is a secure context, as the real site is.
ORIGIN = "http://localhost:9"
ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=ZONE)
ME = "dana@quickdumpnow.example"
COLLEAGUE = "lee@quickdumpnow.example"

Card = dict[str, Any]

_PEOPLE = (
    ("Mark Hamilton", "6195550123", "3512 Soderblom Ave", "San Diego"),
    ("Priya Raman", "6195550144", "1860 Garnet Ave", "San Diego"),
    ("Luis Ortega", "6195550177", "47 Market St", "San Diego"),
    ("Hannah Cole", "6195550190", "2705 Adams Ave", "San Diego"),
    ("José Calderón", "6195550112", "910 Orange Ave", "Coronado"),
    ("Bay Terrace Apartments", "6195550158", "2402 Palm Ave", "National City"),
    ("Olive Tran", "7605550131", "88 Juniper St", "San Diego"),
    ("Sam Whitfield", "8585550170", "6640 La Jolla Blvd", "La Jolla"),
    ("Grace Okafor", "6195550186", "5120 Trojan Ave", "San Diego"),
    ("Harbor Deli", "6195550105", "1220 Rosecrans St", "San Diego"),
)
_KINDS = ("junk_removal", "dumpster_rental", "trailer_rental")
_NOTES = ("", "", "The gate code is 4711. Sofa, two mattresses and a fridge.", "", "Park on the street, not the drive.")


def utc(at: datetime) -> str:
    """The time in the API's format."""
    return at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def card(number: int, status: str, window: tuple[int, float, float] | None, **changes: Any) -> Card:
    """A job on the board. `window`: days from today, the hours at which it starts and ends. `changes`: other fields."""
    name, phone, street, city = _PEOPLE[number % len(_PEOPLE)]
    created = NOW - timedelta(hours=2 + number * 5)
    made: Card = {
        "token": f"{0xFCDC1C82CB284DBE ^ (number * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF):016x}",
        "rev": 3,
        "customer": {"name": name, "phone": f"+1{phone}", "email": None},
        "service": {
            "kind": _KINDS[number % 3],
            "address": {"street": street, "unit": None, "city": city, "zip": "92101"},
            "notes": _NOTES[number % len(_NOTES)],
        },
        "price": {"amount_cents": 18500 + (number * 7700) % 60000, "currency": "USD"},
        "window": window and _window(*window),
        "status": status,
        "last_change": {"from": None, "to": status, "at": utc(created), "by": ME, "why": None},
        "source": "booking" if number % 4 == 0 else "dispatcher",
        "created_at": utc(created),
        "updated_at": utc(created),
    }
    return made | changes


def _window(day: int, start: float, end: float) -> dict[str, str]:
    midnight = NOW.replace(hour=0, minute=0) + timedelta(days=day)
    return {
        "start": utc(midnight + timedelta(hours=start)),
        "end": utc(midnight + timedelta(hours=end)),
        "zone": str(ZONE),
    }


def many(count: int) -> list[Card]:
    """`count` open jobs, spread over the columns and over two weeks."""
    statuses = ("pending_pickup", "ready_for_pickup", "ready_for_pickup", "in_progress")
    return [
        card(
            number,
            statuses[number % 4],
            None if number % 5 == 0 else (number % 14 - 1, 8 + number % 9, 10 + number % 9),
            customer={
                "name": f"{_PEOPLE[number % 10][0]} {number}",
                "phone": f"+1619555{number:04d}",
                "email": None,
            },
        )
        for number in range(count)
    ]


class PreparedBoard:
    """A browser context whose requests get these responses, which a test can change at any time."""

    def __init__(self, context: BrowserContext, cards: Iterable[Card] = (), *, clock: bool = True) -> None:
        self.cards = {card["token"]: card for card in cards}
        self.transition: dict[str, Any] | None = None
        """The response to a change of status, as arguments of `Route.fulfill`; None: the change is made."""
        self.failure: str | None = None
        """The error of the board's requests, as the argument of `Route.abort`; None: they succeed."""
        self.held: list[Route] | None = None
        """A list collects the board's requests, which then get no response."""
        self.polls = 0
        """The number of the board's polls."""
        context.route("**/*", self._respond)
        context.add_init_script(f"sessionStorage.setItem('qdn.session', JSON.stringify({json.dumps(self._session())}))")
        self.page: Page = context.new_page()
        if clock:
            self.page.clock.install(time=NOW)

    def card(self, card: Card, status: str | None = None) -> Locator:
        """The job on the board; with `status`, only where it stands in that column."""
        column = f'[data-status="{status}"] ' if status else ""
        return self.page.locator(f'{column}[data-token="{card["token"]}"]')

    def open(self) -> Page:
        """The board, once its cards are there."""
        self.page.goto(f"{ORIGIN}/")
        self.page.get_by_role("heading", name="Dispatch board").wait_for(state="attached")
        return self.page

    @staticmethod
    def _session() -> dict[str, Any]:
        claims = base64.urlsafe_b64encode(json.dumps({"email": ME, "name": "Dana Moreno"}).encode()).decode()
        return {"id_token": f"e30.{claims.rstrip('=')}.x", "refresh_token": None, "expires_at": 32503680000000}

    def _respond(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        if path == "/config.json":
            company = {"name": "QuickDumpNow", "phone": "+16195550142", "time_zone": str(ZONE)}
            config = {"environment": "production", "login_url": ORIGIN, "client_id": "x", "company": company}
            return route.fulfill(json=config)
        if path == "/api/board":
            self.polls += 1
            if self.held is not None:
                return self.held.append(route)
            return route.abort(self.failure) if self.failure else self._board(route)
        if path.endswith("/transitions"):
            return self._transition(route, path.split("/")[3])
        file = DIST / ("index.html" if path == "/" else path[1:])
        if not file.is_file():
            return route.fulfill(status=404)
        return route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0] or "text/plain")

    def poll(self) -> None:
        """Trigger a poll and wait until the board has processed the response."""
        with self.page.expect_response("**/api/board"):
            self.page.evaluate("dispatchEvent(new Event('online'))")
        # The board processes the response before the next animation frame.
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")

    def _board(self, route: Route) -> None:
        body = self.body()
        etag = f'"{hash(body)}"'
        if route.request.headers.get("if-none-match") == etag:
            return route.fulfill(status=304)
        return route.fulfill(body=body, headers={"ETag": etag}, content_type="application/json")

    def body(self) -> str:
        """The body of the API's response to a request for the board."""
        return json.dumps({"schema_version": 1, "jobs": self.cards}, sort_keys=True)

    def put(self, changed: Card) -> None:
        """Store another person's change; the next poll returns it."""
        self.cards[changed["token"]] = changed

    def _transition(self, route: Route, token: str) -> None:
        if self.transition:
            return route.fulfill(**self.transition)
        requested: dict[str, Any] = route.request.post_data_json or {}
        before = self.cards[token]
        change = {"from": before["status"], "to": requested["to"], "at": utc(NOW), "by": ME, "why": requested["why"]}
        after = before | {"rev": before["rev"] + 1, "status": requested["to"], "last_change": change}
        self.cards[token] = after
        return route.fulfill(json=record(after))


def record(shown: Card) -> Card:
    """The body of the API's response to a request for the job."""
    return {key: value for key, value in shown.items() if key != "last_change"} | {"history": [shown["last_change"]]}
