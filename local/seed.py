"""Creates the dispatcher's user, requests the board and, in a new system, creates a few jobs through the API."""

import contextlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import boto3

from local.dispatcher import Dispatcher
from tooling import paths

EMAIL = "dispatcher@quickdumpnow.example"
ZONE = "America/Los_Angeles"


def main() -> None:
    """Create the user and the jobs that are missing; write email, password and demo_token to `seed.json`."""
    seeded = (
        json.loads(paths.SEEDED.read_text()) if paths.SEEDED.exists() else {"email": EMAIL, "password": _password()}
    )
    paths.SEEDED.write_text(json.dumps(seeded))
    make_user(paths.outputs()["UserPoolId"], EMAIL, "Dana Dispatcher", seeded["password"])
    dispatcher = Dispatcher(paths.outputs()["SiteUrl"], EMAIL, seeded["password"])
    dispatcher.call("GET", "/api/board")  # checks that the function starts, because a deploy succeeds even if it cannot
    if "demo_token" not in seeded:
        paths.SEEDED.write_text(json.dumps(seeded | {"demo_token": _make_jobs(dispatcher)}))


def _password() -> str:
    """A random password with every class of characters that the pool's policy requires."""
    return f"Haul-{secrets.token_urlsafe(9)}-7"


def make_user(pool_id: str, email: str, name: str, password: str) -> None:
    """Create a user who can sign in at once, without an e-mail. An existing user gets the password."""
    cognito = boto3.client("cognito-idp")
    with contextlib.suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=email,
            UserAttributes=[
                {"Name": "email", "Value": email},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": name},
            ],
            MessageAction="SUPPRESS",
        )
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=email, Password=password, Permanent=True)


def _make_jobs(dispatcher: Dispatcher) -> str:
    """Create four jobs, one in each open status and one that is completed; returns the token of the first."""
    tokens = []
    for job, statuses in _demo_jobs():
        made = dispatcher.call("POST", "/api/jobs", job, headers={"Idempotency-Key": secrets.token_hex(16)})
        tokens.append(str(made["token"]))
        for status in statuses:
            made = dispatcher.move(made, status)
    return tokens[0]


def _demo_jobs() -> list[tuple[dict[str, Any], list[str]]]:
    """The request for each job, and the statuses that it is then moved to."""
    ready, started, done = "ready_for_pickup", "in_progress", "completed"
    return [
        (_job("Mark", "(619) 555-0123", "junk_removal", "3512 Soderblom Ave", "92122", 60000, None), []),
        (
            _job("Priya Raman", "(619) 555-0144", "dumpster_rental", "1860 Garnet Ave", "92109", 38500, (1, 9)),
            [ready],
        ),
        (
            _job("Luis Ortega", "(619) 555-0177", "trailer_rental", "47 Market St", "92101", 22000, (0, 13)),
            [ready, started],
        ),
        (
            _job("Hannah Cole", "(619) 555-0190", "junk_removal", "2705 Adams Ave", "92116", 45000, (0, 8)),
            [ready, started, done],
        ),
    ]


def _job(
    name: str, phone: str, kind: str, street: str, zip_code: str, cents: int, when: tuple[int, int] | None
) -> dict[str, Any]:
    """`when`: days from today and an hour of that day, in `ZONE`."""
    return {
        "customer": {"name": name, "phone": phone, "email": None},
        "service": {
            "kind": kind,
            "address": {"street": street, "unit": None, "city": "San Diego", "zip": zip_code},
            "notes": "",
        },
        "price": {"amount_cents": cents, "currency": "USD"},
        "window": when and _two_hours(*when),
    }


def _two_hours(day: int, hour: int) -> dict[str, str]:
    start = datetime.now(ZoneInfo(ZONE)).replace(hour=hour, minute=0) + timedelta(days=day)
    return {"start": _utc(start), "end": _utc(start + timedelta(hours=2)), "zone": ZONE}


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:00Z}"


if __name__ == "__main__":
    main()
