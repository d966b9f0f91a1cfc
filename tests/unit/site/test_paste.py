"""What is recognised in a customer's message, and what is left in the customer's own words."""

import time
from typing import Any

import pytest

from tests.unit.site.conftest import Call

MESSAGES: dict[str, tuple[str, dict[str, str], str]] = {
    "all in one line, lower case": (
        "Mark (619) 555-0123 3512 soderblom ave san diego 92122 $600 couch and fridge",
        {
            "name": "Mark",
            "phone": "(619) 555-0123",
            "street": "3512 soderblom ave",
            "city": "san diego",
            "zip": "92122",
            "price": "600",
            "kind": "junk_removal",
        },
        "couch and fridge",
    ),
    "one thing a line": (
        "Priya Raman\n619-555-0144\n1860 Garnet Ave\nSan Diego, CA 92109\npriya.raman@example.com",
        {
            "name": "Priya Raman",
            "phone": "(619) 555-0144",
            "street": "1860 Garnet Ave",
            "city": "San Diego",
            "zip": "92109",
            "email": "priya.raman@example.com",
        },
        "",
    ),
    "a form's labels": (
        "Name: Luis Ortega\nPhone: 619.555.0177\nAddress: 47 Market St Apt 4B, San Diego, CA 92101-1234\n"
        "Email: luis@example.com\nPrice: $220.50",
        {
            "name": "Luis Ortega",
            "phone": "(619) 555-0177",
            "street": "47 Market St",
            "unit": "Apt 4B",
            "city": "San Diego",
            "zip": "92101-1234",
            "email": "luis@example.com",
            "price": "220.50",
        },
        "",
    ),
    "whole sentences": (
        "Hi, this is Sarah Lee. I need a 20 yard dumpster at 2705 Adams Ave in San Diego next Friday. "
        "You can reach me at 858 555 0190. Thanks!",
        {
            "name": "Sarah Lee",
            "phone": "(858) 555-0190",
            "street": "2705 Adams Ave",
            "city": "San Diego",
            "kind": "dumpster_rental",
        },
        "Hi. I need a 20 yard dumpster at next Friday. You can reach me at. Thanks!",
    ),
    "no capitals, no punctuation": (
        "hey its mike i got a old hot tub to get rid of 9120 campo rd spring valley 91977 call 6195550111",
        {
            "phone": "(619) 555-0111",
            "street": "9120 campo rd",
            "city": "spring valley",
            "zip": "91977",
            "kind": "junk_removal",
        },
        "hey its mike i got a old hot tub to get rid of call",
    ),
    "emoji": (
        "👋 Hey! Dana here 🙌 can you haul my couch? 🛋️ 📍4455 El Cajon Blvd #12, San Diego 92115 📞 +1 619 555 0166",
        {
            "name": "Dana",
            "phone": "(619) 555-0166",
            "street": "4455 El Cajon Blvd",
            "unit": "#12",
            "city": "San Diego",
            "zip": "92115",
            "kind": "junk_removal",
        },
        "Hey! can you haul my couch?",
    ),
    "address first, name last": (
        "8250 Vickers St Suite 200, San Diego CA 92111\nGarage cleanout, budget $450\n(619)555-0102\n- Tom Becker",
        {
            "name": "Tom Becker",
            "phone": "(619) 555-0102",
            "street": "8250 Vickers St",
            "unit": "Suite 200",
            "city": "San Diego",
            "zip": "92111",
            "price": "450",
            "kind": "junk_removal",
        },
        "Garage cleanout, budget",
    ),
    "signed with thanks": (
        "Need a dump trailer for the weekend, 512 W Palm Ave, El Cajon. 619 555 0133\nThanks, Grace",
        {
            "name": "Grace",
            "phone": "(619) 555-0133",
            "street": "512 W Palm Ave",
            "city": "El Cajon",
            "kind": "trailer_rental",
        },
        "Need a dump trailer for the weekend.",
    ),
    "numbers that are no address": (
        "2 couches and 3 mattresses on the 2nd floor, pickup at 10 am. 1425 5th Ave, 92101",
        {"street": "1425 5th Ave", "zip": "92101", "kind": "junk_removal"},
        "2 couches and 3 mattresses on the 2nd floor, pickup at 10 am.",
    ),
    "a street of the Spanish way": (
        "Elena Cruz, 760 555 0155, 3344 Camino Del Rio S, San Diego, CA 92108",
        {
            "name": "Elena Cruz",
            "phone": "(760) 555-0155",
            "street": "3344 Camino Del Rio S",
            "city": "San Diego",
            "zip": "92108",
        },
        "",
    ),
    "Broadway": (
        "1200 broadway san diego 92101 old fridge",
        {"street": "1200 broadway", "city": "san diego", "zip": "92101", "kind": "junk_removal"},
        "old fridge",
    ),
    "two prices": (
        "You quoted $500 last time, can you do $400? 619-555-0188",
        {"phone": "(619) 555-0188"},
        "You quoted $500 last time, can you do $400?",
    ),
    "a range of prices": (
        "$500-600 for the garage? 619-555-0188",
        {"phone": "(619) 555-0188"},
        "$500-600 for the garage?",
    ),
    "dollars in words": (
        "My name is Omar Haddad and I agreed to 1,250 dollars for debris removal, 77 Elm Ct, La Mesa CA 91942",
        {
            "name": "Omar Haddad",
            "street": "77 Elm Ct",
            "city": "La Mesa",
            "zip": "91942",
            "price": "1250",
            "kind": "junk_removal",
        },
        "and I agreed to for debris removal",
    ),
    "a number abroad": (
        "Soy Ana, +52 664 223 4567, 900 Otay Lakes Rd Chula Vista 91913",
        {
            "name": "Ana",
            "phone": "+526642234567",
            "street": "900 Otay Lakes Rd",
            "city": "Chula Vista",
            "zip": "91913",
        },
        "",
    ),
    "phone first, then the name and a town elsewhere": (
        "6195550199\nJo Ann O'Neil\n12345 Old Highway 80\nPine Valley CA 91962\nroll-off for 5 days",
        {
            "name": "Jo Ann O'Neil",
            "phone": "(619) 555-0199",
            "street": "12345 Old Highway 80",
            "city": "Pine Valley",
            "zip": "91962",
            "kind": "dumpster_rental",
        },
        "roll-off for 5 days",
    ),
    "a house number of five digits and a ZIP code": (
        "12850 Rancho Penasquitos Blvd Unit B, Poway, California 92064 pick up washer",
        {
            "street": "12850 Rancho Penasquitos Blvd",
            "unit": "Unit B",
            "city": "Poway",
            "zip": "92064",
            "kind": "junk_removal",
        },
        "pick up washer",
    ),
    "a name before the number, in the middle": (
        "Hello, I'd like a quote for hauling away an old shed. Address is 4321 Park Blvd, San Diego, CA. "
        "Karen Wu (858) 555-0121",
        {
            "name": "Karen Wu",
            "phone": "(858) 555-0121",
            "street": "4321 Park Blvd",
            "city": "San Diego",
            "kind": "junk_removal",
        },
        "Hello, I'd like a quote for hauling away an old shed. Address is.",
    ),
    "a house's own labels, in capitals": (
        "FROM: Rita\nTEL: 6195550178\nADDR: 55 C St #3 Chula Vista\nSTUFF: 3 bags + tv\nOFFER: 120$",
        {
            "name": "Rita",
            "phone": "(619) 555-0178",
            "street": "55 C St",
            "unit": "#3",
            "city": "Chula Vista",
            "price": "120",
        },
        "STUFF: 3 bags + tv",
    ),
    "all backwards": (
        "92122 3512 soderblom ave mark 6195550123",
        {"name": "mark", "phone": "(619) 555-0123", "street": "3512 soderblom ave", "zip": "92122"},
        "",
    ),
    "signed with a dash, at the end of a line": (
        "need junk gone asap!!! 88 w 7th st national city, call after 5pm 6195550166 thx -Ray",
        {
            "name": "Ray",
            "phone": "(619) 555-0166",
            "street": "88 w 7th st",
            "city": "national city",
            "kind": "junk_removal",
        },
        "need junk gone asap!!!, call after 5pm thx",
    ),
    "things before a price are no name": (
        "couch and boxes $80, 2020 Fern St",
        {"street": "2020 Fern St", "price": "80", "kind": "junk_removal"},
        "couch and boxes",
    ),
    "a street without a number": ("10 boxes on E street, in 2 hours", {}, "10 boxes on E street, in 2 hours"),
    "only words": ("Can you come on Tuesday?", {}, "Can you come on Tuesday?"),
    "an order number and a date": (
        "re order 4711 on 11/24 at 2 pm: call me",
        {},
        "re order 4711 on 11/24 at 2 pm: call me",
    ),
    "nothing": ("  \n ", {}, ""),
}


