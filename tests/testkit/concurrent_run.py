"""A concurrent run: many dispatchers at once with random operations, crashing processes, late and repeated events.

The outcome of every operation is logged; the checks at the end of this file compare the log with S3's versions.
"""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from queue import Empty, SimpleQueue
from threading import Event, local
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config

from jobs.audit import audit
from jobs.job_service import JobService, TransitionNotAllowedError
from jobs.rebuild import Rebuilt, rebuild
from jobs.record import Record
from jobs.record_store import StaleRevisionError, VersionsChangedError, record_name
from jobs.requests import StatusChange
from jobs.scan import Scan
from jobs.status_flow import FLOW
from jobs.stores import checkpoint_store, idempotency_store, projections, record_store
from jobs.times import utc_now
from publisher.batch import Publisher, Report
from publisher.invalidation import Invalidator
from tests.testkit.job_buckets import JobBuckets
from tests.testkit.publisher_messages import message
from tests.testkit.s3_wire import Killed
from tests.testkit.sample_jobs import job_request

BATCH = 10
PUBLISHERS = 2
REQUESTS_BEFORE_CRASH = 8
"""A process that crashes does so within so many requests."""
STATUSES = FLOW.ids()


@dataclass(frozen=True)
class LoggedOperation:
    """One operation with its start and end in seconds. The outcome is a record, a refusal, or None after a crash."""

    person: str
    token: str | None
    key: str | None
    seen: Record | None
    outcome: Record | Exception | None
    start: float
    end: float


