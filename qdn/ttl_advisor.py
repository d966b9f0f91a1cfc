"""`qdn ttl-advisor`: hits, origin requests and staleness of each path under other TTLs, by a replay of its logs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from contract.names import RESOURCE_PREFIX, FunctionName, Variable
from edge_cache.log_fields import REQUESTS
from edge_cache.log_lines import Invalidation, Request
from edge_cache.replay import PathReplay, Point, Replay
from qdn.account import Account
from qdn.edge_logs import Reading, events, in_bucket, laptop_events, past_invalidations
from qdn.knee import knee
from qdn.options import EnvironmentOption, JsonOption
from qdn.prices import PRICES
from qdn.printing import out, plain_table, print_json, say
from qdn.report import NoLogsError, dollars
from tooling import paths
from tooling.environments import Environment

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
GRID = (
    *(10.0, 30.0, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE),
    *(HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY),
)
"""TTLs in seconds; the current TTL of the path is added."""


@dataclass(frozen=True)
class Setting:
    """The figures of a path under one TTL; `stale_*` (seconds): if all invalidations were lost."""

    ttl_seconds: float
    hit_ratio: float
    origin_requests: int
    origin_cost_usd: float
    stale_max_seconds: float
    stale_p95_seconds: float
    today: bool
    knee: bool


@dataclass(frozen=True)
class Advice:
    """The figures of a path. `upper_bound`: the log does not identify objects, so hits and staleness are upper bounds.

    `forgotten`: the number of objects that were dropped because of the memory bound.
    """

    path: str
    requests: int
    upper_bound: bool
    forgotten: int
    settings: Sequence[Setting]


def ttl_advisor(
    environment: EnvironmentOption = Environment.LOCAL,
    days: Annotated[int, typer.Option("--days", min=1, help="How many days back")] = 7,
    as_json: JsonOption = False,
) -> None:
    """Replay the edge's logs at other times and say what each would have brought: hits, origin load, staleness."""
    reading, since = Reading(), datetime.now(UTC) - timedelta(days=days)
    on_laptop = environment is Environment.LOCAL
    today, stream = _laptop(since, reading) if on_laptop else _aws(environment, since, reading)
    advices = advise(today, stream, upper_bound=not on_laptop)
    if reading.unreadable:
        say(f"{reading.unreadable} lines could not be read and are left out.")
    if as_json:
        print_json([asdict(advice) for advice in advices])
        return
    for advice in advices:
        _print(advice)


def advise(today: Mapping[str, float], stream: Iterable[Request | Invalidation], *, upper_bound: bool) -> list[Advice]:
    """The advice for each path of `today` (TTL in seconds by path). Raises NoLogsError for an empty stream."""
    replay = Replay({path: PathReplay(sorted({*GRID, ttl}), ttl) for path, ttl in today.items()})
    for event in stream:
        if isinstance(event, Request):
            replay.serve(event)
        else:
            replay.invalidate(event)
    if not replay.lines:
        raise NoLogsError("There is no request in the logs of these days.")
    return [
        Advice(
            path=path,
            requests=one.requests,
            upper_bound=upper_bound,
            forgotten=one.forgotten,
            settings=_settings(path, one.points(), today[path]),
        )
        for path, one in replay.paths.items()
        if one.requests
    ]


def _settings(path: str, points: Sequence[Point], today: float) -> list[Setting]:
    cached = [point for point in points if point.ttl]
    bend = knee([point.ttl for point in cached], [point.hit_ratio for point in cached])
    return [
        Setting(
            ttl_seconds=point.ttl,
            hit_ratio=point.hit_ratio,
            origin_requests=point.origin_requests,
            origin_cost_usd=point.origin_requests * PRICES.origin_request(path),
            stale_max_seconds=point.stale_max,
            stale_p95_seconds=point.stale_p95,
            today=point.ttl == today,
            knee=point.ttl == bend,
        )
        for point in points
    ]


