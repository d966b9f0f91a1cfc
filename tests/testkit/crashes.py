"""Crashes of a process before any of its requests to S3 or CloudFront, and the invariants afterwards.

A crash after one request is a crash before the next one, so a test crashes it before each request in turn.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest

from jobs.card import card
from jobs.job_service import JobService
from jobs.public_view import CompanyContact, public_view
from jobs.record import Record
from jobs.record_store import record_name
from jobs.requests import StatusChange
from jobs.stores import projections, record_store
from jobs.tokens import new_token, new_write_id
from publisher.batch import Publisher, Report
from tests.testkit.distribution import Distribution
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.publisher_messages import message
from tests.testkit.s3_wire import Killed, client
from tests.testkit.sample_jobs import DISPATCHER, booking_request, job_request, record

COMPANY = CompanyContact(name="QuickDumpNow", phone="+16195550142", time_zone="America/Los_Angeles")

Messages = list[dict[str, Any]]


@dataclass
class World:
    """Job buckets and an edge, with one wire for the requests of all processes."""

    job_buckets: JobBuckets
    distribution: Distribution
    invalidated: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wire = self.distribution.wire
        self.wire.always = self._record_invalidations

    def job_service(self) -> JobService:
        """The job service, in a process that can crash."""
        return self.job_buckets.job_service(self.wire)

    def publish(self, messages: Messages) -> list[str]:
        """Publish a batch of messages, in a process that can crash."""
        s3 = client(self.job_buckets.ministack, self.wire)
        settings = self.job_buckets.settings
        report = Report(unreadable=pytest.fail, postponed=lambda step, reason: None, published=lambda record: None)
        return Publisher(
            record_store(s3, settings), projections(s3, settings), self.distribution.invalidator, report
        ).publish_batch(messages)

    def kill_before(self, step: int) -> None:
        """Crash before the request of that number, counted from now."""
        self.wire.kill_before = len(self.wire.sent) + step

    def disarm(self) -> None:
        """Crash no more."""
        self.wire.kill_before = None

    def tokens(self) -> set[str]:
        """The tokens of all jobs."""
        keys = self.job_buckets.keys(self.job_buckets.settings.jobs_bucket)
        return {record_name(key) for key in keys if key.startswith("jobs/")}

    def write_version(self, revision: Record) -> str:
        """Write a version of a record without a hook; returns its id."""
        key = f"jobs/{revision.token}.json"
        response = self.job_buckets.s3.put_object(
            Bucket=self.job_buckets.settings.jobs_bucket, Key=key, Body=revision.to_bytes()
        )
        return response["VersionId"]

    def assert_agreed(self, token: str) -> None:
        """Board and view agree with the record, and the view was invalidated after its last write."""
        stored = self.job_buckets.stored_record(token)
        assert self.job_buckets.cards()[token] == card(stored)
        assert self.job_buckets.view(token) == public_view(stored, COMPANY).model_dump(mode="json")
        last_write = max(at for at, sent in enumerate(self.wire.sent) if sent == f"PUT api/track/{token}")
        assert self.invalidated[token] > last_write

    def _record_invalidations(self, request: AWSPreparedRequest) -> None:
        if request.url.endswith("/invalidation"):
            for token in re.findall(r"/api/track/([0-9a-f]{16})", str(request.body)):
                self.invalidated[token] = len(self.wire.sent)


Operation = Callable[[JobService, Record, list[str]], Record]
"""Takes the service, a job of two revisions, and the ids of its two versions, the earlier one first."""


def create(service: JobService, job: Record, versions: list[str]) -> Record:
    return service.create_job(job_request(), DISPATCHER, f"key {job.token}")


def book(service: JobService, job: Record, versions: list[str]) -> Record:
    return service.book(booking_request(), f"key {job.token}")[0]


def change(service: JobService, job: Record, versions: list[str]) -> Record:
    return service.change_status(job.token, job.rev, StatusChange(to="ready_for_pickup"), DISPATCHER)


def cancel(service: JobService, job: Record, versions: list[str]) -> Record:
    return service.change_status(job.token, job.rev, StatusChange(to="cancelled", why="no access"), DISPATCHER)


def confirm(service: JobService, job: Record, versions: list[str]) -> Record:
    return service.confirm(job.token)[0]


def edit(service: JobService, job: Record, versions: list[str]) -> Record:
    return service.edit_job(job.token, job.rev, {"price": None}, DISPATCHER)


def restore(service: JobService, job: Record, versions: list[str]) -> Record:
    return service.restore(job.token, versions[0], versions[1], DISPATCHER, "edited the wrong job")


OPERATIONS: list[Operation] = [create, book, change, cancel, confirm, edit, restore]


def acknowledged_job(world: World) -> tuple[Record, list[str]]:
    """A published job of two revisions, and the ids of its versions, the earlier one first."""
    first = record(token=new_token())
    second = first.revised(new_write_id(), window=None)
    versions = [world.write_version(first), world.write_version(second)]
    assert world.publish([message(first.token)]) == []
    return second, versions


def run_until_killed(world: World, operation: Operation, step: int) -> tuple[set[str], Record | None, bool]:
    """The operation and the first delivery of its event, with a crash before that request of the two.

    Returns the tokens involved, the acknowledged record, and whether both had completed before.
    """
    job, versions = acknowledged_job(world)
    before = world.tokens()
    acknowledged = None
    world.kill_before(step)
    try:
        acknowledged = operation(world.job_service(), job, versions)
        world.publish([message(acknowledged.token)])
        completed = True
    except Killed:
        completed = False
    world.disarm()
    return {job.token} | (world.tokens() - before), acknowledged, completed


def deliver_late_twice_and_out_of_order(world: World, tokens: set[str], seed: int) -> None:
    """Deliver two events for each version (a job here has at most three). An event only names the record."""
    events = [message(token, f"{token} {number}") for token in tokens for number in range(6)]
    random.Random(seed).shuffle(events)
    assert world.publish(events[::2]) == []
    assert world.publish(events[1::2]) == []
