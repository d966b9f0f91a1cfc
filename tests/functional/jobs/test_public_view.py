"""The public view: the allowed fields, and no private one."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from jobs.bucket import StoreUnavailableError
from jobs.public_view import CompanyContact, public_view
from jobs.record import Record
from jobs.view_store import ExpectedView, ViewStore
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.s3_wire import Wire, refusal
from tests.testkit.sample_jobs import TOKEN, moved, record, record_document

COMPANY = CompanyContact(name="QuickDumpNow", phone="+16195550142", time_zone="America/Los_Angeles")
PUBLIC = {
    "schema_version",
    "rev",
    "status",
    "label",
    "next",
    "can_confirm",
    "timeline",
    "window",
    "service",
    "street",
    "company",
    "updated_at",
}


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def test_the_view_of_a_job_with_every_field_there_is() -> None:
    view = public_view(moved("ready_for_pickup"), COMPANY).model_dump(mode="json")
    assert view == {
        "schema_version": 1,
        "rev": 2,
        "status": "ready_for_pickup",
        "label": "You are on the schedule",
        "next": "A driver will head your way in the window below.",
        "can_confirm": False,
        "timeline": [
            {"status": "pending_pickup", "label": "We have your request", "at": "2026-11-24T18:00:00Z"},
            {"status": "ready_for_pickup", "label": "You are on the schedule", "at": "2026-11-24T18:00:00Z"},
        ],
        "window": {"start": "2026-11-25T16:00:00Z", "end": "2026-11-25T18:00:00Z", "zone": "America/Los_Angeles"},
        "service": {"kind": "junk_removal", "label": "Junk removal"},
        "street": "Soderblom Ave",
        "company": {"name": "QuickDumpNow", "phone": "+16195550142", "time_zone": "America/Los_Angeles"},
        "updated_at": "2026-11-24T18:00:00Z",
    }


def test_no_private_value_is_in_a_view() -> None:
    """Every private field holds a mark of its own; none of the marks is in the view."""
    provenance = {"operation": "edit", "by": "Qeditor@private.example", "why": "Qedit"}
    whole = record_document(write_id="abcdef0123456789" * 2, source="import", provenance=provenance)
    whole["customer"] = {"name": "Xavier Qname", "phone": "+16197770001", "email": "qmail@private.example"}
    whole["service"]["address"] = {"street": "97531 Elm St", "unit": "Zunit", "city": "Qcity", "zip": "91919"}
    whole["service"] = {**whole["service"], "notes": "Qnotes"}
    whole["price"] = {"amount_cents": 86420, "currency": "USD"}
    whole["status"] = "cancelled"
    step = {"at": "2026-11-24T17:00:00Z", "by": "Qwho@private.example", "why": "Qwhy"}
    whole["history"] = [
        {**step, "from": None, "to": "pending_pickup"},
        {**step, "from": "pending_pickup", "to": "cancelled"},
    ]
    view = public_view(Record.model_validate(whole), COMPANY).model_dump(mode="json")
    assert view.keys() == PUBLIC
    text = json.dumps(view)
    shown = {TOKEN, whole["write_id"], "USD", "import", *leaves(whole["customer"]), *leaves(whole["price"])}
    shown |= {"97531", "Zunit", "Qcity", "91919", "Qnotes", "Qwho", "Qwhy", "Qedit", "private.example", "7770001"}
    assert [private for private in shown if str(private) in text] == []


def test_every_field_of_the_schema_is_private_or_allowed_on_purpose() -> None:
    """A field that is added to the record must be put on one of these lists by somebody who thought about it."""
    allowed = {"rev", "status", "history", "window", "service", "updated_at"}
    private = {"schema_version", "token", "write_id", "customer", "price", "source", "provenance", "created_at"}
    assert set(Record.model_fields) == allowed | private


def test_a_view_shows_whether_the_customer_may_confirm() -> None:
    """Once: what the customer has confirmed and a dispatcher has undone is not asked for again."""
    history = [{"from": None, "to": "pending_pickup", "at": "2026-11-24T17:00:00Z", "by": "customer", "why": None}]
    booked = record(history=history)
    assert public_view(booked, COMPANY).can_confirm
    assert not public_view(moved("ready_for_pickup"), COMPANY).can_confirm
    assert not public_view(moved("cancelled"), COMPANY).can_confirm
    undone_by_staff = moved("ready_for_pickup", "pending_pickup")
    assert public_view(undone_by_staff, COMPANY).can_confirm
    confirmed = [
        entry.model_copy(update={"by": "customer"}) if entry.to == "ready_for_pickup" else entry
        for entry in undone_by_staff.history
    ]
    assert not public_view(undone_by_staff.model_copy(update={"history": confirmed}), COMPANY).can_confirm


def test_the_text_of_a_job_without_a_window_names_none() -> None:
    ready = moved("ready_for_pickup")
    assert "window" in public_view(ready, COMPANY).next
    assert "window" not in public_view(ready.model_copy(update={"window": None}), COMPANY).next


def test_an_undone_step_is_not_shown() -> None:
    view = public_view(moved("ready_for_pickup", "in_progress", "ready_for_pickup"), COMPANY)
    assert [step.status for step in view.timeline] == ["pending_pickup", "ready_for_pickup"]
    view = public_view(moved("ready_for_pickup", "pending_pickup", "ready_for_pickup", "in_progress"), COMPANY)
    assert [step.status for step in view.timeline] == ["pending_pickup", "ready_for_pickup", "in_progress"]


def test_the_timeline_always_ends_at_the_status() -> None:
    for path in (["cancelled"], ["ready_for_pickup", "in_progress", "completed", "in_progress", "cancelled"]):
        view = public_view(moved(*path), COMPANY)
        assert view.timeline[-1].status == view.status == path[-1]


def views(job_buckets: JobBuckets, wire: Wire | None = None) -> ViewStore:
    return ViewStore(job_buckets.views_bucket(wire), COMPANY, sleep=lambda _: None)


PATH = ["ready_for_pickup", "in_progress", "completed"]


def revisions() -> list[Record]:
    return [moved(*PATH[:length]) for length in range(4)]


def test_an_older_revision_never_replaces_a_newer_one(job_buckets: JobBuckets) -> None:
    for seed in range(8):
        order = revisions() * 2
        random.Random(seed).shuffle(order)
        seen = 0
        for revision in order:
            views(job_buckets).write(revision)
            seen = max(seen, revision.rev)
            assert job_buckets.view(TOKEN)["rev"] == seen
        job_buckets.s3.delete_object(Bucket=job_buckets.settings.views_bucket, Key=f"api/track/{TOKEN}")


@pytest.mark.parametrize("expected", [ExpectedView.UNKNOWN, ExpectedView.ABSENT, moved(), moved("ready_for_pickup")])
@pytest.mark.parametrize("stored", [None, *revisions()])
def test_a_wrong_expectation_changes_no_outcome(
    job_buckets: JobBuckets, expected: ExpectedView | Record, stored: Record | None
) -> None:
    if stored:
        views(job_buckets).write(stored)
    mine = moved("ready_for_pickup", "in_progress")
    wire = Wire()
    assert views(job_buckets, wire).write(mine, expected) == len(wire.sent) <= 3
    assert job_buckets.view(TOKEN)["rev"] == max(mine.rev, stored.rev if stored else 0)


def test_a_right_expectation_saves_the_read(job_buckets: JobBuckets) -> None:
    wire = Wire()
    first, second, *_ = revisions()
    views(job_buckets, wire).write(first, ExpectedView.ABSENT)
    views(job_buckets, wire).write(second, first)
    assert wire.sent == [f"PUT api/track/{TOKEN}"] * 2
    assert job_buckets.view(TOKEN)["rev"] == 2


def test_a_view_that_is_up_to_date_is_not_written_again(job_buckets: JobBuckets) -> None:
    views(job_buckets).write(record())
    wire = Wire()
    views(job_buckets, wire).write(record())
    assert wire.sent == [f"GET api/track/{TOKEN}"]


@pytest.mark.parametrize("spoiled", [b"{", b"[]", b'{"rev":"9"}', b'{"rev":1}'])
def test_an_invalid_view_is_replaced(job_buckets: JobBuckets, spoiled: bytes) -> None:
    job_buckets.s3.put_object(Bucket=job_buckets.settings.views_bucket, Key=f"api/track/{TOKEN}", Body=spoiled)
    views(job_buckets).write(record())
    assert job_buckets.view(TOKEN) == public_view(record(), COMPANY).model_dump(mode="json")


def test_a_conflict_is_waited_out_and_an_endless_one_is_reported(job_buckets: JobBuckets) -> None:
    waits: list[float] = []
    wire = Wire(responses=[refusal(409, "ConditionalRequestConflict")])
    ViewStore(job_buckets.views_bucket(wire), COMPANY, waits.append).write(record(), ExpectedView.ABSENT)
    assert job_buckets.view(TOKEN)["rev"] == 1
    assert len(waits) == 1
    always = Wire(always=refusal(409, "ConditionalRequestConflict", "PUT"))
    with pytest.raises(StoreUnavailableError):
        ViewStore(job_buckets.views_bucket(always), COMPANY, waits.append).write(moved("ready_for_pickup"), record())