def _laptop(since: datetime, reading: Reading) -> tuple[dict[str, float], Iterator[Request | Invalidation]]:
    account = Account.of("local")
    if not (paths.EDGE_LOGS / REQUESTS).exists():
        raise NoLogsError("The laptop's edge has logged nothing yet: open a page, and wait two seconds.")
    times, _ = deployed_times(account.client("cloudfront"), paths.outputs()["DistributionId"])
    return times, laptop_events(paths.EDGE_LOGS, since, reading)


def _aws(
    environment: str, since: datetime, reading: Reading
) -> tuple[dict[str, float], Iterator[Request | Invalidation]]:
    account = Account.of(environment)
    cloudfront = account.client("cloudfront")
    publisher = account.client("lambda").get_function_configuration(
        FunctionName=f"{RESOURCE_PREFIX}{environment}-{FunctionName.PUBLISHER}"
    )
    distribution = publisher["Environment"]["Variables"][Variable.DISTRIBUTION_ID]
    times, patterns = deployed_times(cloudfront, distribution)
    table = account.client("glue").get_table(DatabaseName=f"qdn_{environment}", Name="edge_logs")["Table"]
    bucket = urlsplit(table["StorageDescriptor"]["Location"]).netloc
    requests = reading.requests(in_bucket(account.client("s3"), bucket, since, datetime.now(UTC)))
    return times, events(requests, past_invalidations(cloudfront, distribution, patterns, since))


def deployed_times(cloudfront: "CloudFrontClient", distribution: str) -> tuple[dict[str, float], list[str]]:
    """The TTL of each caching behaviour (its policy's MaxTTL, in seconds), and all behaviours in their order."""
    config: Any = cloudfront.get_distribution_config(Id=distribution)["DistributionConfig"]
    behaviours = [*config["CacheBehaviors"].get("Items", []), config["DefaultCacheBehavior"] | {"PathPattern": "*"}]
    times: dict[str, float] = {}
    for behaviour in behaviours:
        policy: Any = cloudfront.get_cache_policy(Id=behaviour["CachePolicyId"])["CachePolicy"]["CachePolicyConfig"]
        if policy["MaxTTL"]:
            times[behaviour["PathPattern"]] = float(policy["MaxTTL"])
    return times, [behaviour["PathPattern"] for behaviour in behaviours]


def _print(advice: Advice) -> None:
    numbers = ("time", "hits", "origin", "cost", "stale, max", "stale, p95")
    table = plain_table(numbers=numbers, title=f"{advice.path}: {advice.requests:,} requests")
    table.add_column("", no_wrap=True)
    for setting in _distinct(advice.settings):
        marks = [mark for mark, is_so in (("today", setting.today), ("knee", setting.knee)) if is_so]
        table.add_row(
            duration(setting.ttl_seconds),
            f"{setting.hit_ratio:.1%}",
            f"{setting.origin_requests:,}",
            dollars(setting.origin_cost_usd),
            duration(setting.stale_max_seconds),
            duration(setting.stale_p95_seconds),
            f"◀ {', '.join(marks)}" if marks else "",
            style="bold" if marks else None,
        )
    out.print(table)
    if advice.upper_bound:
        out.print("CloudFront's log does not tell this path's objects apart: hits and staleness are at most so.")
    if advice.forgotten:
        out.print(f"{advice.forgotten:,} objects were forgotten on the way; asked for again, they counted as new.")


def _distinct(settings: Sequence[Setting]) -> Iterator[Setting]:
    """Omit TTLs with the same figures as the next shorter one, except marked ones and the longest."""
    previous = None
    for setting in settings:
        figures = (setting.origin_requests, setting.stale_max_seconds, setting.stale_p95_seconds)
        if figures != previous or setting.today or setting.knee or setting is settings[-1]:
            yield setting
        previous = figures


def duration(seconds: float) -> str:
    """A duration in its greatest unit: `45 s`, `5 min`, `1.5 h`, `365 d`."""
    for size, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {name}"
    return f"{seconds:.1f}".removesuffix(".0") + " s"