@pytest.mark.parametrize(("message", "found", "rest"), MESSAGES.values(), ids=MESSAGES.keys())
def test_what_is_recognised_in(site: Call, message: str, found: dict[str, str], rest: str) -> None:
    recognised: dict[str, Any] = site("board/paste.ts", "recognise", message)
    assert recognised | {"namesTime": None} == {"found": found, "rest": rest, "namesTime": None}


@pytest.mark.parametrize(
    "message",
    [
        "couch, tomorrow please",
        "Can you come at 9am?",
        "between 10:30 and noon",
        "on 11/28 if possible",
        "next week is fine",
        "Sarah Lee 858 555 0190 any Thursday",
    ],
)
def test_a_day_or_a_time_is_noticed(site: Call, message: str) -> None:
    assert site("board/paste.ts", "recognise", message)["namesTime"] is True


@pytest.mark.parametrize(
    "message",
    [
        "Good morning, a couch and a fridge",
        "Mark 619-555-0123 3512 1/2 Soderblom Ave $600",
    ],
)
def test_no_day_and_no_time_is_made_up(site: Call, message: str) -> None:
    assert site("board/paste.ts", "recognise", message)["namesTime"] is False


def test_a_message_of_any_length_is_read_at_once(site: Call) -> None:
    for hard in ("1 a " * 1000, "555 " * 1000, "name: " * 600, "a" * 4000, "12-" * 1300, "San Diego " * 400):
        started = time.monotonic()
        site("board/paste.ts", "recognise", hard)
        assert time.monotonic() - started < 2
