"""The edge's access logs as one stream of events ordered by time, from the laptop's folder or from S3 and CloudFront.

At most the files of one hour are open, and they are read line by line.
"""

import gzip
import heapq
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_cache.log_fields import EVERYTHING, INVALIDATIONS, REQUESTS
from edge_cache.log_lines import Invalidation, Request, read_request

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

Open = Callable[[], gzip.GzipFile]
Hour = Sequence[Open]

PREFIX = f"{REQUESTS}/"
_DAY, _HOUR = "year=%Y/month=%m/day=%d", "year=%Y/month=%m/day=%d/hour=%H"


@dataclass
class Reading:
    """Reads log files and counts unreadable lines and truncated files."""

    unreadable: int = 0

    def requests(self, hours: Iterable[Hour]) -> Iterator[Request]:
        """The requests of these hours; within an hour the files are merged by time."""
        for files in hours:
            streams = [self._requests(file) for file in files]
            yield from streams[0] if len(streams) == 1 else heapq.merge(*streams, key=lambda request: request.at)

    def invalidations(self, hours: Iterable[Hour]) -> Iterator[Invalidation]:
        """The invalidations in the log of the laptop's edge."""
        for files in hours:
            for file in files:
                for line in self._lines(file):
                    yield Invalidation(
                        at=int(line["timestamp(ms)"]) / 1000,
                        objects=frozenset(line["objects"]),
                        everything=line["everything"],
                    )

    def _requests(self, file: Open) -> Iterator[Request]:
        for line in self._lines(file):
            try:
                request = read_request(line)
            except (KeyError, ValueError):
                self.unreadable += 1
                continue
            if request is not None:
                yield request

    def _lines(self, file: Open) -> Iterator[dict[str, Any]]:
        with file() as opened, io.TextIOWrapper(opened, encoding="utf-8") as lines:
            try:
                for line in lines:
                    try:
                        yield json.loads(line)
                    except ValueError:
                        self.unreadable += 1
            except (EOFError, OSError, zlib.error):  # truncated, for instance by a power failure
                self.unreadable += 1


def events(requests: Iterable[Request], invalidations: Iterable[Invalidation]) -> Iterator[Request | Invalidation]:
    """Both ordered by time; at equal times the invalidation comes first, because requests are logged when they end."""
    waiting = iter(invalidations)
    following = next(waiting, None)
    for request in requests:
        while following is not None and following.at <= request.at:
            yield following
            following = next(waiting, None)
        yield request


def on_laptop(folder: Path, kind: str, since: datetime) -> Iterator[Hour]:
    """The hours of a folder of logs from `since` on, in their order; `kind` is `edge` or `invalidations`."""
    first = since.strftime(_HOUR)
    for hour in sorted(path.relative_to(folder / kind).as_posix() for path in (folder / kind).glob("*/*/*/*")):
        if hour >= first:
            yield [_opener(path) for path in sorted((folder / kind / hour).glob("*.gz"))]


def _opener(path: Path) -> Open:
    return lambda: gzip.GzipFile(path)


def laptop_events(folder: Path, since: datetime, reading: Reading) -> Iterator[Request | Invalidation]:
    """The requests and invalidations in the log of the laptop's edge."""
    return events(
        reading.requests(on_laptop(folder, REQUESTS, since)),
        reading.invalidations(on_laptop(folder, INVALIDATIONS, since)),
    )


def in_bucket(s3: "S3Client", bucket: str, since: datetime, until: datetime) -> Iterator[Hour]:
    """The hours of the logs that CloudFront delivered, day by day."""
    days = (until.date() - since.date()).days
    for day in (since + timedelta(days=number) for number in range(days + 1)):
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{PREFIX}{day.strftime(_DAY)}/")
        keys = sorted(item["Key"] for page in pages for item in page.get("Contents", []))
        for hour, names in groupby(keys, key=lambda key: key.rpartition("/")[0]):
            if hour >= f"{PREFIX}{since.strftime(_HOUR)}":
                yield [_object(s3, bucket, name) for name in names]


def _object(s3: "S3Client", bucket: str, key: str) -> Open:
    def opened() -> gzip.GzipFile:
        body: Any = s3.get_object(Bucket=bucket, Key=key)["Body"]
        return gzip.GzipFile(fileobj=body)

    return opened


def past_invalidations(
    cloudfront: "CloudFrontClient", distribution: str, patterns: Sequence[str], since: datetime
) -> list[Invalidation]:
    """CloudFront's invalidations since then, ordered by time, with the behaviours (`patterns`) that they affect."""
    found = []
    for page in cloudfront.get_paginator("list_invalidations").paginate(DistributionId=distribution):
        for summary in page["InvalidationList"].get("Items", []):
            if summary["CreateTime"] < since:
                continue
            batch = cloudfront.get_invalidation(DistributionId=distribution, Id=summary["Id"])["Invalidation"]
            paths = batch["InvalidationBatch"]["Paths"].get("Items", [])
            found.append(invalidation_of(summary["CreateTime"].timestamp(), paths, patterns))
    return sorted(found, key=lambda invalidation: invalidation.at)


def invalidation_of(at: float, paths: Sequence[str], patterns: Sequence[str]) -> Invalidation:
    """An invalidation of these paths for a log without objects: whole behaviours, or an unknown object of one."""
    whole: set[str] = set()
    unknown: set[str] = set()
    for path in paths:
        prefix = path.removesuffix("*")
        if path.endswith("*"):
            whole |= {pattern for pattern in patterns if pattern != "*" and _literal_prefix(pattern).startswith(prefix)}
        unknown.add(next(pattern for pattern in patterns if fnmatchcase(prefix, pattern)))
    return Invalidation(
        at,
        behaviours=frozenset(whole),
        unknown=frozenset(unknown - whole),
        everything=not EVERYTHING.isdisjoint(paths),
    )


def _literal_prefix(pattern: str) -> str:
    """The literal start of a path pattern."""
    return pattern.partition("*")[0]
