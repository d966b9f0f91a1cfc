"""Logs and metrics of the functions: structured, with every tracking token cut short, and each metric known by name."""

import json
import os
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from contract.names import METRIC_NAMESPACE, METRIC_SERVICE_DIMENSION, FunctionName, MetricName, Variable
from jobs.tokens import redact


@dataclass(frozen=True)
class Emitted:
    """A metric's name, and the functions that emit it: each is a value of the dimension `service`, after the prefix."""

    name: str
    by: tuple[str, ...]


class Metric(Enum):
    """Every metric that a function emits, all of them counts: alarms are held to it (tests/infrastructure)."""

    BOOKING_DISCARDED = Emitted(MetricName.BOOKING_DISCARDED, by=(FunctionName.JOB_API,))
    """A program's booking was answered and forgotten (docs/decisions/0019)."""
    BOARD_DEFERRED = Emitted(MetricName.BOARD_DEFERRED, by=(FunctionName.JOB_API,))
    """A change came onto the board by the publisher alone."""
    NOT_THROUGH_THE_EDGE = Emitted(MetricName.NOT_THROUGH_THE_EDGE, by=(FunctionName.JOB_API,))
    """A request without a key of the edge was refused."""
    UNREADABLE_RECORD = Emitted(
        MetricName.UNREADABLE_RECORD, by=(FunctionName.JOB_API, FunctionName.PUBLISHER, FunctionName.AUDITOR)
    )
    """A record that cannot be read was met; by the auditor, how many there are, 0 included."""
    PROJECTIONS_DIFFER = Emitted(MetricName.PROJECTIONS_DIFFER, by=(FunctionName.AUDITOR,))
    """How many cards and views an audit found to say something else than their records, 0 included."""
    CANARY_FAILED = Emitted(MetricName.CANARY_FAILED, by=(FunctionName.CANARY,))
    """1 for a run of the canary that failed, 0 for one that passed."""


def structured_log() -> Logger:
    """JSON lines under the function's name. No line, not even a traceback in one, holds a whole token."""
    return Logger(json_serializer=_redacted_json)


def count(metric: Metric, value: int = 1, *, reason: str | None = None) -> None:
    """Emit a count in embedded metric format, with the service, and the reason if there is one, as dimensions."""
    with single_metric(metric.value.name, MetricUnit.Count, value, namespace=METRIC_NAMESPACE) as emitted:
        emitted.add_dimension(METRIC_SERVICE_DIMENSION, os.environ.get(Variable.SERVICE, "unknown"))
        if reason:
            emitted.add_dimension("reason", reason)


def _redacted_json(entry: dict[str, Any]) -> str:
    return redact(json.dumps(entry, default=str, ensure_ascii=False))
