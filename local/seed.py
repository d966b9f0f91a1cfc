"""A dispatcher's sign-in and, the first time, a few jobs, made as a dispatcher makes them: through the API."""

import contextlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from local import state
from local.dispatcher import Dispatcher

EMAIL = "dispatcher@quickdumpnow.example"
SEEDED = state.DIRECTORY / "seed.json"


def main() -> None:
    """Make what is missing and write it to `seed.json`: email, password, demo_token."""
    seeded = json.loads(SEEDED.read_text()) if SEEDED.exists() else {"email": EMAIL, "password": _password()}
    SEEDED.write_text(json.dumps(seeded))
    _make_user(state.outputs()["UserPoolId"], seeded["password"])
    dispatcher = Dispatcher(state.outputs()["SiteUrl"], EMAIL, seeded["password"])
    if "demo_token" not in seeded:
        SEEDED.write_text(json.dumps(seeded | {"demo_token": _make_jobs(dispatcher)}))


def _password() -> str:
    """Random, with every class of character that the pool's policy wants."""
    return f"Haul-{secrets.token_urlsafe(9)}-7"


def _make_user(pool_id: str, password: str) -> None:
    cognito = boto3.client("cognito-idp")
    with contextlib.suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=EMAIL,
            UserAttributes=[
                {"Name": "email", "Value": EMAIL},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": "Dana Dispatcher"},
            ],
            MessageAction="SUPPRESS",
        )
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=EMAIL, Password=password, Permanent=True)


def _make_jobs(dispatcher: Dispatcher) -> str:
    """Four jobs along the board; returns Mark's token."""
    tokens = []
    for job, statuses in _demo_jobs():
        made = dispatcher.call("POST", "/api/jobs", job, headers={"Idempotency-Key": secrets.token_hex(16)})
        tokens.append(str(made["token"]))
        for status in statuses:
            made = dispatcher.move(made, status)
    return tokens[0]


def _demo_jobs() -> list[tuple[dict[str, Any], list[str]]]:
    today = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return [
        (
            _job("Mark", "(619) 555-0123", "junk_removal", "3512 Soderblom Ave", "92122", 60000, None),
            [],
        ),
        (
            _job(
                "Priya Raman",
                "(619) 555-0144",
                "dumpster_rental",
                "1860 Garnet Ave",
                "92109",
                38500,
                today + timedelta(days=1),
            ),
            ["ready_for_pickup"],
        ),
        (
            _job(
                "Luis Ortega",
                "(619) 555-0177",
                "trailer_rental",
                "47 Market St",
                "92101",
                22000,
                today - timedelta(hours=1),
            ),
            ["ready_for_pickup", "in_progress"],
        ),
        (
            _job(
                "Hannah Cole",
                "(619) 555-0190",
                "junk_removal",
                "2705 Adams Ave",
                "92116",
                45000,
                today - timedelta(hours=6),
            ),
            ["ready_for_pickup", "in_progress", "completed"],
        ),
    ]


def _job(
    name: str, phone: str, kind: str, street: str, zip_code: str, cents: int, start: datetime | None
) -> dict[str, Any]:
    return {
        "customer": {"name": name, "phone": phone, "email": None},
        "service": {
            "kind": kind,
            "address": {"street": street, "unit": None, "city": "San Diego", "zip": zip_code},
            "notes": "",
        },
        "price": {"amount_cents": cents, "currency": "USD"},
        "window": start
        and {
            "start": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "end": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
            "zone": "America/Los_Angeles",
        },
    }


if __name__ == "__main__":
    main()
