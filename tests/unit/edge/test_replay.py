"""A replay equals the cache model, request for request, with the TTLs of the log and with others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_cache.cache import Cache, Result
from edge_cache.cache_key import CacheKey
from edge_cache.freshness import Ttl
from edge_cache.log_lines import Invalidation, Request, read_request
from edge_cache.message import Response
from edge_cache.replay import Ages, PathReplay, Replay

ERROR_TTLS = {404: 0, 503: 2}
PATTERN = "/x/*"


@dataclass(frozen=True)
class Ask:
    """A viewer asks for an object after `wait` seconds, and this is what the origin would say."""

    wait: float
    name: str
    status: int
    cache_control: str | None
    etag: str | None


@dataclass(frozen=True)
class Invalidate:
    wait: float
    path: str


Step = Ask | Invalidate
WAITS = st.sampled_from([0.001, 0.5, 1.0, 2.0, 7.0, 30.0, 100.0])
NAMES = st.sampled_from(["/x/1", "/x/2", "/x/3"])


def steps(statuses: Sequence[int], controls: Sequence[str | None]) -> st.SearchStrategy[list[Step]]:
    ask = st.builds(
        Ask,
        wait=WAITS,
        name=NAMES,
        status=st.sampled_from(statuses),
        cache_control=st.sampled_from(controls),
        etag=st.sampled_from(['"1"', '"2"', None]),
    )
    invalidate = st.builds(Invalidate, wait=WAITS, path=st.sampled_from(["/x/1", "/x/2", "/*"]))
    return st.lists(st.one_of(ask, ask, ask, invalidate), min_size=1, max_size=40)


class Model:
    """The real cache, driven as the edge drives it; `log` is what the edge would have logged."""

    def __init__(self, ttl: float) -> None:
        self.now = 1_000.0
        self.ttl = Ttl(0, int(ttl), int(ttl))
        self.cache = Cache(lambda: self.now, 1 << 30)
        self.log: list[Request | Invalidation] = []

    def run(self, step: Step) -> tuple[bool, bool] | None:
        """Whether the request was a hit, and whether the origin was asked."""
        self.now += step.wait
        if isinstance(step, Invalidate):
            objects = frozenset(key.uri for key in self.cache.matching_keys([step.path]))
            self.cache.invalidate([step.path])
            self.log.append(Invalidation(self.now, objects, everything=step.path == "/*"))
            return None
        key = CacheKey(PATTERN, step.name)
        answer, asked = self.cache.lookup(key, step.name), False
        if answer is None:
            asked = True
            answer = self.cache.settle(
                fetch := self.cache.open(key, step.name), self._origin(fetch.stale, step), self.ttl, ERROR_TTLS
            )
        failed, hit = answer.response.status >= 400, answer.result is Result.HIT
        self.log.append(
            Request(self.now, self.now, PATTERN, step.name, asked, failed, asked and hit, answer.stored_for)
        )
        return hit, asked

    def _origin(self, stale: object, step: Ask) -> Response:
        validator = getattr(getattr(stale, "response", None), "validator", None)
        headers = (("Cache-Control", step.cache_control),) if step.cache_control else ()
        if step.status == 200 and validator is not None and validator == step.etag:
            return Response(304, headers)
        return Response(step.status, headers, b"", step.etag if step.status == 200 else None)


def replayed(log: Sequence[Request | Invalidation], replay: Replay) -> list[tuple[bool, bool]]:
    """Whether each request of the log was a hit, and whether the origin was asked, at the only time of the replay."""
    [path] = replay.paths.values()
    outcomes = []
    for event in log:
        if isinstance(event, Invalidation):
            replay.invalidate(event)
            continue
        before = path.points()[1]
        replay.serve(event)
        after = path.points()[1]
        outcomes.append((after.hits > before.hits, after.origin_requests > before.origin_requests))
    return outcomes


ANY_STATUS = [200, 200, 200, 404, 503, 403]
ANY_CONTROL = [None, "s-maxage=5", "s-maxage=3600", "no-store", "no-cache", "max-age=0"]


@given(steps(ANY_STATUS, ANY_CONTROL), st.sampled_from([1, 10, 60]))
def test_a_replay_at_the_logged_ttl_equals_the_model_for_every_request(work: list[Step], ttl: int) -> None:
    """Whatever the origin says: errors, stale objects in their place, answers that are not kept."""
    model = Model(ttl)
    real = [outcome for step in work if (outcome := model.run(step)) is not None]
    assert replayed(model.log, Replay({PATTERN: PathReplay([ttl], ttl)})) == real


@given(
    steps([200], ["s-maxage=1000000"]),
    st.sampled_from([1, 5, 60]),
    st.sampled_from([1, 2, 10, 50, 300]),
)
def test_a_replay_at_another_ttl_equals_the_model_with_that_ttl(work: list[Step], today: int, other: int) -> None:
    """Where the origin is well, and objects leave the time to the policy."""
    logged, truth = Model(today), Model(other)
    for step in work:
        logged.run(step)
    real = [outcome for step in work if (outcome := truth.run(step)) is not None]
    hits = replayed(logged.log, Replay({PATTERN: PathReplay([other], today)}))
    assert [hit for hit, _ in hits] == [hit for hit, _ in real]


@given(steps([200], ["s-maxage=1000000"]))
def test_a_replay_at_several_ttls_equals_one_replay_per_ttl(work: list[Step]) -> None:
    grid, today = [1.0, 5.0, 60.0, 1000.0], 5
    model = Model(today)
    for step in work:
        model.run(step)
    together = Replay({PATTERN: PathReplay(grid, today)})
    _feed(together, model.log)
    for ttl, point in zip(grid, together.paths[PATTERN].points()[1:], strict=True):
        alone = Replay({PATTERN: PathReplay([ttl], today)})
        _feed(alone, model.log)
        assert alone.paths[PATTERN].points()[1] == point


@given(steps([200], ["s-maxage=1000000"]), st.sampled_from([1, 10, 60]))
def test_staleness_is_the_age_of_the_first_change_that_a_copy_misses(work: list[Step], ttl: int) -> None:
    """Against a slow, plain model: a copy is fetched, changes are remembered, no invalidation arrives."""
    model = Model(ttl)
    for step in work:
        model.run(step)
    fetched: dict[str, float] = {}
    changes: dict[str, list[float]] = {name: [] for name in ("/x/1", "/x/2", "/x/3")}
    greatest = 0.0
    for event in model.log:
        if isinstance(event, Invalidation):
            for name in changes if event.everything else event.objects:
                changes[name].append(event.at)
        elif event.object in fetched and event.at < fetched[event.object] + ttl:
            missed = [at for at in changes[event.object] if at >= fetched[event.object]]
            greatest = max(greatest, event.at - missed[0] if missed else 0.0)
        else:
            fetched[event.object] = event.at
    replay = Replay({PATTERN: PathReplay([ttl], ttl)})
    _feed(replay, model.log)
    assert replay.paths[PATTERN].points()[1].stale_max == pytest.approx(greatest)


def _feed(replay: Replay, log: Sequence[Request | Invalidation]) -> None:
    for event in log:
        if isinstance(event, Invalidation):
            replay.invalidate(event)
        else:
            replay.serve(event)


def _request(at: float, name: str = "a", *, asked: bool = False) -> Request:
    return Request(at, at, PATTERN, name, asked, False, False, math.inf if asked else None)


def test_an_invalidation_of_an_unknown_object_removes_nothing_and_counts_as_a_change_of_all() -> None:
    replay = Replay({PATTERN: PathReplay([60.0], 60.0)})
    replay.serve(_request(1, asked=True))
    replay.invalidate(Invalidation(2, unknown=frozenset({PATTERN})))
    replay.serve(_request(5))
    point = replay.paths[PATTERN].points()[1]
    assert (point.hits, point.stale_max) == (1, 3.0)


def test_the_least_recently_requested_objects_are_forgotten_to_bound_the_memory() -> None:
    path = PathReplay([60.0], 60.0, max_objects=2)
    for at, name in enumerate(["a", "b", "a", "c", "a", "b"]):
        path.serve(_request(at, name))
    assert (path.points()[1].hits, path.forgotten) == (2, 2)  # a twice; b was forgotten when c came, then c


def test_a_line_out_of_order_counts_at_the_latest_time() -> None:
    replay = Replay({PATTERN: PathReplay([10.0], 10.0)})
    for at in (100.0, 50.0, 109.0, 110.0):
        replay.serve(_request(at))
    assert replay.paths[PATTERN].points()[1].hits == 2


LINE = {
    "date": "2026-11-24",
    "time": "16:00:01",
    "x-edge-location": "LAX50-P2",
    "cs-method": "GET",
    "sc-status": "200",
    "x-edge-result-type": "Miss",
    "origin-lbl": "0.031",
    "cache-behavior-path-pattern": PATTERN,
}


def test_a_line_of_cloudfront_is_one_object_per_location() -> None:
    request = read_request(LINE)
    assert request == Request(
        1_795_536_001.0, 1_795_536_001.0 - 0.031, PATTERN, "LAX50-P2", True, False, False, math.inf
    )


@pytest.mark.parametrize(
    "change",
    [{"cs-method": "POST"}, {"x-edge-result-type": "FunctionGeneratedResponse"}, {"x-edge-result-type": "Redirect"}],
)
def test_requests_without_a_cache_lookup_are_left_out(change: dict[str, str]) -> None:
    assert read_request(LINE | change) is None


@pytest.mark.parametrize("percentile", [0.5, 0.95, 0.99])
@given(stale=st.lists(st.floats(0.01, 1e6), max_size=50), shown=st.integers(0, 50))
def test_a_percentile_is_right_to_two_per_cent(percentile: float, stale: list[float], shown: int) -> None:
    ages = Ages()
    for age in stale:
        ages.add(age)
    every = sorted([0.0] * shown + stale)
    if every:
        exact = every[math.ceil(percentile * len(every)) - 1]
        assert ages.percentile(percentile, len(every)) == pytest.approx(exact, rel=0.021)
