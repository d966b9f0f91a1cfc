"""The advisor's result for a log: the curve, its knee, the current TTL, and the staleness of responses."""

import gzip
import io
import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_cache.cache_key import CacheKey
from edge_cache.log_lines import Invalidation, Request
from local.edge.access_log import Invalidated, Served
from qdn.edge_logs import Reading, in_bucket, invalidation_of, laptop_events, past_invalidations
from qdn.knee import knee
from qdn.report import NoLogsError
from qdn.ttl_advisor import Advice, Setting, advise, deployed_times, duration
from tests.testkit.edge_logs import missed, served, write

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
AT = START.timestamp()
VIEW = ("/api/track/*", "/api/track/fcdc1c82cb284dbe")
VIEW_KEY = CacheKey(*VIEW)


def _advice(folder: Path, ttl: float = 300.0) -> Advice:
    [advice] = advise({VIEW[0]: ttl}, laptop_events(folder, START, Reading()), upper_bound=False)
    return advice


def _at(advice: Advice, ttl: float) -> Setting:
    return next(setting for setting in advice.settings if setting.ttl_seconds == ttl)


def test_the_curve_of_a_customer_who_polls_every_twenty_seconds(tmp_path: Path) -> None:
    """An hour of it: longer than 20 s a copy begins to pay, and each doubling brings less."""
    times = [AT + 20 * number for number in range(180)]
    write(tmp_path, [(missed if number % 15 == 0 else served)(at, *VIEW) for number, at in enumerate(times)])

    advice = _advice(tmp_path)

    assert advice.requests == 180
    assert [setting.ttl_seconds for setting in advice.settings if setting.today] == [300.0]
    assert _at(advice, 0.0).origin_requests == _at(advice, 10.0).origin_requests == 180
    assert _at(advice, 300.0).origin_requests == 12  # as it was
    assert _at(advice, 300.0).hit_ratio == 168 / 180
    assert _at(advice, 3600.0).origin_requests == 1
    [bend] = [setting.ttl_seconds for setting in advice.settings if setting.knee]
    assert bend == 300.0  # 0.94 of the height, 0.23 of the width: the farthest above the diagonal
    assert _at(advice, 300.0).origin_cost_usd == pytest.approx(12 * 0.0004 / 1000)


def test_staleness_is_that_of_a_lost_invalidation(tmp_path: Path) -> None:
    """A change at 100 s, invalidated: fetched anew then. Without it, a copy from 0 s would have been shown on."""
    events: list[Served | Invalidated] = [
        missed(AT, *VIEW),
        Invalidated(AT + 100, "E1", frozenset({VIEW_KEY}), False),
        missed(AT + 110, *VIEW),
        *(served(AT + second, *VIEW) for second in range(120, 300, 10)),
    ]
    write(tmp_path, events)

    advice = _advice(tmp_path)

    assert _at(advice, 60.0).stale_max_seconds == 0.0  # the copy of 0 s was gone by then
    assert _at(advice, 300.0).stale_max_seconds == 190.0  # asked at 290 s
    assert _at(advice, 300.0).stale_p95_seconds == pytest.approx(180.0, rel=0.02)
    assert _at(advice, 300.0).origin_requests == 2  # the invalidation did arrive


def test_an_invalidation_of_another_job_removes_nothing(tmp_path: Path) -> None:
    other = Invalidated(AT + 10, "E1", frozenset({CacheKey(VIEW[0], "/api/track/0123456789abcdef")}), False)
    write(tmp_path, [missed(AT, *VIEW), other, served(AT + 20, *VIEW)])
    setting = _at(_advice(tmp_path), 300.0)
    assert (setting.hit_ratio, setting.stale_max_seconds) == (0.5, 0.0)


def test_a_shorter_ttl_of_the_object_itself_is_kept(tmp_path: Path) -> None:
    times = [missed(AT, *VIEW, lifetime=30.0), missed(AT + 40, *VIEW, lifetime=30.0), served(AT + 60, *VIEW)]
    write(tmp_path, times)
    assert _at(_advice(tmp_path), 86_400.0).origin_requests == 2


