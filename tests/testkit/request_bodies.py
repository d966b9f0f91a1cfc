"""Jobs as people type them, for tests that only need one."""

from typing import Any

BOOKING: dict[str, Any] = {
    "customer": {"name": "Ada Moreno", "phone": "619 555 0187", "email": "ada@example.com"},
    "service": {
        "kind": "junk_removal",
        "address": {"street": "42 Harbor Dr", "unit": "Apt 7", "city": "San Diego", "zip": "92101"},
        "notes": "The gate code is 4711.",
    },
}

JOB: dict[str, Any] = BOOKING | {"price": {"amount_cents": 60000, "currency": "USD"}}
