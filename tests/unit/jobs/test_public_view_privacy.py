"""Nothing private in a public view: what a customer's page shows depends on the public fields of a record alone."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jobs.public_view import CompanyContact, public_view
from jobs.record import CUSTOMER, Record
from jobs.services import SERVICES
from jobs.status_flow import FLOW

COMPANY = CompanyContact(name="QuickDumpNow", phone="+16195550142", time_zone="America/Los_Angeles")
ALLOWED: dict[str, Any] = {
    "schema_version": None,
    "rev": None,
    "status": None,
    "label": None,
    "next": None,
    "can_confirm": None,
    "timeline": {"status": None, "label": None, "at": None},
    "window": {"start": None, "end": None, "zone": None},
    "service": {"kind": None, "label": None},
    "street": None,
    "company": {"name": None, "phone": None, "time_zone": None},
    "updated_at": None,
}
"""Every field of a view; what is added to one must be added here by somebody who thought about it."""

Json = dict[str, Any]

# A mark that stands in no public text.
marks = st.text("abcdef0123456789", min_size=12, max_size=12).map(lambda text: f"Zq{text}")
times = st.integers(0, 59).map(lambda minute: f"2026-11-24T17:{minute:02}:00Z")
texts = st.one_of(marks, st.builds(lambda mark, more: f"{mark} {more}".strip(), marks, st.text(max_size=20)))
one_line = texts.map(lambda text: "".join(char for char in text if char.isprintable()))
people = st.one_of(marks.map(lambda mark: f"{mark}@private.example"), st.just(CUSTOMER))
phones = st.integers(2_000_000, 9_999_999).map(lambda number: f"+1619{number}")
house_numbers = st.one_of(st.integers(1, 99_999).map(str), st.sampled_from(["12-34", "7B", "3512½", "1/2"]))
streets = st.sampled_from(["Soderblom Ave", "5th Ave", "W 42nd St", "Camino del Rio N", "El Cajon Blvd"])


@st.composite
def paths(draw: st.DrawFn) -> list[str]:
    """A way through the flow, undone steps included."""
    path = [FLOW.initial]
    for _ in range(draw(st.integers(0, 6))):
        ways = FLOW.status(path[-1]).transitions
        if not ways:
            break
        path.append(draw(st.sampled_from(ways)).to)
    return path


@st.composite
def public_parts(draw: st.DrawFn) -> Json:
    """What may be seen of a record."""
    path = draw(paths())
    return {
        "rev": draw(st.integers(1, 999_999)),
        "status": path[-1],
        "steps": [
            {"from": before, "to": after, "at": draw(times), "customer": draw(st.booleans())}
            for before, after in zip([None, *path], path, strict=False)
        ],
        "window": draw(
            st.none()
            | st.just({"start": "2026-11-25T16:00:00Z", "end": "2026-11-25T18:00:00Z", "zone": "America/Denver"})
        ),
        "kind": draw(st.sampled_from(sorted(service.id for service in SERVICES.services))),
        "street": draw(streets),
        "updated_at": draw(times),
    }


@st.composite
def private_parts(draw: st.DrawFn) -> Json:
    """What may never be seen, or make a difference to what is."""
    hexes = st.text("0123456789abcdef", min_size=32, max_size=32)
    return {
        "token": draw(hexes)[:16],
        "write_id": draw(hexes),
        "customer": {
            "name": draw(one_line),
            "phone": draw(phones),
            "email": draw(st.none() | marks.map(lambda mark: f"{mark}@private.example")),
        },
        "house_number": draw(house_numbers),
        "address": {
            "unit": draw(st.none() | marks),
            "city": draw(st.none() | marks),
            "zip": draw(st.none() | st.integers(10_000, 99_999).map(str)),
        },
        "notes": draw(marks),
        "price": draw(st.none() | st.integers(0, 10_000_000).map(lambda cents: {"amount_cents": cents})),
        "source": draw(st.sampled_from(["dispatcher", "booking", "import"])),
        "provenance": {
            "operation": draw(st.sampled_from(["create", "transition", "confirmation", "edit", "restore"])),
            "by": draw(people),
            "why": draw(st.none() | marks),
            "restored_rev": draw(st.none() | st.integers(1, 999_999)),
        },
        "created_at": draw(times),
        "people": [(draw(marks.map(lambda mark: f"{mark}@private.example")), draw(marks)) for _ in range(8)],
    }


def record_of(public: Json, private: Json) -> Record:
    """A record of these parts: every field that there is."""
    history = [
        {**{key: step[key] for key in ("from", "to", "at")}, "by": CUSTOMER if step["customer"] else by, "why": why}
        for step, (by, why) in zip(public["steps"], private["people"], strict=False)
    ]
    address = {"street": f"{private['house_number']} {public['street']}", **private["address"]}
    document = {
        "schema_version": 2,
        **{key: public[key] for key in ("rev", "status", "window", "updated_at")},
        **{key: private[key] for key in ("token", "write_id", "customer", "price", "source", "provenance")},
        "created_at": private["created_at"],
        "service": {"kind": public["kind"], "address": address, "notes": private["notes"]},
        "history": history,
    }
    assert document.keys() == Record.model_fields.keys()
    return Record.model_validate(document)


def unknown_fields(value: Any, allowed: Any) -> list[str]:
    """The fields of a view that are on no list."""
    if isinstance(value, list):
        return [name for inner in value for name in unknown_fields(inner, allowed)]
    if not isinstance(value, dict):
        return []
    if allowed is None:
        return list(value)
    own = [name for name in value if name not in allowed]
    return own + [name for key in value if key in allowed for name in unknown_fields(value[key], allowed[key])]


@given(public_parts(), private_parts(), private_parts())
def test_private_fields_do_not_change_the_view(public: Json, one: Json, other: Json) -> None:
    assert public_view(record_of(public, one), COMPANY) == public_view(record_of(public, other), COMPANY)


@given(public_parts(), private_parts())
def test_a_view_has_no_private_value_and_allowed_fields_alone(public: Json, private: Json) -> None:
    view = public_view(record_of(public, private), COMPANY).model_dump(mode="json")
    text = json.dumps(view)
    assert "Zq" not in text
    assert CUSTOMER not in text
    assert private["token"] not in text
    assert private["customer"]["phone"] not in text
    assert unknown_fields(view, ALLOWED) == []
