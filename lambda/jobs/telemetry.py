"""Logs and metrics of the functions: structured, with every tracking token cut short, and each metric known by name."""

import json
import os
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from jobs.tokens import redact

METRIC_NAMESPACE = "QuickDumpNow"


@dataclass(frozen=True)
class Emitted:
    """A metric's name, and the functions that emit it: each is a value of the dimension `service`, after the prefix."""

    name: str
    by: tuple[str, ...]


class Metric(Enum):
    """Every metric that a function emits, all of them counts: alarms are held to it (tests/infrastructure)."""

    BOOKING_DISCARDED = Emitted("BookingDiscarded", by=("job-api",))
    """A program's booking was answered and forgotten (docs/decisions/0019)."""
    BOARD_DEFERRED = Emitted("BoardDeferred", by=("job-api",))
    """A change came onto the board by the publisher alone."""
    NOT_THROUGH_THE_EDGE = Emitted("NotThroughTheEdge", by=("job-api",))
    """A request without a key of the edge was refused."""
    UNREADABLE_RECORD = Emitted("UnreadableRecord", by=("job-api", "publisher", "auditor"))
    """A record that cannot be read was met; by the auditor, how many there are, 0 included."""
    PROJECTIONS_DIFFER = Emitted("ProjectionsDiffer", by=("auditor",))
    """How many cards and views an audit found to say something else than their records, 0 included."""
    CANARY_FAILED = Emitted("CanaryFailed", by=("canary",))
    """1 for a run of the canary that failed, 0 for one that passed."""


def structured_log() -> Logger:
    """JSON lines under POWERTOOLS_SERVICE_NAME. No line, not even a traceback in one, holds a whole token."""
    return Logger(json_serializer=_redacted_json)


def count(metric: Metric, value: int = 1, *, reason: str | None = None) -> None:
    """Emit a count in embedded metric format, with the service, and the reason if there is one, as dimensions."""
    with single_metric(metric.value.name, MetricUnit.Count, value, namespace=METRIC_NAMESPACE) as emitted:
        emitted.add_dimension("service", os.environ.get("POWERTOOLS_SERVICE_NAME", "unknown"))
        if reason:
            emitted.add_dimension("reason", reason)


def _redacted_json(entry: dict[str, Any]) -> str:
    return redact(json.dumps(entry, default=str, ensure_ascii=False))