def test_hours_before_the_requested_days_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, [missed(AT - 7200, *VIEW), missed(AT, *VIEW)])
    assert _advice(tmp_path).requests == 1


def test_for_an_empty_log_the_error_is_one_sentence() -> None:
    with pytest.raises(NoLogsError, match="no request"):
        advise({"*": 60.0}, [], upper_bound=False)


def test_lines_and_files_that_are_cut_short_are_counted_and_left_out(tmp_path: Path) -> None:
    write(tmp_path, [missed(AT, *VIEW), served(AT + 1, *VIEW)])
    [file] = (tmp_path / "edge").rglob("*.gz")
    with file.open("ab") as end:
        end.write(gzip.compress(b"no line of ours\n{}\n"))
        end.write(gzip.compress(b"{}\n")[:-9])
    reading = Reading()
    events = list(laptop_events(tmp_path, START, reading))
    assert (len(events), reading.unreadable) == (2, 4)  # two lines, a third before the cut, and the cut


class Bucket:
    """A fake of S3 with the calls of a log reader."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self.objects = objects

    def get_paginator(self, name: str) -> "Bucket":
        assert name == "list_objects_v2"
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> list[dict[str, Any]]:
        keys = [{"Key": key} for key in sorted(self.objects) if key.startswith(Prefix)]
        return [{"Contents": keys}] if keys else [{}]

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        return {"Body": io.BytesIO(self.objects[Key])}


def _line(second: int, location: str = "LAX50-P2") -> bytes:
    """As CloudFront writes it: no fields of ours."""
    when = START + timedelta(seconds=second)
    line = {
        "timestamp(ms)": str(round(when.timestamp() * 1000)),
        "x-edge-location": location,
        "cs-method": "GET",
        "sc-status": "200",
        "x-edge-result-type": "Miss",
        "origin-lbl": "0.020",
        "cache-behavior-path-pattern": "/api/track/*",
    }
    return json.dumps(line).encode() + b"\n"


def test_a_buckets_files_are_merged_by_time_within_each_hour() -> None:
    hour = "edge/year=2026/month=11/day=24/hour=12/E1.2026-11-24-12"
    bucket: Any = Bucket(
        {
            f"{hour}.aa.gz": gzip.compress(_line(1) + _line(5)),
            f"{hour}.bb.gz": gzip.compress(_line(3)),
            "edge/year=2026/month=11/day=24/hour=11/E1.2026-11-24-11.cc.gz": gzip.compress(_line(-5)),
            "edge/year=2026/month=11/day=25/hour=00/E1.2026-11-25-00.dd.gz": gzip.compress(_line(43_201)),
        }
    )
    requests = Reading().requests(in_bucket(bucket, "logs", START, START + timedelta(days=1)))
    assert [request.at - AT for request in requests] == [1, 3, 5, 43_201]


PATTERNS = ("/track/*", "/book/*", "/api/track/*", "/api/*", "/assets/*", "*")


@pytest.mark.parametrize(
    ("paths", "invalidation"),
    [
        (["/*"], Invalidation(1.0, everything=True, behaviours=frozenset(PATTERNS[:-1]), unknown=frozenset({"*"}))),
        (["/track/*"], Invalidation(1.0, behaviours=frozenset({"/track/*"}))),
        (["/api/*"], Invalidation(1.0, behaviours=frozenset({"/api/*", "/api/track/*"}))),
        (["/api/track/0123456789abcdef"], Invalidation(1.0, unknown=frozenset({"/api/track/*"}))),
        (["/dashboard", "/"], Invalidation(1.0, unknown=frozenset({"*"}))),
        (["/assets/a*"], Invalidation(1.0, unknown=frozenset({"/assets/*"}))),
    ],
)
def test_cloudfronts_paths_name_whole_behaviours_or_an_unknown_object(
    paths: Sequence[str], invalidation: Invalidation
) -> None:
    assert invalidation_of(1.0, paths, PATTERNS) == invalidation


class Front:
    """A fake of CloudFront with the calls of the advisor."""

    def __init__(self, invalidations: dict[str, tuple[datetime, list[str]]]) -> None:
        self.invalidations = invalidations

    def get_paginator(self, name: str) -> "Front":
        assert name == "list_invalidations"
        return self

    def paginate(self, *, DistributionId: str) -> list[dict[str, Any]]:
        items = [{"Id": id, "CreateTime": at} for id, (at, _) in self.invalidations.items()]
        return [{"InvalidationList": {"Items": items}}, {"InvalidationList": {}}]

    def get_invalidation(self, *, DistributionId: str, Id: str) -> dict[str, Any]:
        return {"Invalidation": {"InvalidationBatch": {"Paths": {"Items": self.invalidations[Id][1]}}}}

    def get_distribution_config(self, *, Id: str) -> dict[str, Any]:
        ordered = [{"PathPattern": "/api/*", "CachePolicyId": "off"}, {"PathPattern": "/x/*", "CachePolicyId": "on"}]
        return {
            "DistributionConfig": {
                "CacheBehaviors": {"Items": ordered},
                "DefaultCacheBehavior": {"CachePolicyId": "on"},
            }
        }

    def get_cache_policy(self, *, Id: str) -> dict[str, Any]:
        return {"CachePolicy": {"CachePolicyConfig": {"MaxTTL": {"on": 60, "off": 0}[Id]}}}


def test_past_invalidations_come_in_the_order_of_time_and_older_ones_are_left_out() -> None:
    front: Any = Front(
        {
            "late": (START + timedelta(hours=2), ["/track/*"]),
            "early": (START + timedelta(hours=1), ["/track/*"]),
            "old": (START - timedelta(hours=1), ["/*"]),
        }
    )
    found = past_invalidations(front, "E1", PATTERNS, START)
    assert [one.at - AT for one in found] == [3600, 7200]


def test_the_deployed_ttls_are_those_of_the_policies_without_disabled_caching() -> None:
    front: Any = Front({})
    assert deployed_times(front, "E1") == ({"/x/*": 60.0, "*": 60.0}, ["/api/*", "/x/*", "*"])


def test_on_aws_a_jobs_invalidation_leaves_the_hits_an_upper_bound() -> None:
    asked = Request(AT, AT, "/api/track/*", "LAX50-P2", True, False, False, math.inf)
    hit = Request(AT + 50, AT + 50, "/api/track/*", "LAX50-P2", False, False, False, None)
    lost = invalidation_of(AT + 10, ["/api/track/0123456789abcdef"], PATTERNS)
    [advice] = advise({"/api/track/*": 300.0}, [asked, lost, hit], upper_bound=True)
    setting = _at(advice, 300.0)
    assert (advice.upper_bound, setting.hit_ratio, setting.stale_max_seconds) == (True, 0.5, 40.0)


def test_the_knee_of_a_saturating_curve_is_where_it_saturates() -> None:
    times = [10.0 * 2**number for number in range(10)]
    assert knee(times, [min(1.0, 0.25 * number) for number in range(10)]) == times[4]


def test_a_flat_or_straight_curve_has_no_knee() -> None:
    times = [10.0 * 2**number for number in range(6)]
    assert knee(times, [0.5] * 6) is None
    assert knee(times, [0.2 * number for number in range(6)]) is None


@given(st.lists(st.floats(0, 1), min_size=3, max_size=12))
def test_a_knee_is_a_time_of_the_curve_and_scaling_the_shares_does_not_move_it(shares: list[float]) -> None:
    times = [10.0 * 2**number for number in range(len(shares))]
    found = knee(times, sorted(shares))
    assert found is None or found in times[1:-1]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (0.25, "0.2 s"), (45, "45 s"), (300, "5 min"), (5400, "1.5 h"), (31_536_000, "365 d")],
)
def test_durations_are_shown_in_their_largest_unit(seconds: float, text: str) -> None:
    assert duration(seconds) == text