@dataclass
class ConcurrentRun:
    """Job buckets with dispatchers and publishers, on a client that simulates crashes."""

    job_buckets: JobBuckets
    invalidator: Invalidator
    seed: int
    dispatchers: int = 16
    operations: int = 6
    crash_rate: float = 0.2
    log: list[LoggedOperation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._process = local()
        self._events: SimpleQueue[str] = SimpleQueue()
        self._tokens: list[str] = []
        self._over = Event()
        self._s3 = boto3.client(
            "s3",
            endpoint_url=self.job_buckets.ministack.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(max_pool_connections=32),
        )
        self._s3.meta.events.register("before-send", self._before_send)
        self._s3.meta.events.register("response-received", self._received)

    def work(self) -> None:
        """Run until the dispatchers have done their operations and every event is published."""
        with ThreadPoolExecutor(self.dispatchers + PUBLISHERS) as pool:
            publishing = [pool.submit(self._publish, number) for number in range(PUBLISHERS)]
            working = [pool.submit(self._dispatcher, number) for number in range(self.dispatchers)]
            try:
                for each in working:
                    each.result()
            finally:
                self._over.set()
            for each in publishing:
                each.result()

    # Crashes, and S3's events.

    def _before_send(self, request: AWSPreparedRequest, **_: object) -> None:
        self._process.sent = (request.method, urlsplit(request.url).path.partition("/jobs/")[2])
        if getattr(self._process, "requests_left", None) is not None:
            self._process.requests_left -= 1
            if self._process.requests_left < 0:
                raise Killed

    def _received(self, response_dict: dict[str, Any] | None, **_: object) -> None:
        method, name = self._process.sent
        if method == "PUT" and name and response_dict and response_dict["status_code"] == 200:
            self._events.put(record_name(name))

    def _may_crash(self, chance: random.Random) -> None:
        self._process.requests_left = (
            chance.randrange(REQUESTS_BEFORE_CRASH) if chance.random() < self.crash_rate else None
        )

    # The publishers, as Lambda runs them for the queue.

    def _publish(self, number: int) -> None:
        chance = random.Random(f"{self.seed} publisher {number}")
        settings = self.job_buckets.settings
        report = Report(unreadable=_fail, postponed=lambda step, reason: None, published=lambda record: None)
        publisher = Publisher(
            record_store(self._s3, settings), projections(self._s3, settings), self.invalidator, report
        )
        while batch := self._next_batch(chance):
            self._may_crash(chance)
            try:
                late = {name.partition(" ")[0] for name in publisher.publish_batch([message(t, t) for t in batch])}
            except Killed:
                late = set(batch)
            for token in late:
                self._events.put(token)

    def _next_batch(self, chance: random.Random) -> list[str]:
        """Up to ten events in random order, some of which are delivered again later. Empty at the end."""
        batch: list[str] = []
        while len(batch) < BATCH:
            try:
                batch.append(self._events.get(timeout=0 if batch else 0.05))
            except Empty:
                if batch or self._over.is_set():
                    break
        chance.shuffle(batch)
        if not self._over.is_set():
            for token in batch:
                if chance.random() < 0.2:
                    self._events.put(token)
        return batch

    # The dispatchers.

    def _dispatcher(self, number: int) -> None:
        chance = random.Random(f"{self.seed} dispatcher {number}")
        person = f"person {number}"
        remembered: dict[str, Record] = {}
        keys = [uuid4().hex]
        service = JobService(
            records=record_store(self._s3, self.job_buckets.settings),
            idempotency=idempotency_store(self._s3, self.job_buckets.settings),
            projections=projections(self._s3, self.job_buckets.settings),
            now=utc_now,
            on_board_deferred=lambda reason: None,
        )
        for _ in range(self.operations):
            self._process.requests_left = None
            if not self._tokens or chance.random() < 0.2:
                if chance.random() < 0.5:
                    keys.append(uuid4().hex)
                self._create(service, person, keys[-1], chance)
            else:
                self._change(service, person, chance, remembered)

    def _create(self, service: JobService, person: str, key: str, chance: random.Random) -> None:
        self._may_crash(chance)
        outcome = self._perform(person, None, key, None, lambda: service.create_job(job_request(), person, key))
        if isinstance(outcome, Record) and outcome.token not in self._tokens:
            self._tokens.append(outcome.token)

    def _change(self, service: JobService, person: str, chance: random.Random, remembered: dict[str, Record]) -> None:
        token = chance.choice(self._tokens)
        if token not in remembered or chance.random() < 0.6:
            remembered[token] = service.read_job(token)
        seen = remembered[token]
        operation = self._any_operation(service, person, seen, chance)
        self._may_crash(chance)
        outcome = self._perform(person, token, None, seen, operation)
        if isinstance(outcome, Record):
            remembered[token] = outcome

    def _any_operation(
        self, service: JobService, person: str, seen: Record, chance: random.Random
    ) -> Callable[[], Record]:
        kind = chance.random()
        if kind < 0.15:
            return lambda: service.confirm(seen.token)[0]
        if kind < 0.3:
            cents = chance.randrange(100_000)
            return lambda: service.edit_job(seen.token, seen.rev, {"price": {"amount_cents": cents}}, person)
        if kind < 0.4:
            trail = service.read_history(seen.token).audit
            version, present = chance.choice(trail).version_id, trail[-1].version_id
            return lambda: service.restore(seen.token, version, present, person, "a slip")
        allowed = [transition.to for transition in FLOW.status(seen.status).transitions]
        to = chance.choice(allowed if allowed and chance.random() < 0.9 else STATUSES)
        return lambda: service.change_status(seen.token, seen.rev, StatusChange(to=to, why="because"), person)

    def _perform(
        self, person: str, token: str | None, key: str | None, seen: Record | None, operation: Callable[[], Record]
    ) -> Record | Exception | None:
        start = perf_counter()
        outcome: Record | Exception | None = None
        try:
            outcome = operation()
        except (StaleRevisionError, TransitionNotAllowedError, VersionsChangedError) as refusal:
            outcome = refusal
        except Killed:
            pass
        self.log.append(LoggedOperation(person, token, key, seen, outcome, start, perf_counter()))
        return outcome


def _fail(reason: str) -> None:
    raise AssertionError(reason)


# The invariants.


def assert_exact(run: ConcurrentRun) -> None:
    """All invariants after the run."""
    kept = _kept_by_s3(run.job_buckets)
    for versions in kept.values():
        _assert_no_gap_and_a_legal_path(versions)
    _assert_acknowledged_is_kept_in_its_order(run.log, kept)
    _assert_refusals_were_right(run.log, kept)
    _assert_every_version_has_an_operation(run.log, kept)
    scan = Scan(run.job_buckets.scan().records, run.job_buckets.scan().projections, on_unreadable=_fail)
    assert audit(scan, utc_now()) == []
    checkpoints = checkpoint_store(run.job_buckets.s3, run.job_buckets.settings)
    assert rebuild(scan, checkpoints, utc_now()) == Rebuilt(views=[], board=False, resumed=False)


def _kept_by_s3(job_buckets: JobBuckets) -> dict[str, list[Record]]:
    """All versions of all records, the first one first."""
    tokens = {record_name(key) for key in job_buckets.keys(job_buckets.settings.jobs_bucket) if key.startswith("jobs/")}
    read = job_buckets.job_service().records.versions
    return {token: [v.record for v in reversed(read(token)) if v.record] for token in tokens}


def _assert_no_gap_and_a_legal_path(versions: list[Record]) -> None:
    assert [record.rev for record in versions] == list(range(1, len(versions) + 1))
    assert len({record.write_id for record in versions}) == len(versions)
    for record in versions:
        assert (record.history[0].from_status, record.history[0].to) == (None, FLOW.initial)
        for entry in record.history[1:]:
            assert entry.from_status
            step = FLOW.transition(entry.from_status, entry.to)
            assert step
            assert step.kind != "cancel" or entry.why
    for before, after in pairwise(versions):
        if after.provenance.operation == "restore":
            assert after.provenance.restored_rev
            assert after.history == versions[after.provenance.restored_rev - 1].history
        elif after.provenance.operation == "edit":
            assert after.history == before.history
        else:
            assert after.history[:-1] == before.history
    confirmations = [record for record in versions if record.provenance.operation == "confirmation"]
    restores = [record for record in versions if record.provenance.operation == "restore"]
    assert len(confirmations) <= 1 + len(restores)


def _assert_acknowledged_is_kept_in_its_order(log: list[LoggedOperation], kept: dict[str, list[Record]]) -> None:
    acknowledged = [(one, one.outcome) for one in log if isinstance(one.outcome, Record)]
    for _, record in acknowledged:
        assert record == kept[record.token][record.rev - 1]
    by_key = {(one.person, one.key): record.token for one, record in acknowledged if one.key}
    assert all(by_key[one.person, one.key] == record.token for one, record in acknowledged if one.key)
    for first, earlier in acknowledged:
        for second, later in acknowledged:
            if earlier.token == later.token and first.end < second.start:
                assert earlier.rev <= later.rev


def _assert_refusals_were_right(log: list[LoggedOperation], kept: dict[str, list[Record]]) -> None:
    for one in log:
        if isinstance(one.outcome, StaleRevisionError):
            current = one.outcome.current
            assert one.seen
            assert current.rev != one.seen.rev
            assert current == kept[current.token][current.rev - 1]
        if isinstance(one.outcome, TransitionNotAllowedError):
            current = one.outcome.current
            assert FLOW.transition(current.status, one.outcome.to) is None
            assert current == kept[current.token][current.rev - 1]


def _assert_every_version_has_an_operation(log: list[LoggedOperation], kept: dict[str, list[Record]]) -> None:
    """Every version is the outcome of a logged operation, or of one that crashed."""
    acknowledged_ids = {one.outcome.write_id for one in log if isinstance(one.outcome, Record)}
    unacknowledged = [
        record for versions in kept.values() for record in versions if record.write_id not in acknowledged_ids
    ]
    crashed = [one for one in log if one.outcome is None]
    assert len(unacknowledged) <= len(crashed)
    people = {one.person for one in crashed} | {"customer"}
    assert {record.provenance.by for record in unacknowledged} <= people


def outcomes(run: ConcurrentRun) -> Counter[str]:
    """The numbers of operations by outcome: `Record`, the name of a refusal, `crashed` for a crash."""
    return Counter("crashed" if one.outcome is None else type(one.outcome).__name__ for one in run.log)
