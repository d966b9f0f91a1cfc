"""The edge server's access logs, with the fields and the layout of CloudFront's standard logging v2, without any token.

    <directory>/edge/year=2026/month=11/day=24/hour=16/<distribution>.2026-11-24-16.<run>.gz   one line per request
    <directory>/invalidations/year=…                                                           one per invalidation

The layout is a destination with the prefix `edge`, Hive-compatible paths and the suffix `{yyyy}/{MM}/{dd}/{HH}`
(CloudFront developer guide, "Configure standard logging (v2)", "Example paths to access logs"). Every value is a
string, `-` if there is none. A request costs one append; a thread formats and compresses the lines every two seconds.

Two more fields are for the replay of a log (docs/decisions/0015): `x-qdn-object`, which identifies the object, and
`x-qdn-lifetime`. An object's name is a hash with a random key that is generated when the edge server starts and is not
stored: the names are valid as long as the cache, and no token can be derived from a log.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from edge_cache.cache_key import CacheKey
from edge_cache.log_fields import INVALIDATIONS, LIFETIME, NOTHING, OBJECT, REQUESTS

FLUSH_EVERY = 2.0
"""Seconds between two flushes."""
_LOCATION = "QDN1-L1"  # as CloudFront names a location: an airport's code, a number and a class
log = logging.getLogger("edge")


@dataclass(slots=True)
class Served:
    """One response; `at` is its time by the edge's clock, durations are seconds.

    `first_byte` and `last_byte` are the origin's, None without a request to the origin. `lifetime`: for how long the
    cache stores the origin's response; None if there was none or it is not stored.
    """

    at: float
    distribution: str
    behaviour: str
    method: str
    protocol: str
    status: int
    size: int
    content_type: str | None
    result: str
    request_id: str
    took: float
    key: CacheKey | None
    first_byte: float | None
    last_byte: float | None
    lifetime: float | None


@dataclass(slots=True)
class Invalidated:
    """One invalidation: the keys of the objects that it named, or everything."""

    at: float
    distribution: str
    keys: frozenset[CacheKey]
    everything: bool


class AccessLog:
    """Collects records and writes them later in a thread."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._key = secrets.token_bytes(16)
        self._run = secrets.token_hex(4)
        self._waiting: list[Served | Invalidated] = []
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start to write the collected records every few seconds."""
        self._task = asyncio.create_task(self._keep_flushing())

    async def close(self) -> None:
        """Write the remaining records."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.flush()

    def add(self, record: Served | Invalidated) -> None:
        """Add a record to the next flush."""
        self._waiting.append(record)

    async def flush(self) -> None:
        """Append the collected records to the files of their hours. A full disk loses records; no request fails."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            await asyncio.to_thread(self._write, waiting)

    async def _keep_flushing(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            await self.flush()

    def _write(self, records: list[Served | Invalidated]) -> None:
        files: dict[Path, list[str]] = defaultdict(list)
        for record in records:
            if isinstance(record, Served):
                path, line = self._file(REQUESTS, record), json.dumps(self._request(record), separators=(",", ":"))
            else:
                path, line = self._file(INVALIDATIONS, record), json.dumps(self._invalidation(record))
            files[path].append(line)
        try:
            for path, lines in files.items():
                _append(path, lines)
        except OSError as error:
            log.warning("%d lines of the access log are lost: %s", len(records), error)

    def _file(self, kind: str, record: Served | Invalidated) -> Path:
        hour = datetime.fromtimestamp(record.at, UTC)
        folder = self._directory / kind / hour.strftime("year=%Y/month=%m/day=%d/hour=%H")
        return folder / f"{record.distribution}.{hour:%Y-%m-%d-%H}.{self._run}.gz"

    def _request(self, served: Served) -> dict[str, str]:
        when = datetime.fromtimestamp(served.at, UTC)
        return {
            "date": f"{when:%Y-%m-%d}",
            "time": f"{when:%H:%M:%S}",
            "timestamp(ms)": _milliseconds(served.at),
            "x-edge-location": _LOCATION,
            "sc-bytes": str(served.size),
            "cs-method": served.method,
            "sc-status": str(served.status),
            "x-edge-result-type": served.result,
            "x-edge-response-result-type": served.result,
            "x-edge-detailed-result-type": served.result,
            "x-edge-request-id": served.request_id,
            "time-taken": _seconds(served.took),
            "time-to-first-byte": _seconds(served.took),  # a response is sent at once
            "ssl-protocol": NOTHING,
            "cs-protocol-version": served.protocol,
            "sc-content-type": served.content_type or NOTHING,
            "origin-fbl": _seconds(served.first_byte),
            "origin-lbl": _seconds(served.last_byte),
            "cache-behavior-path-pattern": served.behaviour,
            OBJECT: self._object(served.key) if served.key else NOTHING,
            LIFETIME: _seconds(served.lifetime),
        }

    def _invalidation(self, invalidated: Invalidated) -> dict[str, object]:
        return {
            "timestamp(ms)": _milliseconds(invalidated.at),
            "everything": invalidated.everything,
            "objects": sorted(self._object(key) for key in invalidated.keys),
        }

    def _object(self, key: CacheKey) -> str:
        text = "\n".join((key.behaviour, key.uri, *key.encodings))
        return blake2b(text.encode(), key=self._key, digest_size=8).hexdigest()


def _append(path: Path, lines: Iterable[str]) -> None:
    """Append a member to a gzip file in a single write, so that concurrent readers see whole lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        file.write(gzip.compress("".join(f"{line}\n" for line in lines).encode(), compresslevel=6))


def _milliseconds(at: float) -> str:
    return str(round(at * 1000))


def _seconds(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"
