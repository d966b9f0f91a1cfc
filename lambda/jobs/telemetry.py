"""Logs and metrics of the functions: structured log lines with redacted tokens, and the list of all metrics."""

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
    """A metric's name and the functions that emit it: values of the dimension `service`, without the prefix."""

    name: str
    by: tuple[str, ...]


class Metric(Enum):
    """Every metric that a function emits; all are counts. A test compares the alarms with it (tests/infrastructure)."""

    BOOKING_DISCARDED = Emitted(MetricName.BOOKING_DISCARDED, by=(FunctionName.JOB_API,))
    """An automated booking got a decoy response and was discarded (docs/decisions/0019)."""
    BOARD_DEFERRED = Emitted(MetricName.BOARD_DEFERRED, by=(FunctionName.JOB_API,))
    """The API left a change of the board to the publisher."""
    NOT_THROUGH_THE_EDGE = Emitted(MetricName.NOT_THROUGH_THE_EDGE, by=(FunctionName.JOB_API,))
    """A request without an origin key was refused."""
    UNREADABLE_RECORD = Emitted(
        MetricName.UNREADABLE_RECORD, by=(FunctionName.JOB_API, FunctionName.PUBLISHER, FunctionName.AUDITOR)
    )
    """1 for each read of an unreadable record; from the auditor the number of unreadable records, also when it is 0."""
    PROJECTIONS_DIFFER = Emitted(MetricName.PROJECTIONS_DIFFER, by=(FunctionName.AUDITOR,))
    """The number of cards and views that differ from their records, also when it is 0."""
    CANARY_FAILED = Emitted(MetricName.CANARY_FAILED, by=(FunctionName.CANARY,))
    """1 for a failed run of the canary, 0 for a successful one."""


def structured_log() -> Logger:
    """A logger of JSON lines under the function's name. Tokens are redacted everywhere, also in tracebacks."""
    return Logger(json_serializer=_redacted_json)


def count(metric: Metric, value: int = 1, *, reason: str | None = None) -> None:
    """Emit a count in CloudWatch's embedded metric format. Dimensions: the service, and the reason if there is one."""
    with single_metric(metric.value.name, MetricUnit.Count, value, namespace=METRIC_NAMESPACE) as emitted:
        emitted.add_dimension(METRIC_SERVICE_DIMENSION, os.environ.get(Variable.SERVICE, "unknown"))
        if reason:
            emitted.add_dimension("reason", reason)


def _redacted_json(entry: dict[str, Any]) -> str:
    return redact(json.dumps(entry, default=str, ensure_ascii=False))
