"""Writes folders of access logs in the format of the laptop's edge, for tests of their readers."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from edge_cache.cache_key import CacheKey
from local.edge.access_log import AccessLog, Invalidated, Served


def served(at: float, path: str = "/track/*", uri: str = "/track.html", **other: object) -> Served:
    """A record of a cache hit; keyword arguments replace its fields."""
    values: dict[str, object] = {
        "distribution": "E1",
        "method": "GET",
        "protocol": "HTTP/1.1",
        "status": 200,
        "size": 1024,
        "content_type": "text/html",
        "result": "Hit",
        "request_id": "r",
        "took": 0.001,
        "key": CacheKey(path, uri),
        "first_byte": None,
        "last_byte": None,
        "lifetime": None,
    }
    return Served(at=at, behaviour=path, **(values | other))  # type: ignore[arg-type]


def missed(at: float, path: str = "/track/*", uri: str = "/track.html", **other: object) -> Served:
    """A record of a miss whose response is cached for five minutes."""
    fields: dict[str, object] = {
        "result": "Miss",
        "took": 0.05,
        "first_byte": 0.03,
        "last_byte": 0.04,
        "lifetime": 300.0,
    }
    return served(at, path, uri, **(fields | other))


def write(folder: Path, records: Iterable[Served | Invalidated]) -> Path:
    """Write these records as one run of an edge does."""

    async def run() -> None:
        log = AccessLog(folder)
        for record in records:
            log.add(record)
        await log.flush()

    asyncio.run(run())
    return folder
